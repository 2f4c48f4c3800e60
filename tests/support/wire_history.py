"""What was heard, claimed and watched, put into the store directly: a trace asks of the past, whoever folded it."""

from sqlalchemy import insert

from collector.store.tables import agent_binding, binding, binding_witness, claim, coverage
from collector.store.transaction import Transaction


def heard(
    tx: Transaction,
    segment_id: str,
    mac: str,
    address: str,
    times: tuple[int, int],
    *,
    closed: tuple[int, str] | None = None,
    confirmed: bool = True,
    intake: int = 0,
) -> None:
    """A binding with one witness; `closed` is when and by what."""
    first, last = times
    values = {
        "segment_id": segment_id,
        "mac": mac,
        "address": address,
        "first_us": first,
        "last_us": last,
        "resumed_us": first,
        "closed_us": closed[0] if closed else None,
        "closed_by": closed[1] if closed else None,
        "frames": 2,
        "how": "arp-request",
        "confirmed_us": first if confirmed else None,
    }
    key = tx.connection.execute(insert(binding).values(values)).inserted_primary_key
    assert key is not None
    tx.connection.execute(
        insert(binding_witness).values(
            binding_id=key[0],
            witness="agent:" + "a" * 32,
            first_us=first,
            last_us=last,
            first_intake=intake,
            last_intake=intake,
        )
    )


def claimed(
    tx: Transaction, agent_id: str, segment_id: str, mac: str, address: str, from_us: int, to_us: int | None
) -> None:
    tx.connection.execute(
        insert(claim).values(
            agent_id=agent_id,
            adapter_id="e" * 32,
            segment_id=segment_id,
            mac=mac,
            address=address,
            from_us=from_us,
            last_us=to_us or tx.now_us,
            to_us=to_us,
        )
    )


def bound(tx: Transaction, agent_id: str, terminal_id: str, from_us: int) -> None:
    """That agent is that terminal's, from then on."""
    tx.connection.execute(
        insert(agent_binding).values(agent_id=agent_id, from_us=from_us, to_us=None, terminal_id=terminal_id)
    )


def watched(
    tx: Transaction,
    segment_id: str,
    from_us: int,
    to_us: int | None,
    family: str = "ipv4",
    hears: str | None = None,
) -> None:
    tx.connection.execute(
        insert(coverage).values(
            segment_id=segment_id,
            agent_id="a" * 32,
            family=family,
            from_us=from_us,
            last_us=to_us or tx.now_us,
            to_us=to_us,
            ended_by=None if to_us is None else "missed-beats",
            hears=hears,
        )
    )
