"""Many terminals registered at once, in as few statements as one takes; what somebody took meanwhile is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from collector.ledger import life_cycle
from collector.ledger.adapter import AdapterClass, RegisteredAddress
from collector.ledger.terminal import Registration, Terminal
from collector.store import adapters, addresses, custody, segments, terminals, units, versions
from collector.store.tables import adapter, terminal, terminal_address
from collector.store.transaction import Transaction
from protocol.address import normal_form

MOST_AT_ONCE = 500
"""Bounded by the variables one SQLite statement may have."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Nothing of the registration was stored: `what` (a MAC, number or address) belongs to another terminal by now."""

    what: str


def add_many(tx: Transaction, new: Sequence[Registration], actor: str, reason: str | None = None) -> list[str | Taken]:
    """As `terminals.add` for at most MOST_AT_ONCE: ids, or Taken, in their order.

    Raises InvalidValue or NotFound (unit, segment) as that does; people must be in force.
    """
    checked = [item.checked() for item in new[:MOST_AT_ONCE]]
    taken = _taken(tx.connection, checked)
    free: list[Registration] = []
    outcome: list[str | Taken] = []
    for item in checked:
        rival = taken.rival(item)
        outcome.append(Taken(rival) if rival is not None else "")
        if rival is None:
            taken.note(item)
            free.append(item)
    ids = iter(_store(tx, free, actor, reason))
    return [next(ids) if item == "" else item for item in outcome]


@dataclass(slots=True)
class _InUse:
    fixed: set[str]
    shared: set[str]
    numbers: set[str]
    addresses: dict[str, set[str | None]]

    def rival(self, item: Registration) -> str | None:
        if item.terminal.reg_no and item.terminal.reg_no in self.numbers:
            return item.terminal.reg_no
        for one in item.adapters:
            mac = str(one.mac)
            if mac in self.fixed or (mac in self.shared and one.adapter_class is not AdapterClass.SHARED):
                return mac
        for wanted in item.addresses:
            if self._overlaps(wanted):
                return normal_form(wanted.address)
        return None

    def _overlaps(self, wanted: RegisteredAddress) -> bool:
        held = self.addresses.get(normal_form(wanted.address), set())
        return bool(held) and (wanted.segment_id is None or None in held or wanted.segment_id in held)

    def note(self, item: Registration) -> None:
        self.numbers |= {item.terminal.reg_no} - {""}
        for one in item.adapters:
            (self.shared if one.adapter_class is AdapterClass.SHARED else self.fixed).add(str(one.mac))
        for wanted in item.addresses:
            self.addresses.setdefault(normal_form(wanted.address), set()).add(wanted.segment_id)


def _taken(connection: Connection, new: Sequence[Registration]) -> _InUse:
    macs = sorted({str(one.mac) for item in new for one in item.adapters})
    numbers = sorted({item.terminal.reg_no for item in new} - {""})
    texts = sorted({normal_form(one.address) for item in new for one in item.addresses})
    in_use = _InUse(set(), set(), set(), {})
    held = select(adapter.c.mac, adapter.c["class"]).where(versions.in_force(adapter), adapter.c.mac.in_(macs))
    for mac, kind in connection.execute(held):
        (in_use.shared if kind == AdapterClass.SHARED else in_use.fixed).add(mac)
    in_use.numbers |= set(connection.execute(select(terminal.c.reg_no).where(terminal.c.reg_no.in_(numbers))).scalars())
    known = select(terminal_address.c.address, terminal_address.c.segment_id).where(
        versions.in_force(terminal_address), terminal_address.c.address.in_(texts)
    )
    for text, segment_id in connection.execute(known):
        in_use.addresses.setdefault(text, set()).add(segment_id)
    return in_use


def _store(tx: Transaction, new: Sequence[Registration], actor: str, reason: str | None) -> list[str]:
    numbers = terminals.Numbers(tx)
    regions = {key: units.REGISTER.open_row(tx.connection, key)["region_code"] for key in _units(new)}
    for segment_id in {one.segment_id for item in new for one in item.addresses} - {None}:
        segments.REGISTER.open_row(tx.connection, str(segment_id))
    for item in new:
        numbers.avoid(item.terminal.reg_no)
    rows: list[tuple[Terminal, dict[str, Any]]] = []
    for item in new:
        life_cycle.require_first(item.terminal.status)
        number = item.terminal.reg_no or numbers.next(regions[item.terminal.unit_id])
        rows.append((replace(item.terminal, reg_no=number), {}))
    ids = terminals.REGISTER.add_many(tx, rows, actor, reason)
    pairs = list(zip(ids, new, strict=True))
    custody.REGISTER.add_many(tx, [(item.custody, {"terminal_id": key}) for key, item in pairs], actor, reason)
    wired = [(one, {"terminal_id": key}) for key, item in pairs for one in item.adapters]
    adapters.REGISTER.add_many(tx, wired, actor, reason)
    placed = [(one, {"terminal_id": key}) for key, item in pairs for one in item.addresses]
    addresses.REGISTER.add_many(tx, placed, actor, reason)
    return ids


def _units(new: Sequence[Registration]) -> set[str]:
    return {item.terminal.unit_id for item in new}
