"""Which terminal has which MAC."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from collector.errors import AlreadyThere
from collector.ledger.adapter import Adapter, AdapterClass
from collector.ledger.version import Version
from collector.store import versions
from collector.store.register import Register
from collector.store.scope import CITY, Scope, within
from collector.store.tables import adapter, terminal
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.phrases import say


def _encode(value: Adapter) -> dict[str, Any]:
    return {"mac": str(value.mac), "class": value.adapter_class.value}


def _decode(row: RowMapping) -> Adapter:
    return Adapter(mac=MacAddress.from_normal_form(row["mac"]), adapter_class=AdapterClass(row["class"]))


def of_visible_terminal(column: ColumnElement[Any], scope: Scope, as_of_us: int | None) -> ColumnElement[bool]:
    """The condition that a row's terminal lay within the scope at that moment."""
    visible = select(terminal.c.id).where(versions.in_force(terminal, as_of_us), within(scope, terminal.c.unit_id))
    return column.in_(visible)


def _visible(scope: Scope, as_of_us: int | None) -> ColumnElement[bool]:
    return of_visible_terminal(adapter.c.terminal_id, scope, as_of_us)


REGISTER = Register(kind="adapter", table=adapter, encode=_encode, decode=_decode, visible=_visible, names=("mac",))

list_all = REGISTER.list_all
find = REGISTER.find
end = REGISTER.end
change = REGISTER.change


def add(tx: Transaction, terminal_id: str, new: Adapter, actor: str, reason: str | None = None) -> str:
    """Returns the adapter's id; raises AlreadyThere when the MAC belongs to a terminal and is not shared by both."""
    new = new.checked()
    for row in _open_with(tx.connection, new.mac):
        both_shared = row["class"] == AdapterClass.SHARED and new.adapter_class is AdapterClass.SHARED
        if row["terminal_id"] == terminal_id or not both_shared:
            raise AlreadyThere(
                say("MAC address {mac}", mac=new.mac),
                say("belongs to terminal {terminal}", terminal=row["terminal_id"]),
                "end it there first, or mark both as shared if it is a dongle or dock",
            )
    return REGISTER.add(tx, new, actor, reason, terminal_id=terminal_id)


def of_terminal(connection: Connection, terminal_id: str, as_of_us: int | None = None) -> list[Version[Adapter]]:
    """The adapters of one terminal, by MAC."""
    return REGISTER.list_all(connection, CITY, as_of_us, adapter.c.terminal_id == terminal_id)


def _open_with(connection: Connection, mac: MacAddress) -> list[RowMapping]:
    query = select(adapter).where(versions.in_force(adapter), adapter.c.mac == str(mac))
    return list(connection.execute(query).mappings())
