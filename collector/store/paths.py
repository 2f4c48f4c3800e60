"""Which way agents' beats come: their source addresses, who shares them, and who holds them on a segment."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from collector.presence.binding import FIRM
from collector.presence.subject import AgentStanding
from collector.store.tables import agent, binding, claim, client_fingerprint, switch_port
from protocol.address import Address, normal_form, parse_address
from protocol.errors import ProtocolError
from protocol.mac import MacAddress

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Held:
    """The newest pair that states an address on a segment."""

    segment_id: str
    mac: MacAddress


def source_of(connection: Connection, agent_id: str) -> Address | None:
    """From where the agent's newest beat came; None: not known, or no address (a UNIX socket)."""
    text = connection.execute(select(agent.c.source).where(agent.c.id == agent_id)).scalar_one_or_none()
    return _address(text)


def claimed(connection: Connection, agent_id: str) -> frozenset[Address]:
    """The addresses an agent vouches for now."""
    query = select(claim.c.address).where(claim.c.agent_id == agent_id, claim.c.to_us.is_(None), claim.c.address != "")
    return frozenset(parse_address(text) for text in connection.execute(query).scalars())


def behind(connection: Connection, source: Address, but: str, alive_since_us: int) -> int:
    """How many other live agents come from that address and do not have it."""
    text = normal_form(source)
    owns = select(claim.c.id).where(claim.c.agent_id == agent.c.id, claim.c.to_us.is_(None), claim.c.address == text)
    query = select(func.count()).where(
        agent.c.source == text,
        agent.c.id != but,
        agent.c.state == AgentStanding.ACTIVE.value,
        agent.c.last_beat_us >= alive_since_us,
        ~owns.exists(),
    )
    found: int = connection.execute(query).scalar_one()
    return found


def peers(connection: Connection, segment_id: str, but: str, alive_since_us: int) -> tuple[int, int]:
    """(other live agents on the segment whose source is known, those of them whose source is none of their own)."""
    query = (
        select(agent.c.id, agent.c.source, claim.c.address)
        .join(claim, and_(claim.c.agent_id == agent.c.id, claim.c.to_us.is_(None)))
        .where(claim.c.segment_id == segment_id, agent.c.id != but, agent.c.source.is_not(None))
        .where(agent.c.last_beat_us >= alive_since_us)
        .limit(_MOST)
    )
    held: dict[tuple[str, str], set[str]] = {}
    for row in connection.execute(query):
        held.setdefault((row.id, row.source), set()).add(row.address)
    return len(held), sum(source not in addresses for (_, source), addresses in held.items())


def holder(connection: Connection, address: Address) -> Held | None:
    """Who states that address on a segment now; the one heard last, where several units use the same prefix."""
    query = (
        select(binding.c.segment_id, binding.c.mac)
        .where(binding.c.address == normal_form(address), binding.c.closed_us.is_(None))
        .where(binding.c.how.in_([how.value for how in FIRM]))
        .order_by(binding.c.last_us.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Held(row.segment_id, MacAddress.from_normal_form(row.mac))


def names_of(connection: Connection, held: Held, since_us: int) -> tuple[str, ...]:
    """What DHCP clients under that MAC called themselves since then: names, else identifiers."""
    table = client_fingerprint.c
    query = select(table.name, table.client_id).where(
        table.mac == str(held.mac), table.segment_id == held.segment_id, table.last_us >= since_us
    )
    found = {row.name or row.client_id for row in connection.execute(query.limit(_MOST))}
    return tuple(sorted(name for name in found if name))


def macs_on_port(connection: Connection, held: Held) -> int:
    """MACs that the newest imported tables place on the same port of the same switch; 0 where none says."""
    table = switch_port.c
    own = select(table.switch, table.port).where(
        table.mac == str(held.mac), table.segment_id == held.segment_id, table.is_open
    )
    counts = [
        connection.execute(
            select(func.count(func.distinct(table.mac))).where(
                table.segment_id == held.segment_id, table.switch == switch, table.port == port, table.is_open
            )
        ).scalar_one()
        for switch, port in connection.execute(own.limit(8))
    ]
    # The port nearest to it has fewest: every other one leads to a switch.
    return min(counts, default=0)


def _address(text: str | None) -> Address | None:
    try:
        return parse_address(text) if text else None
    except ProtocolError:
        return None
