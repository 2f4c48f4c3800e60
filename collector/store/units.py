"""The tree of units."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from collector.errors import AlreadyThere, InvalidValue, NotAllowed, NotFound
from collector.ledger.unit import Unit
from collector.ledger.version import Version
from collector.store import versions
from collector.store.register import Register
from collector.store.scope import Scope, within
from collector.store.tables import person, unit
from collector.store.transaction import Transaction
from protocol.phrases import say

_DEEPEST = 16


def _encode(value: Unit) -> dict[str, Any]:
    columns = {name: getattr(value, name) for name in Unit.__dataclass_fields__}
    return columns | {"aliases": json.dumps(value.aliases, ensure_ascii=False) if value.aliases else None}


def _decode(row: RowMapping) -> Unit:
    values = {name: row[name] for name in Unit.__dataclass_fields__}
    return Unit(**values | {"aliases": tuple(json.loads(row["aliases"] or "[]"))})


def _visible(scope: Scope, _as_of_us: int | None) -> ColumnElement[bool]:
    return within(scope, unit.c.id)


REGISTER = Register(kind="unit", table=unit, encode=_encode, decode=_decode, visible=_visible, names=("name",))

list_all = REGISTER.list_all
find = REGISTER.find


def add(tx: Transaction, new: Unit, actor: str, reason: str | None = None) -> str:
    """Returns the unit's id; raises InvalidValue, AlreadyThere for a name in use, NotFound for an unknown parent."""
    new = new.checked()
    _require_free_name(tx.connection, new.name)
    _require_known(tx.connection, new)
    return REGISTER.add(tx, new, actor, reason)


def change(
    tx: Transaction, unit_id: str, changes: Mapping[str, Any], actor: str, reason: str | None = None
) -> Version[Unit]:
    """Returns the version before; raises as `add` does, and InvalidValue for a parent below itself.

    NotAllowed for another administrator: that is a hand-over (R33), but for the first.
    """
    held = REGISTER.decode(REGISTER.open_row(tx.connection, unit_id)).administrator_id
    if held is not None and changes.get("administrator_id", held) != held:
        raise NotAllowed(
            "network administrator",
            "changes with a record of the hand-over only (R33)",
            "use `mingce unit hand-over`",
        )
    old = REGISTER.change(tx, unit_id, changes, actor, reason)
    new = REGISTER.decode(REGISTER.open_row(tx.connection, unit_id))
    if new.name != old.value.name:
        _require_free_name(tx.connection, new.name, but=unit_id)
    _require_known(tx.connection, new)
    if unit_id in _ancestors(tx.connection, unit_id):
        raise InvalidValue("parent", "lies below this very unit", "choose another one")
    return old


def subtree(connection: Connection, unit_id: str) -> frozenset[str]:
    """The unit and all below it: the scope of an operator bound to it."""
    found = {unit_id}
    level = {unit_id}
    while level:
        query = select(unit.c.id).where(versions.in_force(unit), unit.c.parent_id.in_(sorted(level)))
        level = set(connection.execute(query).scalars()) - found
        found |= level
    return frozenset(found)


def _require_free_name(connection: Connection, name: str, but: str | None = None) -> None:
    query = select(unit.c.id).where(versions.in_force(unit), unit.c.name == name, unit.c.id != (but or ""))
    if connection.execute(query).first() is not None:
        raise AlreadyThere(
            say("unit {name!r}", name=name), "another unit has that name", "choose another name or change that one"
        )


def _require_known(connection: Connection, value: Unit) -> None:
    if value.parent_id is not None and not REGISTER.exists(connection, value.parent_id):
        raise NotFound(
            say("unit {name!r}", name=value.parent_id),
            "there is none to be the parent",
            "add the parent first",
        )
    for person_id in (value.first_responsible_id, value.direct_responsible_id, value.administrator_id):
        if person_id is not None and versions.open_version(connection, person, person_id) is None:
            raise NotFound(
                say("person {key!r}", key=person_id),
                "there is none to be responsible",
                "add the person first",
            )


def _ancestors(connection: Connection, unit_id: str) -> set[str]:
    found: set[str] = set()
    row = versions.open_version(connection, unit, unit_id)
    while row is not None and row["parent_id"] is not None and row["parent_id"] not in found and len(found) < _DEEPEST:
        found.add(row["parent_id"])
        row = versions.open_version(connection, unit, row["parent_id"])
    return found
