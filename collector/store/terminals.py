"""Terminals: registered whole, found by id, number or name, and by what they are known by on the wire."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from collector.errors import AlreadyThere, InvalidValue
from collector.ledger import life_cycle
from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.life_cycle import Status, StatusKind
from collector.ledger.terminal import (
    AccessDomain,
    AccessMethod,
    AccessMode,
    Importance,
    IpMode,
    Registration,
    Terminal,
    TerminalType,
)
from collector.ledger.version import Version
from collector.store import adapters, addresses, custody, units, versions
from collector.store.register import Register
from collector.store.scope import CITY, Scope, within
from collector.store.tables import adapter, terminal, terminal_address
from collector.store.transaction import Transaction
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.phrases import Phrase, say

_CHINA = timezone(timedelta(hours=8))
_ENUMS = {
    "terminal_type": TerminalType,
    "status": Status,
    "status_kind": StatusKind,
    "access_domain": AccessDomain,
    "access_mode": AccessMode,
    "importance": Importance,
    "ip_mode": IpMode,
    "access_method": AccessMethod,
}


def _encode(value: Terminal) -> dict[str, Any]:
    columns = {name: getattr(value, name) for name in Terminal.__dataclass_fields__}
    return columns | {name: None if columns[name] is None else columns[name].value for name in _ENUMS}


def _decode(row: RowMapping) -> Terminal:
    values = {name: row[name] for name in Terminal.__dataclass_fields__}
    return Terminal(**values | {name: None if row[name] is None else kind(row[name]) for name, kind in _ENUMS.items()})


def _visible(scope: Scope, _as_of_us: int | None) -> ColumnElement[bool]:
    return within(scope, terminal.c.unit_id)


REGISTER = Register(
    kind="terminal",
    table=terminal,
    encode=_encode,
    decode=_decode,
    visible=_visible,
    names=("reg_no", "hostname", "serial_no"),
)

list_all = REGISTER.list_all
find = REGISTER.find


def add(tx: Transaction, new: Registration, actor: str, reason: str | None = None) -> str:
    """Stores a registration whole; returns the terminal's id.

    Raises InvalidValue, AlreadyThere (number, MAC or address in use) or NotFound (unit, person, segment).
    """
    new = new.checked()
    life_cycle.require_first(new.terminal.status)
    unit = units.REGISTER.open_row(tx.connection, new.terminal.unit_id)
    number = new.terminal.reg_no or Numbers(tx).next(unit["region_code"])
    _require_free_number(tx.connection, number)
    terminal_id = REGISTER.add(tx, new.terminal, actor, reason, reg_no=number)
    custody.add(tx, terminal_id, new.custody, actor, reason)
    for item in new.adapters:
        adapters.add(tx, terminal_id, item, actor, reason)
    for address in new.addresses:
        addresses.add(tx, terminal_id, address, actor, reason)
    return terminal_id


def change(
    tx: Transaction, terminal_id: str, changes: Mapping[str, Any], actor: str, reason: str | None = None
) -> Version[Terminal]:
    """Returns the version before; raises InvalidValue also for a status that may not follow, and for the number."""
    old = REGISTER.decode(REGISTER.open_row(tx.connection, terminal_id))
    changes = _typed(changes)
    if changes.get("reg_no", old.reg_no) != old.reg_no:
        raise InvalidValue("registration number", "never changes", "register the other computer as a new terminal")
    if "unit_id" in changes:
        units.REGISTER.open_row(tx.connection, changes["unit_id"])
    if (status := changes.get("status", old.status)) is not old.status:
        life_cycle.require_transition(old.status, status)
        changes.setdefault("status_kind", None)
    return REGISTER.change(tx, terminal_id, changes, actor, reason)


def holder_of_mac(
    connection: Connection, mac: MacAddress, as_of_us: int | None = None
) -> list[tuple[Version[Adapter], Version[Terminal]]]:
    """The terminals that have this MAC; several only for a shared dongle or dock."""
    held = select(adapter).where(versions.in_force(adapter, as_of_us), adapter.c.mac == str(mac))
    found = []
    for row in connection.execute(held).mappings():
        if (owner := by_id(connection, row["terminal_id"], as_of_us)) is not None:
            found.append((adapters.REGISTER.version(row), owner))
    return found


def holder_of_address(
    connection: Connection, segment_id: str | None, address: Address, as_of_us: int | None = None
) -> list[tuple[Version[RegisteredAddress], Version[Terminal]]]:
    """The terminals registered under this address on that segment, or on any; several where RFC 1918 repeats."""
    wanted = RegisteredAddress(address=address, segment_id=segment_id)
    found = []
    for row in connection.execute(select(terminal_address).where(addresses.registered_as(wanted, as_of_us))).mappings():
        if (owner := by_id(connection, row["terminal_id"], as_of_us)) is not None:
            found.append((addresses.REGISTER.version(row), owner))
    return found


def by_id(connection: Connection, terminal_id: str, as_of_us: int | None = None) -> Version[Terminal] | None:
    """Without regard to scope: for judging, not for answering operators."""
    found = REGISTER.list_all(connection, CITY, as_of_us, terminal.c.id == terminal_id)
    return found[0] if found else None


def _typed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with words of a vocabulary as its members; raises InvalidValue for a word that is none."""
    typed = dict(changes)
    for name in _ENUMS.keys() & {name for name, value in changes.items() if value is not None}:
        try:
            typed[name] = _ENUMS[name](changes[name])
        except ValueError:
            words = ", ".join(member.value for member in _ENUMS[name])
            raise InvalidValue(
                say("{field} {value!r}", field=Phrase(name.replace("_", " ")), value=str(changes[name])[:40]),
                "there is no such word",
                say("one of {words}", words=words),
            ) from None
    return typed


class Numbers:
    """Region 6, year 4, serial 6: one above the highest ever given, so that no number is given twice."""

    def __init__(self, tx: Transaction) -> None:
        self._connection = tx.connection
        self._year = datetime.fromtimestamp(tx.now_us // 1_000_000, _CHINA).year
        self._highest: dict[str, int] = {}

    def avoid(self, number: str) -> None:
        """A number that somebody is about to give by hand."""
        prefix, serial = number[:10], number[10:]
        if serial.isdigit():
            self._highest[prefix] = max(self._of(prefix), int(serial))

    def next(self, region: str) -> str:
        """Raises InvalidValue when all of the year are given."""
        prefix = f"{region}{self._year:04d}"
        serial = self._highest[prefix] = self._of(prefix) + 1
        if serial > 999_999:
            raise InvalidValue(
                say("registration number {number}", number=prefix),
                "all serials of the year are given",
                "give one by hand",
            )
        return f"{prefix}{serial:06d}"

    def _of(self, prefix: str) -> int:
        if prefix not in self._highest:
            # A range, since SQLite does not use an index for LIKE with an escape; ":" follows the digits.
            query = select(func.max(terminal.c.reg_no)).where(
                terminal.c.reg_no >= prefix, terminal.c.reg_no < f"{prefix}:"
            )
            highest = self._connection.execute(query).scalar_one()
            self._highest[prefix] = 0 if highest is None else int(highest[-6:])
        return self._highest[prefix]


def _require_free_number(connection: Connection, number: str) -> None:
    if connection.execute(select(terminal.c.id).where(terminal.c.reg_no == number)).first() is not None:
        raise AlreadyThere(
            say("registration number {number}", number=number),
            "a terminal has or had it",
            "leave it out to get the next one",
        )
