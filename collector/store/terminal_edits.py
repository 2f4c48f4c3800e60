"""A terminal's declared state as one flat value; edits of it, and their undoing, as versions like any other."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, or_, select

from collector.errors import InvalidValue, NotAllowed, NotFound
from collector.ledger.adapter import Adapter, AdapterClass, RegisteredAddress
from collector.ledger.changes import triggered
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import Terminal
from collector.store import adapters, addresses, custody, terminal_life, terminals
from collector.store.tables import adapter, journal, terminal_address
from collector.store.tables import custody as custody_table
from collector.store.transaction import Transaction
from protocol.address import Address, normal_form, parse_address
from protocol.mac import MacAddress
from protocol.phrases import say

PLACES = ("location", "building", "room")
_KINDS = ("terminal", "custody", "adapter", "address")
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


def edit(tx: Transaction, terminal_id: str, wanted: Edit, actor: str, reason: str | None) -> None:
    """Raises InvalidValue, NotFound or AlreadyThere as the parts' own modules do, and for another computer.

    What was approved as it was awaits an approver again first (collector.ledger.changes).
    """
    before, held = _standing(tx.connection, terminal_id)
    with tried(tx):
        _write(tx, terminal_id, wanted, actor, reason)
        after, holding = _standing(tx.connection, terminal_id)
    wire_differs = bool(wanted.add_adapters or wanted.remove_macs or wanted.add_addresses or wanted.remove_addresses)
    trigger = triggered(before, after, held, holding, wire_differs=wire_differs)
    terminal_life.reopen(tx, terminal_id, trigger, actor, reason)
    _write(tx, terminal_id, wanted, actor, reason)


def _standing(connection: Connection, terminal_id: str) -> tuple[Terminal, Custody | None]:
    held = custody.of_terminal(connection, terminal_id)
    row = terminals.REGISTER.open_row(connection, terminal_id)
    return terminals.REGISTER.decode(row), None if held is None else held.value


def _write(tx: Transaction, terminal_id: str, edit: Edit, actor: str, reason: str | None) -> None:
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

    It awaits an approver as any edit does. Raises NotAllowed where that change was the registration itself or a step
    of the terminal's life.
    """
    then_us = _newest_change_us(tx.connection, terminal_id) - 1
    now, then = declared(tx.connection, terminal_id), declared(tx.connection, terminal_id, then_us)
    if not then:
        raise NotAllowed("undoing", "nothing was changed since the terminal was registered", "nothing to do")
    reopened = (then["status"], now["status"]) == (Status.ADMITTED, Status.CHANGING)
    if any(now[name] != then[name] for name in _STEPS if name != "status" or not reopened):
        raise NotAllowed(
            "undoing",
            "the newest change was a step of the terminal's life, not an edit",
            "use `mingce terminal status` or `hand-over`",
        )
    edit(tx, terminal_id, _way_back(tx.connection, terminal_id, then_us, now, then), actor, reason)


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
    """When the newest act about it was entered: its versions may begin microseconds later, one after the other."""
    parts = [
        select(table.c.id).where(table.c.terminal_id == terminal_id)
        for table in (custody_table, adapter, terminal_address)
    ]
    subjects = or_(journal.c.subject_id == terminal_id, *(journal.c.subject_id.in_(part) for part in parts))
    acts = [f"{kind}-{verb}" for kind in _KINDS for verb in ("added", "changed", "ended")]
    newest = select(journal.c.at_us).where(subjects, journal.c.action.in_(acts)).order_by(journal.c.sequence.desc())
    moment: int = connection.execute(newest.limit(1)).scalar_one()
    return moment


def _place(value: RegisteredAddress) -> str:
    return (
        normal_form(value.address) if value.segment_id is None else f"{normal_form(value.address)} {value.segment_id}"
    )
