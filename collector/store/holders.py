"""Whose a MAC, an address or an agent's claim was at a moment: terminal, custody, people, unit, room."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, or_, select

from collector.ledger.adapter import AdapterClass
from collector.ledger.person import Person
from collector.ledger.version import Version
from collector.presence.tracing import Holder, PersonAt, Reason
from collector.store import custody, people, terminals, versions
from collector.store.scope import Scope, within
from collector.store.tables import adapter, agent_binding, terminal, terminal_address, unit

# Built once: a trace asks them for every candidate.
_AT: BindParameter[int] = bindparam("at_us")
_OF_AGENTS = (
    select(agent_binding.c.terminal_id)
    .where(agent_binding.c.agent_id.in_(bindparam("agents", expanding=True)), versions.in_force(agent_binding, _AT))
    .order_by(agent_binding.c.from_us.desc())
)
_OF_MACS = select(adapter).where(adapter.c.mac.in_(bindparam("macs", expanding=True)), versions.in_force(adapter, _AT))
_OF_ADDRESS = select(terminal_address).where(
    terminal_address.c.address == bindparam("address"), versions.in_force(terminal_address, _AT)
)
_ON_SEGMENT = _OF_ADDRESS.where(
    or_(terminal_address.c.segment_id.is_(None), terminal_address.c.segment_id == bindparam("segment_id"))
)


@dataclass(frozen=True, slots=True)
class RegisteredRow:
    """What the ledger alone says: a terminal with a MAC, an address, or neither when its name was asked."""

    holder: Holder
    mac: str
    address: str
    segment_id: str | None


def of_wire(
    connection: Connection,
    scope: Scope,
    mac: str,
    address: str,
    segment_id: str | None,
    agents: Iterable[str],
    at_us: int,
) -> tuple[tuple[Holder, ...], list[Reason]]:
    """The terminals that something heard or claimed belonged to, the claiming agent's first, and what speaks for it."""
    claiming = _terminals_of_agents(connection, agents, at_us)
    owners = _terminals_of_mac(connection, mac, at_us)
    reasons = [Reason.MAC_REGISTERED if owners else Reason.MAC_UNKNOWN]
    if AdapterClass.SHARED in owners.values():
        reasons.append(Reason.SHARED_ADAPTER)
    found: dict[str, Reason] = dict.fromkeys(claiming, Reason.CLAIMED_THEN)
    for terminal_id in sorted(owners):
        found.setdefault(terminal_id, Reason.MAC_REGISTERED)
    registered = _terminals_of_address(connection, address, segment_id, at_us)
    if registered:
        reasons.append(Reason.ADDRESS_REGISTERED if registered & found.keys() else Reason.ADDRESS_OF_ANOTHER)
    holders = [_holder(connection, scope, terminal_id, by, at_us) for terminal_id, by in found.items()]
    if None in holders:
        reasons.append(Reason.OUT_OF_SCOPE)
    return tuple(item for item in holders if item is not None), reasons


def registered(
    connection: Connection,
    scope: Scope,
    at_us: int,
    *,
    address: str | None,
    macs: Iterable[str],
    terminal_ids: Iterable[str],
    told: Collection[str] = (),
) -> Iterator[RegisteredRow]:
    """What the ledger says of an address, of MACs, or of terminals by name, but for the terminals `told` already."""
    if address is not None:
        for row in connection.execute(_OF_ADDRESS, {"address": address, "at_us": at_us}).all():
            if row.terminal_id in told:
                continue
            if holder := _holder(connection, scope, row.terminal_id, Reason.ADDRESS_REGISTERED, at_us):
                yield RegisteredRow(holder, "", address, row.segment_id)
        return
    known = set(told)
    for row in connection.execute(_OF_MACS, {"macs": sorted(macs), "at_us": at_us}).all():
        if row.terminal_id in told:
            continue
        if holder := _holder(connection, scope, row.terminal_id, Reason.MAC_REGISTERED, at_us):
            known.add(row.terminal_id)
            yield RegisteredRow(holder, row.mac, "", None)
    for terminal_id in sorted(set(terminal_ids) - known):
        if holder := _holder(connection, scope, terminal_id, Reason.MAC_REGISTERED, at_us):
            yield RegisteredRow(holder, "", "", None)


def _terminals_of_agents(connection: Connection, agents: Iterable[str], at_us: int) -> list[str]:
    return list(connection.execute(_OF_AGENTS, {"agents": sorted(agents), "at_us": at_us}).scalars())


def _terminals_of_mac(connection: Connection, mac: str, at_us: int) -> dict[str, AdapterClass]:
    rows = connection.execute(_OF_MACS, {"macs": [mac], "at_us": at_us}).mappings()
    return {row["terminal_id"]: AdapterClass(row["class"]) for row in rows}


def _terminals_of_address(connection: Connection, address: str, segment_id: str | None, at_us: int) -> set[str]:
    if not address:
        return set()
    query = _OF_ADDRESS if segment_id is None else _ON_SEGMENT
    rows = connection.execute(query, {"address": address, "segment_id": segment_id, "at_us": at_us})
    return {row.terminal_id for row in rows}


@lru_cache(maxsize=64)
def _terminal_then(scope: Scope) -> Select[Any]:
    """A terminal of the scope as of `at_us`, with its unit's name then and now."""
    unit_then = and_(unit.c.id == terminal.c.unit_id, versions.in_force(unit, _AT))
    today = unit.alias()
    unit_today = and_(today.c.id == terminal.c.unit_id, today.c.to_us.is_(None))
    return (
        select(terminal, unit.c.name.label("unit_name"), today.c.name.label("unit_name_now"))
        .join(unit, unit_then, isouter=True)
        .join(today, unit_today, isouter=True)
        .where(terminal.c.id == bindparam("id"), versions.in_force(terminal, _AT), within(scope, terminal.c.unit_id))
    )


def _holder(connection: Connection, scope: Scope, terminal_id: str, by: Reason, at_us: int) -> Holder | None:
    """The terminal with all that belongs to it at that moment; None when it lies outside the scope or was not yet."""
    row = connection.execute(_terminal_then(scope), {"id": terminal_id, "at_us": at_us}).mappings().one_or_none()
    if row is None:
        return None
    kept = custody.of_terminal(connection, terminal_id, at_us)
    user_id, owner_id = (kept.value.user_id, kept.value.owner_id) if kept else (None, None)
    owner = _person(connection, owner_id, at_us)
    value = terminals.REGISTER.decode(row)
    return Holder(
        by=by,
        terminal_id=terminal_id,
        reg_no=value.reg_no,
        hostname=value.hostname,
        terminal_type=value.terminal_type.value,
        status=value.status.value,
        unit_id=value.unit_id,
        unit_name=row["unit_name"] or "",
        user=owner if user_id == owner_id else _person(connection, user_id, at_us),
        owner=owner,
        building=kept.value.building if kept else None,
        room=kept.value.room if kept else None,
        unit_name_now=row["unit_name_now"],
    )


def _person(connection: Connection, person_id: str | None, at_us: int) -> PersonAt | None:
    found: Version[Person] | None = None if person_id is None else people.by_id(connection, person_id, at_us)
    if found is None:
        return None
    value = found.value
    return PersonAt(found.id, value.name, value.department, value.mobile, value.office_phone)
