"""Bindings with their witnesses, as collector.presence.bindings folds them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from collector.presence.binding import QUIET_US, TABLES, Binding, ClosedBy, Heard, How, Pair, SwitchTable, Witness
from collector.presence.bindings import Folding
from collector.store.tables import binding, binding_witness
from collector.store.transaction import Transaction
from protocol.address import Address, normal_form, parse_address
from protocol.mac import MacAddress
from protocol.observations import HeardHow

_MOST = 500
_MOST_SPANS = 2_000
_TABLES = frozenset(item.value for item in SwitchTable)


def around(connection: Connection, heard: Heard) -> tuple[list[Binding], list[Binding]]:
    """(same MAC, same address by others) near what was heard: what folding needs."""
    pair = heard.pair
    near = and_(
        binding.c.segment_id == pair.segment,
        binding.c.last_us >= heard.first_us - 2 * QUIET_US,
        or_(binding.c.first_us <= heard.last_us + 2 * QUIET_US, binding.c.closed_us.is_(None)),
    )
    same_mac = _read(connection, and_(near, binding.c.mac == str(pair.mac)))
    if pair.address is None:
        return same_mac, []
    others = and_(near, binding.c.address == normal_form(pair.address), binding.c.mac != str(pair.mac))
    return same_mac, _read(connection, others)


def save(tx: Transaction, folding: Folding) -> Binding:
    """Stores what folding made; returns the binding with its number."""
    for closed in folding.closed:
        _update(tx, closed)
    gone = [one.id for one in folding.absorbed if one.id is not None]
    if gone:
        tx.connection.execute(delete(binding).where(binding.c.id.in_(gone)))
        tx.connection.execute(delete(binding_witness).where(binding_witness.c.binding_id.in_(gone)))
    made = folding.binding
    if made.id is None:
        result = tx.connection.execute(insert(binding).values(_columns(made)))
        number: int = result.inserted_primary_key[0]  # type: ignore[index]
    else:
        number = made.id
        _update(tx, made)
    _save_witnesses(tx, number, made.witnesses)
    return Binding(number, *[getattr(made, name) for name in Binding.__slots__[1:]])


def of_mac(connection: Connection, segment_id: str, mac: MacAddress) -> list[Binding]:
    """Open bindings of a MAC on a segment, oldest first."""
    own = and_(binding.c.segment_id == segment_id, binding.c.mac == str(mac))
    return _read(connection, and_(own, binding.c.closed_us.is_(None)))


def by_ids(connection: Connection, numbers: Iterable[int]) -> list[Binding]:
    return _read(connection, binding.c.id.in_(list(numbers)))


def rivals(
    connection: Connection, segment_id: str, mac: MacAddress, addresses: Iterable[Address], since_us: int
) -> list[Binding]:
    """Other MACs' bindings of these addresses, heard since then."""
    texts = [normal_form(address) for address in addresses]
    if not texts:
        return []
    held = and_(binding.c.segment_id == segment_id, binding.c.address.in_(texts), binding.c.mac != str(mac))
    return _read(connection, and_(held, binding.c.last_us >= since_us))


def close_quiet(tx: Transaction, now_us: int) -> int:
    """Closes what nobody has heard for QUIET_US at the moment it was heard last; returns how many."""
    silent = and_(binding.c.closed_us.is_(None), binding.c.last_us < now_us - QUIET_US)
    values = {"closed_us": binding.c.last_us, "closed_by": ClosedBy.QUIET.value}
    return tx.connection.execute(update(binding).where(silent).values(**values)).rowcount


def heard_before(connection: Connection, segment_id: str, macs: Iterable[MacAddress], before_us: int) -> set[str]:
    """Those of the MACs, in normal form, that some binding here had heard last before that."""
    texts = [str(mac) for mac in macs]
    older = and_(binding.c.segment_id == segment_id, binding.c.mac.in_(texts), binding.c.last_us < before_us)
    return set(connection.execute(select(binding.c.mac).where(older).distinct()).scalars())


def heard_since(connection: Connection, segment_id: str, macs: Iterable[MacAddress], since_us: int) -> set[str]:
    """Those of the MACs, in normal form, that were heard here since then."""
    texts = [str(mac) for mac in macs]
    newer = and_(binding.c.segment_id == segment_id, binding.c.mac.in_(texts), binding.c.last_us >= since_us)
    return set(connection.execute(select(binding.c.mac).where(newer).distinct()).scalars())


def spans_of(
    connection: Connection, segment_id: str, macs: Iterable[MacAddress]
) -> dict[MacAddress, list[tuple[int, int]]]:
    """From when to when each MAC was heard here in frames, newest first; the newest spans where they are too many."""
    here = and_(binding.c.segment_id == segment_id, binding.c.mac.in_(sorted(str(mac) for mac in macs)))
    query = select(binding.c.mac, binding.c.first_us, binding.c.last_us).where(here)
    query = query.where(binding.c.how.not_in([how.value for how in TABLES])).order_by(binding.c.last_us.desc())
    found: dict[MacAddress, list[tuple[int, int]]] = {}
    for mac, first_us, last_us in connection.execute(query.limit(_MOST_SPANS)):
        found.setdefault(MacAddress.from_normal_form(mac), []).append((first_us, last_us))
    return found


def heard_by(connection: Connection, segment_id: str, witness: str, since_us: int) -> dict[str, int]:
    """When a witness heard each MAC here last, of those it heard in frames since then."""
    said = binding_witness.c
    query = (
        select(binding.c.mac, func.max(said.last_us))
        .join(binding_witness, said.binding_id == binding.c.id)
        .where(binding.c.segment_id == segment_id, said.witness == witness, said.last_us >= since_us)
        .where(binding.c.how.not_in([how.value for how in TABLES]))
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(binding.c.mac))}


def _read(connection: Connection, condition: ColumnElement[bool]) -> list[Binding]:
    query = select(binding).where(condition).order_by(binding.c.last_us.desc()).limit(_MOST)
    rows = list(connection.execute(query).mappings())
    witnesses = _witnesses(connection, [row["id"] for row in rows])
    return [_binding(row, witnesses.get(row["id"], ())) for row in reversed(rows)]


def _witnesses(connection: Connection, numbers: list[int]) -> dict[int, tuple[Witness, ...]]:
    found: dict[int, tuple[Witness, ...]] = {}
    if not numbers:
        return found
    query = select(binding_witness).where(binding_witness.c.binding_id.in_(numbers))
    for row in connection.execute(query.order_by(binding_witness.c.witness)):
        one = Witness(row.witness, row.first_us, row.last_us, row.first_intake, row.last_intake)
        found[row.binding_id] = (*found.get(row.binding_id, ()), one)
    return found


def _save_witnesses(tx: Transaction, number: int, witnesses: tuple[Witness, ...]) -> None:
    tx.connection.execute(delete(binding_witness).where(binding_witness.c.binding_id == number))
    rows = [
        {
            "binding_id": number,
            "witness": one.name,
            "first_us": one.first_us,
            "last_us": one.last_us,
            "first_intake": one.first_intake,
            "last_intake": one.last_intake,
        }
        for one in witnesses
    ]
    tx.connection.execute(insert(binding_witness), rows)


def _update(tx: Transaction, changed: Binding) -> None:
    tx.connection.execute(update(binding).where(binding.c.id == changed.id).values(_columns(changed)))


def _columns(value: Binding) -> dict[str, Any]:
    return {
        "segment_id": value.pair.segment,
        "mac": str(value.pair.mac),
        "address": "" if value.pair.address is None else normal_form(value.pair.address),
        "first_us": value.first_us,
        "last_us": value.last_us,
        "resumed_us": value.resumed_us,
        "asking_us": value.asking_us,
        "asked_us": value.asked_us,
        "closed_us": value.closed_us,
        "closed_by": None if value.closed_by is None else value.closed_by.value,
        "frames": value.frames,
        "how": value.how.value,
        "confirmed_us": value.confirmed_us,
    }


def how_of(text: str) -> How:
    return SwitchTable(text) if text in _TABLES else HeardHow(text)


def _binding(row: Any, witnesses: tuple[Witness, ...]) -> Binding:
    address = parse_address(row["address"]) if row["address"] else None
    return Binding(
        id=row["id"],
        pair=Pair(row["segment_id"], MacAddress.from_normal_form(row["mac"]), address),
        first_us=row["first_us"],
        last_us=row["last_us"],
        resumed_us=row["resumed_us"],
        asking_us=row["asking_us"],
        asked_us=row["asked_us"],
        frames=row["frames"],
        how=how_of(row["how"]),
        witnesses=witnesses,
        confirmed_us=row["confirmed_us"],
        closed_us=row["closed_us"],
        closed_by=None if row["closed_by"] is None else ClosedBy(row["closed_by"]),
    )
