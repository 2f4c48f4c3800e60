"""A terminal's declared state as one flat value; edits of it, and their undoing, as versions like any other."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, Table, func, select

from collector.errors import InvalidValue, NotAllowed, NotFound
from collector.ledger.adapter import Adapter, AdapterClass, RegisteredAddress
from collector.ledger.custody import Custody
from collector.ledger.terminal import Terminal
from collector.store import adapters, addresses, custody, terminals
from collector.store.tables import adapter, terminal, terminal_address
from collector.store.tables import custody as custody_table
from collector.store.transaction import Transaction
from protocol.address import Address, normal_form, parse_address
from protocol.mac import MacAddress
from protocol.phrases import say

PLACES = ("location", "building", "room")
_STEPS = frozenset({"status", "status_kind", "owner_id", "user_id", "confirmed_us", "lent_until_us"})
"""What belongs to a terminal's life: steps of their own, which no undoing of an edit takes back."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants to be otherwise: `terminal` and `places` by field, None takes a value away."""

    terminal: Mapping[str, Any]
    places: Mapping[str, Any]
    add_adapters: tuple[Adapter, ...] = ()
    remove_macs: tuple[MacAddress, ...] = ()
    add_addresses: tuple[RegisteredAddress, ...] = ()
    remove_addresses: tuple[Address, ...] = ()


def declared(connection: Connection, terminal_id: str, as_of_us: int | None = None) -> dict[str, Any]:
    """All that was declared of a terminal at that moment, as JSON has it; empty where it was not there."""
    found = terminals.by_id(connection, terminal_id, as_of_us)
    if found is None:
        return {}
    state: dict[str, Any] = terminals.REGISTER.encode(found.value)
    held = custody.of_terminal(connection, terminal_id, as_of_us)
    state |= asdict(held.value) if held is not None else {item.name: None for item in fields(Custody)}
    wired = [item.value for item in adapters.of_terminal(connection, terminal_id, as_of_us)]
    for name, kind in (("macs", AdapterClass.FIXED), ("shared_macs", AdapterClass.SHARED)):
        state[name] = [str(item.mac) for item in wired if item.adapter_class is kind]
    placed = addresses.of_terminal(connection, terminal_id, as_of_us)
    return state | {"addresses": sorted(_place(item.value) for item in placed)}


def apply(tx: Transaction, terminal_id: str, edit: Edit, actor: str, reason: str | None) -> None:
    """Raises InvalidValue, NotFound or AlreadyThere as the parts' own modules do."""
    if edit.terminal:
        terminals.change(tx, terminal_id, edit.terminal, actor, reason)
    if edit.places:
        held = custody.of_terminal(tx.connection, terminal_id)
        if held is None:
            raise NotFound("custody", "nobody has this terminal", "hand it over to somebody first")
        custody.hand_over(tx, terminal_id, replace(held.value, **edit.places), actor, reason)
    _remove(tx, terminal_id, edit, actor, reason)
    for item in edit.add_adapters:
        adapters.add(tx, terminal_id, item, actor, reason)
    for address in edit.add_addresses:
        addresses.add(tx, terminal_id, address, actor, reason)


def undo(tx: Transaction, terminal_id: str, actor: str, reason: str | None) -> None:
    """Restores what was declared before the newest change, as a new version.

    Raises NotAllowed where that change was the registration itself or a step of the terminal's life.
    """
    moment_us = _newest_change_us(tx.connection, terminal_id)
    now, then = declared(tx.connection, terminal_id), declared(tx.connection, terminal_id, moment_us - 1)
    if not then:
        raise NotAllowed("undoing", "nothing was changed since the terminal was registered", "nothing to do")
    if any(now.get(name) != then.get(name) for name in _STEPS):
        raise NotAllowed(
            "undoing",
            "the newest change was a step of the terminal's life, not an edit",
            "use `mingce terminal status` or `hand-over`",
        )
    apply(tx, terminal_id, _way_back(tx.connection, terminal_id, moment_us - 1, now, then), actor, reason)


@contextmanager
def tried(tx: Transaction) -> Iterator[None]:
    """Takes back all that happens inside: a dry run is the live path without its end."""
    heads, attempt = tx.heads, tx.connection.begin_nested()
    try:
        yield
    finally:
        attempt.rollback()
        tx.heads = heads


def _way_back(
    connection: Connection, terminal_id: str, then_us: int, now: Mapping[str, Any], then: Mapping[str, Any]
) -> Edit:
    """Values, not text: what stood in the versions of then."""
    wired = {str(item.value.mac): item.value for item in adapters.of_terminal(connection, terminal_id, then_us)}
    current = {str(item.value.mac): item.value for item in adapters.of_terminal(connection, terminal_id)}
    placed = {_place(item.value): item.value for item in addresses.of_terminal(connection, terminal_id, then_us)}
    kept = {item.name for item in fields(Terminal)} - {"reg_no"} - _STEPS
    return Edit(
        terminal={name: then[name] for name in kept if now[name] != then[name]},
        places={name: then[name] for name in PLACES if now[name] != then[name]},
        add_adapters=tuple(value for mac, value in wired.items() if current.get(mac) != value),
        remove_macs=tuple(value.mac for mac, value in current.items() if wired.get(mac) != value),
        add_addresses=tuple(value for text, value in placed.items() if text not in now["addresses"]),
        remove_addresses=tuple(parse_address(text.split()[0]) for text in now["addresses"] if text not in placed),
    )


def _remove(tx: Transaction, terminal_id: str, edit: Edit, actor: str, reason: str | None) -> None:
    wired = {item.value.mac: item.id for item in adapters.of_terminal(tx.connection, terminal_id)}
    for mac in edit.remove_macs:
        if mac not in wired:
            raise InvalidValue(
                say("MAC address {mac}", mac=mac), "is not this terminal's", "see `mingce terminal show`"
            )
        adapters.end(tx, wired[mac], actor, reason)
    placed = addresses.of_terminal(tx.connection, terminal_id)
    for address in edit.remove_addresses:
        ids = [item.id for item in placed if item.value.address == address]
        if not ids:
            raise InvalidValue(
                say("IP address {address}", address=normal_form(address)),
                "is not registered for this terminal",
                "see `mingce terminal show`",
            )
        for row_id in ids:
            addresses.end(tx, row_id, actor, reason)


def _newest_change_us(connection: Connection, terminal_id: str) -> int:
    newest = 0
    of_it: tuple[tuple[Table, Any], ...] = (
        (terminal, terminal.c.id),
        (custody_table, custody_table.c.terminal_id),
        (adapter, adapter.c.terminal_id),
        (terminal_address, terminal_address.c.terminal_id),
    )
    for table, column in of_it:
        query = select(func.max(table.c.from_us), func.max(table.c.to_us)).where(column == terminal_id)
        newest = max(newest, *(moment or 0 for moment in connection.execute(query).one()))
    return newest


def _place(value: RegisteredAddress) -> str:
    return (
        normal_form(value.address) if value.segment_id is None else f"{normal_form(value.address)} {value.segment_id}"
    )
