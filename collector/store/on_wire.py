"""Who is on the wire now: MACs heard lately or claimed, page by page, each with all that bears on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, select, tuple_, union

from collector.presence import on_wire
from collector.presence.on_wire import OnWire
from collector.presence.subject import SegmentView
from collector.store import claims, terminals, views
from collector.store.tables import binding, claim
from protocol.mac import MacAddress

MOST_MACS = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A MAC on a segment: what a page ends with, and the next one begins behind."""

    segment_id: str
    mac: str


def places(
    connection: Connection,
    segment_ids: Iterable[str],
    after: Place | None = None,
    *,
    mac: str | None = None,
    address: str | None = None,
    most: int = MOST_MACS,
) -> list[Place]:
    """Open bindings' and claims' MACs on these segments, in order; only that MAC, or those with that address."""
    ids = sorted(segment_ids)
    found = union(
        *(
            select(table.c.segment_id, table.c.mac).where(
                table.c.segment_id.in_(ids), still.is_(None), *_asked(table.c.mac, table.c.address, mac, address)
            )
            for table, still in ((binding, binding.c.closed_us), (claim, claim.c.to_us))
        )
    ).subquery()
    query = select(found.c.segment_id, found.c.mac).order_by(found.c.segment_id, found.c.mac).limit(most)
    if after is not None:
        query = query.where(tuple_(found.c.segment_id, found.c.mac) > tuple_(after.segment_id, after.mac))
    return [Place(row.segment_id, row.mac) for row in connection.execute(query)]


def _asked(
    mac_column: ColumnElement[str], address_column: ColumnElement[str], mac: str | None, address: str | None
) -> list[ColumnElement[bool]]:
    wanted = [mac_column == mac] if mac is not None else []
    return wanted + ([address_column == address] if address is not None else [])


def of_places(
    connection: Connection,
    found: Iterable[Place],
    segments: Mapping[str, SegmentView],
    now_us: int,
    listening_us: int,
) -> list[OnWire]:
    """Each with the verdict that judgement would reach now."""
    rows: list[OnWire] = []
    for place in found:
        mac = MacAddress.from_normal_form(place.mac)
        presence = views.presence(connection, segments[place.segment_id], mac, (), now_us, listening_us)
        if presence is not None:
            # What was heard came in when it was heard: it is no old story that a spool tells now.
            rows += on_wire.heard(replace(presence, received_us=presence.last_us))
        told = {row.address for row in rows if (row.segment_id, row.mac) == (place.segment_id, place.mac)}
        rows += _unheard(connection, place, mac, told)
    return rows


def _unheard(connection: Connection, place: Place, mac: MacAddress, told: set[str]) -> list[OnWire]:
    """What agents claim for the MAC beyond what was heard; where it was heard without an address, that is no more."""
    own = and_(claim.c.segment_id == place.segment_id, claim.c.mac == place.mac, claim.c.to_us.is_(None))
    addresses = set(connection.execute(select(claim.c.address).where(own)).scalars()) - told
    if not addresses:
        return []
    held = claims.concerning(connection, mac, (), place.segment_id, 0)
    lasting = [one for one in held if one.to_us is None and one.segment_id == place.segment_id]
    owners = [views.terminal_view(connection, owner.id) for _, owner in terminals.holder_of_mac(connection, mac)]
    made = [on_wire.unheard(one, [owner for owner in owners if owner is not None]) for one in lasting]
    return [row for row in made if row.address in addresses and (row.address or not told)]
