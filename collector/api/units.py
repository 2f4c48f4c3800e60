"""Units of the ledger."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from collector.api.identity import Asker, asking
from collector.api.rows import AsOf, Edit, Form, Row, person_id_of, shown, unit_id_of
from collector.api.services import Served
from collector.errors import InvalidValue, NotAllowed
from collector.ledger.unit import Unit
from collector.ledger.version import Version
from collector.operators.roles import Right
from collector.store import Connection, units
from collector.store.scope import CITY
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/units", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]
Aliases = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=32)]

_ROLES = frozenset({"first_responsible", "direct_responsible", "administrator"})


class UnitForm(Form):
    """`parent` is a unit's id or name; region_code is six digits of GB/T 2260; people by id, staff number or name.

    `uscc`: unified social credit code (GB 32100-2015); `aliases`: names it had, or that others write.
    """

    name: str = Field(max_length=200)
    region_code: str = Field(max_length=16)
    parent: str | None = None
    access_class: str | None = Field(default=None, max_length=1)
    first_responsible: str | None = None
    direct_responsible: str | None = None
    administrator: str | None = None
    uscc: str | None = Field(default=None, max_length=64)
    aliases: Aliases = ()
    phone: str | None = Field(default=None, max_length=64)


class UnitChange(Edit):
    """As a new unit's form; `aliases` replace those before."""

    name: str | None = Field(default=None, max_length=200)
    region_code: str | None = Field(default=None, max_length=16)
    parent: str | None = None
    access_class: str | None = Field(default=None, max_length=1)
    first_responsible: str | None = None
    direct_responsible: str | None = None
    administrator: str | None = None
    uscc: str | None = Field(default=None, max_length=64)
    aliases: Aliases | None = None
    phone: str | None = Field(default=None, max_length=64)


class UnitOut(Row):
    """`lacks`: which of the three responsible persons nobody named yet; without them no terminal is approved (R35)."""

    name: str
    region_code: str
    parent_id: str | None
    access_class: str | None
    first_responsible_id: str | None
    direct_responsible_id: str | None
    administrator_id: str | None
    uscc: str | None
    aliases: list[str]
    phone: str | None
    lacks: list[str]


@router.get("")
def list_units(asker: Reader, services: Served, as_of_us: AsOf = None) -> list[UnitOut]:
    """The units within the asker's scope, by name."""
    found = services.read(lambda connection: units.list_all(connection, asker.scope, as_of_us))
    return [_out(item) for item in found]


@router.get("/{key}")
def show_unit(key: str, asker: Reader, services: Served, as_of_us: AsOf = None) -> UnitOut:
    """One unit by id or name."""
    return _out(services.read(lambda connection: units.find(connection, asker.scope, key, as_of_us)))


@router.post("", status_code=201)
def add_unit(form: UnitForm, asker: LedgerWriter, services: Served) -> UnitOut:
    """Adds a unit; who is confined to a unit adds below it only."""

    def work(tx: Transaction) -> str:
        parent_id = unit_id_of(tx.connection, asker, form.parent) if form.parent else None
        if parent_id is None and asker.scope.unit_ids is not None:
            raise NotAllowed("unit without parent", "you serve a unit, not the city", "name a parent within your unit")
        values = form.model_dump(exclude={"reason", "parent", *_ROLES})
        new = Unit(parent_id=parent_id, **values, **_responsible(tx.connection, asker, form))
        return units.add(tx, new, asker.actor, form.reason)

    made = services.write(work)
    # The scope was computed before the unit was there; whoever made it may see it.
    return _out(services.read(lambda connection: units.find(connection, CITY, made)))


@router.patch("/{key}")
def change_unit(key: str, form: UnitChange, asker: LedgerWriter, services: Served) -> UnitOut:
    """Changes a unit: its name, place in the tree, class, and the three who are responsible (R35)."""

    def work(tx: Transaction) -> str:
        unit_id = unit_id_of(tx.connection, asker, key)
        units.change(tx, unit_id, _changes(tx.connection, asker, form), asker.actor, form.reason)
        return unit_id

    changed = services.write(work)
    return _out(services.read(lambda connection: units.find(connection, asker.scope, changed)))


def _responsible(connection: Connection, asker: Asker, form: UnitForm) -> dict[str, Any]:
    named = {role: getattr(form, role) for role in _ROLES}
    return {f"{role}_id": person_id_of(connection, asker, key) for role, key in named.items() if key is not None}


def _changes(connection: Connection, asker: Asker, form: UnitChange) -> dict[str, Any]:
    """Raises InvalidValue for what no unit can be without."""
    changes = form.changes()
    if missing := sorted({"name", "region_code"} & set(form.cleared)):
        raise InvalidValue(say("field {name!r}", name=missing[0]), "no unit is without", "give another value")
    if "parent" in changes:
        parent = changes.pop("parent")
        if parent is None and asker.scope.unit_ids is not None:
            raise NotAllowed("unit without parent", "you serve a unit, not the city", "name a parent within your unit")
        changes["parent_id"] = None if parent is None else unit_id_of(connection, asker, parent)
    if changes.get("aliases", ()) is None:
        changes["aliases"] = ()
    for role in _ROLES & changes.keys():
        changes[f"{role}_id"] = person_id_of(connection, asker, changes.pop(role))
    return changes


def _out(found: Version[Unit]) -> UnitOut:
    return shown(UnitOut, found, lacks=list(found.value.lacks))
