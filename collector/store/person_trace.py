"""Gathering what somebody had at a time: custody, terminals, their MACs, and where those were heard or claimed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from collector.errors import InvalidValue, NotFound
from collector.presence.person_trace import (
    HeldAdapter,
    HeldAddress,
    Holding,
    PersonAnswer,
    PersonThen,
    held_as,
    joined_holdings,
    within_asked,
)
from collector.presence.tracing import SegmentAt
from collector.store import people, places, versions
from collector.store.register import MOST_CANDIDATES, several
from collector.store.scope import Scope, within
from collector.store.sealed import secrets_of
from collector.store.tables import adapter, binding, claim, custody, person, terminal, unit
from collector.trust.sealing import lookup_digest

MOST_HOLDINGS = 50
MOST_ADDRESSES = 200


@dataclass(frozen=True, slots=True)
class PersonInquiry:
    """What `key` (id, staff number or exact name) had in [from_us, to_us]; equal for an instant."""

    key: str
    from_us: int
    to_us: int


def find(connection: Connection, scope: Scope, inquiry: PersonInquiry) -> list[str]:
    """The ids of those within the scope who were called so at some moment of the asked time, one more than is named."""
    if inquiry.from_us > inquiry.to_us:
        raise InvalidValue("time", "ends before it begins", "give the earlier moment first")
    index = lookup_digest(secrets_of(connection).index_key, inquiry.key)
    called = or_(person.c.id == inquiry.key, person.c.staff_no == inquiry.key, person.c.name_index == index)
    then = versions.overlapping(person, inquiry.from_us, inquiry.to_us + 1)
    query = select(person.c.id).where(called, then, within(scope, person.c.unit_id)).distinct().order_by(person.c.id)
    return list(connection.execute(query.limit(MOST_CANDIDATES + 1)).scalars())


def require_one(found: list[str]) -> str:
    """The only one found; raises NotFound, which names ids and not what was searched for."""
    if not found:
        raise _nobody()
    if len(found) > 1:
        raise several("person", "", found)
    return found[0]


def _nobody() -> NotFound:
    return NotFound("person", "there was none of that name, number or id then", "check the spelling and the time")


def trace(connection: Connection, scope: Scope, person_id: str, from_us: int, to_us: int) -> PersonAnswer:
    """What the person had then, of terminals within the scope."""
    who = _person(connection, person_id, from_us, to_us)
    table = custody.c
    rows = connection.execute(
        select(custody)
        .where(
            or_(table.user_id == person_id, table.owner_id == person_id),
            versions.overlapping(custody, from_us, to_us + 1),
        )
        .order_by(table.from_us.desc())
        .limit(4 * MOST_HOLDINGS)
    ).mappings()
    held = [one for row in rows if (one := _holding(connection, scope, row, person_id, from_us, to_us)) is not None]
    joined = sorted(joined_holdings(held), key=lambda one: one.from_us, reverse=True)
    cut = joined[:MOST_HOLDINGS]
    full = tuple(_on_wire(connection, one, to_us) for one in cut)
    is_cut = len(joined) > MOST_HOLDINGS or any(len(one.addresses) >= MOST_ADDRESSES for one in full)
    return PersonAnswer(who, from_us, to_us, full, is_cut)


def _person(connection: Connection, person_id: str, from_us: int, to_us: int) -> PersonThen:
    """As of the newest version of the asked time."""
    then = versions.overlapping(person, from_us, to_us + 1)
    query = select(func.max(person.c.from_us)).where(person.c.id == person_id, then)
    newest = connection.execute(query).scalar_one()
    found = people.by_id(connection, person_id, newest) if newest is not None else None
    if found is None:
        raise _nobody()
    value = found.value
    name = _unit_name(connection, value.unit_id, to_us)
    return PersonThen(found.id, value.name, value.department, value.mobile, value.office_phone, value.unit_id, name)


def _holding(
    connection: Connection, scope: Scope, row: RowMapping, person_id: str, from_us: int, to_us: int
) -> Holding | None:
    """None for a terminal outside the scope."""
    span = within_asked(row["from_us"], row["to_us"], from_us, to_us)
    if span is None:
        return None
    of_terminal = (
        select(terminal)
        .where(
            terminal.c.id == row["terminal_id"],
            versions.overlapping(terminal, span.from_us, span.to_us),
            within(scope, terminal.c.unit_id),
        )
        .order_by(terminal.c.from_us.desc())
    )
    found = connection.execute(of_terminal.limit(1)).mappings().one_or_none()
    if found is None:
        return None
    return Holding(
        held_as=held_as(person_id, row["user_id"], row["owner_id"]),
        from_us=span.from_us,
        to_us=None if row["to_us"] is None else min(row["to_us"], span.to_us),
        terminal_id=found["id"],
        unit_name=_unit_name(connection, found["unit_id"], span.to_us - 1),
        building=row["building"],
        room=row["room"],
        **_plain(found, "reg_no", "hostname", "terminal_type", "status", "unit_id"),
    )


def _plain(row: RowMapping, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _unit_name(connection: Connection, unit_id: str, at_us: int) -> str:
    query = select(unit.c.name).where(unit.c.id == unit_id, versions.in_force(unit, at_us))
    return connection.execute(query).scalar_one_or_none() or ""


def _on_wire(connection: Connection, one: Holding, to_us: int) -> Holding:
    end = to_us + 1 if one.to_us is None else one.to_us
    query = (
        select(adapter)
        .where(adapter.c.terminal_id == one.terminal_id, versions.overlapping(adapter, one.from_us, end))
        .order_by(adapter.c.from_us)
    )
    rows = connection.execute(query).mappings().all()
    adapters = tuple(HeldAdapter(row["mac"], row["class"], row["from_us"], row["to_us"]) for row in rows)
    seen: dict[tuple[str, str, str], HeldAddress] = {}
    for item in adapters:
        # A MAC that moved to another PC counts only while it was this one's.
        span = within_asked(item.from_us, item.to_us, one.from_us, end - 1)
        if span is not None:
            for found in _addresses(connection, item.mac, span.from_us, span.to_us):
                key = (found.mac, found.address, found.segment.id)
                seen[key] = _merged(seen[key], found) if key in seen else found
    newest = sorted(seen.values(), key=lambda item: item.last_us, reverse=True)
    return replace(one, adapters=adapters, addresses=tuple(newest[:MOST_ADDRESSES]))


def _addresses(connection: Connection, mac: str, from_us: int, to_us: int) -> Iterable[HeldAddress]:
    """Where that MAC was in [from_us, to_us), times cut to it."""
    found = []
    for table, begin, is_claimed in ((binding, binding.c.first_us, False), (claim, claim.c.from_us, True)):
        keys = (table.c.segment_id, table.c.address)
        query = (
            select(*keys, func.min(begin).label("first"), func.max(table.c.last_us).label("last"), func.count())
            .where(and_(table.c.mac == mac, begin < to_us, table.c.last_us >= from_us))
            .group_by(*keys)
            .order_by(func.max(table.c.last_us).desc())
            .limit(MOST_ADDRESSES)
        )
        found += [(row, is_claimed) for row in connection.execute(query).all()]
    known = places.segments_at(connection, {row.segment_id for row, _ in found}, to_us - 1)
    for row, is_claimed in found:
        place = known.get(row.segment_id, SegmentAt(row.segment_id, "", "", ""))
        times = max(row.first, from_us), min(row.last, to_us - 1)
        yield HeldAddress(mac, row.address, place, *times, row[4], is_claimed=is_claimed, is_heard=not is_claimed)


def _merged(one: HeldAddress, other: HeldAddress) -> HeldAddress:
    return replace(
        one,
        first_us=min(one.first_us, other.first_us),
        last_us=max(one.last_us, other.last_us),
        stays=max(one.stays, other.stays),
        is_claimed=one.is_claimed or other.is_claimed,
        is_heard=one.is_heard or other.is_heard,
    )
