"""Behind which port a MAC was, as collector.presence.location folds it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from collector.presence.location import Location, Place, placed
from collector.store.tables import switch_port
from collector.store.transaction import Transaction
from protocol.mac import MacAddress

_MOST_HELD = 1000
_AT_ONCE = 500

_OF_MAC = (
    select(switch_port)
    .where(switch_port.c.mac == bindparam("mac"), switch_port.c.first_us <= bindparam("until_us"))
    .order_by(switch_port.c.last_us.desc())
    .limit(_MOST_HELD)
)
_OF_MAC_THERE = _OF_MAC.where(switch_port.c.segment_id == bindparam("segment_id"))


def put(tx: Transaction, seen: Location) -> None:
    """Folds what one table says of one MAC into what is held."""
    table = switch_port.c
    same = and_(table.segment_id == seen.segment, table.switch == seen.switch, table.mac == str(seen.mac))
    rows = tx.connection.execute(select(switch_port).where(same).order_by(table.last_us.desc()).limit(_MOST_HELD))
    for one in placed(seen, [_location(row) for row in rows.mappings()]):
        if one.id is None:
            tx.connection.execute(insert(switch_port).values(_columns(one)))
        else:
            tx.connection.execute(update(switch_port).where(table.id == one.id).values(_columns(one)))


def close_absent(tx: Transaction, segment_id: str, switch: str, taken_us: int, named: Iterable[MacAddress]) -> int:
    """Ends the locations that a MAC table of that moment no longer names, as read last; returns how many."""
    table = switch_port.c
    older = and_(table.segment_id == segment_id, table.switch == switch, table.is_open, table.last_us < taken_us)
    present = {str(mac) for mac in named}
    rows = tx.connection.execute(select(table.id, table.mac).where(older)).all()
    gone = [row.id for row in rows if row.mac not in present]
    for begin in range(0, len(gone), _AT_ONCE):
        tx.connection.execute(
            update(switch_port).where(table.id.in_(gone[begin : begin + _AT_ONCE])).values(is_open=False)
        )
    return len(gone)


def of_mac(
    connection: Connection, mac: str, segment_id: str | None, from_us: int, to_us: int, most: int = 8
) -> list[Location]:
    """Where the MAC was in [from_us, to_us], newest first; on switches that do not say, where it was last before."""
    query = _OF_MAC if segment_id is None else _OF_MAC_THERE
    rows = connection.execute(query, {"mac": mac, "until_us": to_us, "segment_id": segment_id})
    found: list[Location] = []
    told: set[str] = set()
    for one in (_location(row) for row in rows.mappings()):
        if one.last_us >= from_us or one.switch not in told:
            found.append(one)
        told.add(one.switch)
    return found[:most]


def newest(connection: Connection, segment_id: str, switch: str, macs: Iterable[MacAddress]) -> dict[str, Location]:
    """The newest location of each MAC on that switch."""
    table = switch_port.c
    texts = [str(mac) for mac in macs]
    found: dict[str, Location] = {}
    for begin in range(0, len(texts), _AT_ONCE):
        same = and_(table.segment_id == segment_id, table.switch == switch)
        rows = select(switch_port).where(same, table.mac.in_(texts[begin : begin + _AT_ONCE])).order_by(table.last_us)
        found |= {row["mac"]: _location(row) for row in connection.execute(rows).mappings()}
    return found


def _columns(one: Location) -> dict[str, Any]:
    return {
        "segment_id": one.segment,
        "switch": one.switch,
        "mac": str(one.mac),
        "port": one.place.port,
        "vlan": one.place.vlan,
        "first_us": one.first_us,
        "last_us": one.last_us,
        "tables": one.tables,
        "is_open": one.is_open,
    }


def _location(row: Any) -> Location:
    return Location(
        id=row["id"],
        segment=row["segment_id"],
        switch=row["switch"],
        mac=MacAddress.from_normal_form(row["mac"]),
        place=Place(row["port"], row["vlan"]),
        first_us=row["first_us"],
        last_us=row["last_us"],
        tables=row["tables"],
        is_open=row["is_open"],
    )
