"""Whose a MAC, an address or an agent's claim was at a moment: terminal, custody, people, unit, room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from collector.ledger.adapter import AdapterClass, RegisteredAddress
from collector.ledger.person import Person
from collector.ledger.version import Version
from collector.presence.tracing import Holder, PersonAt, Reason
from collector.store import addresses, custody, people, terminals, versions
from collector.store.scope import Scope, within
from collector.store.tables import adapter, agent_binding, terminal, terminal_address, unit
from protocol.address import parse_address


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
) -> Iterator[RegisteredRow]:
    """What the ledger says of an address, of MACs, or of terminals by name."""
    if address is not None:
        rows = connection.execute(select(terminal_address).where(_address_is(address, None, at_us))).all()
        for row in rows:
            if holder := _holder(connection, scope, row.terminal_id, Reason.ADDRESS_REGISTERED, at_us):
                yield RegisteredRow(holder, "", address, row.segment_id)
        return
    held = select(adapter).where(versions.in_force(adapter, at_us), adapter.c.mac.in_(tuple(macs)))
    told: set[str] = set()
    for row in connection.execute(held).all():
        if holder := _holder(connection, scope, row.terminal_id, Reason.MAC_REGISTERED, at_us):
            told.add(row.terminal_id)
            yield RegisteredRow(holder, row.mac, "", None)
    for terminal_id in sorted(set(terminal_ids) - told):
        if holder := _holder(connection, scope, terminal_id, Reason.MAC_REGISTERED, at_us):
            yield RegisteredRow(holder, "", "", None)


def _terminals_of_agents(connection: Connection, agents: Iterable[str], at_us: int) -> list[str]:
    table = agent_binding.c
    then = (table.from_us <= at_us) & (table.to_us.is_(None) | (table.to_us > at_us))
    query = select(table.terminal_id).where(table.agent_id.in_(tuple(agents)), then).order_by(table.from_us.desc())
    return list(connection.execute(query).scalars())


def _terminals_of_mac(connection: Connection, mac: str, at_us: int) -> dict[str, AdapterClass]:
    query = select(adapter.c.terminal_id, adapter.c["class"]).where(
        versions.in_force(adapter, at_us), adapter.c.mac == mac
    )
    return {terminal_id: AdapterClass(kind) for terminal_id, kind in connection.execute(query)}


def _terminals_of_address(connection: Connection, address: str, segment_id: str | None, at_us: int) -> set[str]:
    if not address:
        return set()
    query = select(terminal_address.c.terminal_id).where(_address_is(address, segment_id, at_us))
    return set(connection.execute(query).scalars())


def _address_is(address: str, segment_id: str | None, at_us: int) -> ColumnElement[bool]:
    wanted = RegisteredAddress(address=parse_address(address), segment_id=segment_id)
    return addresses.registered_as(wanted, at_us)


def _holder(connection: Connection, scope: Scope, terminal_id: str, by: Reason, at_us: int) -> Holder | None:
    """The terminal with all that belongs to it at that moment; None when it lies outside the scope or was not yet."""
    row = (
        connection.execute(
            select(terminal).where(
                terminal.c.id == terminal_id, versions.in_force(terminal, at_us), within(scope, terminal.c.unit_id)
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    kept = custody.of_terminal(connection, terminal_id, at_us)
    unit_name = connection.execute(
        select(unit.c.name).where(unit.c.id == row["unit_id"], versions.in_force(unit, at_us))
    ).scalar_one_or_none()
    value = terminals.REGISTER.decode(row)
    return Holder(
        by=by,
        terminal_id=terminal_id,
        reg_no=value.reg_no,
        hostname=value.hostname,
        terminal_type=value.terminal_type.value,
        status=value.status.value,
        unit_id=value.unit_id,
        unit_name=unit_name or "",
        user=_person(connection, kept.value.user_id if kept else None, at_us),
        owner=_person(connection, kept.value.owner_id if kept else None, at_us),
        building=kept.value.building if kept else None,
        room=kept.value.room if kept else None,
    )


def _person(connection: Connection, person_id: str | None, at_us: int) -> PersonAt | None:
    found: Version[Person] | None = None if person_id is None else people.by_id(connection, person_id, at_us)
    if found is None:
        return None
    value = found.value
    return PersonAt(found.id, value.name, value.department, value.mobile, value.office_phone)
