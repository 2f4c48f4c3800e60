"""Units of the ledger."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from collector.api.identity import Asker, asking
from collector.api.rows import AsOf, Form, Row, person_id_of, shown, unit_id_of
from collector.api.services import Served
from collector.errors import NotAllowed
from collector.ledger.unit import Unit
from collector.operators.roles import Right
from collector.store import units
from collector.store.scope import CITY
from collector.store.transaction import Transaction

router = APIRouter(prefix="/units", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]


class UnitForm(Form):
    """`parent` is a unit's id or name; region_code is six digits of GB/T 2260."""

    name: str = Field(max_length=200)
    region_code: str = Field(max_length=16)
    parent: str | None = None
    access_class: str | None = Field(default=None, max_length=1)


class UnitChange(Form):
    """Only what is given changes. People by id, staff number or exact name."""

    name: str | None = Field(default=None, max_length=200)
    access_class: str | None = Field(default=None, max_length=1)
    first_responsible: str | None = None
    direct_responsible: str | None = None
    administrator: str | None = None


class UnitOut(Row):  # noqa: D101
    name: str
    region_code: str
    parent_id: str | None
    access_class: str | None
    first_responsible_id: str | None
    direct_responsible_id: str | None
    administrator_id: str | None


@router.get("")
def list_units(asker: Reader, services: Served, as_of_us: AsOf = None) -> list[UnitOut]:
    """The units within the asker's scope, by name."""
    found = services.read(lambda connection: units.list_all(connection, asker.scope, as_of_us))
    return [shown(UnitOut, item) for item in found]


@router.get("/{key}")
def show_unit(key: str, asker: Reader, services: Served, as_of_us: AsOf = None) -> UnitOut:
    """One unit by id or name."""
    return shown(UnitOut, services.read(lambda connection: units.find(connection, asker.scope, key, as_of_us)))


@router.post("", status_code=201)
def add_unit(form: UnitForm, asker: LedgerWriter, services: Served) -> UnitOut:
    """Adds a unit; who is confined to a unit adds below it only."""

    def work(tx: Transaction) -> str:
        parent_id = unit_id_of(tx.connection, asker, form.parent) if form.parent else None
        if parent_id is None and asker.scope.unit_ids is not None:
            raise NotAllowed("unit without parent", "you serve a unit, not the city", "name a parent within your unit")
        new = Unit(name=form.name, region_code=form.region_code, parent_id=parent_id, access_class=form.access_class)
        return units.add(tx, new, asker.actor, form.reason)

    made = services.write(work)
    # The scope was computed before the unit was there; whoever made it may see it.
    return shown(UnitOut, services.read(lambda connection: units.find(connection, CITY, made)))


@router.patch("/{key}")
def change_unit(key: str, form: UnitChange, asker: LedgerWriter, services: Served) -> UnitOut:
    """Changes a unit: its name, class, and the three who are responsible (R35)."""

    def work(tx: Transaction) -> str:
        unit_id = unit_id_of(tx.connection, asker, key)
        changes = form.model_dump(include={"name", "access_class"}, exclude_none=True)
        for role in ("first_responsible", "direct_responsible", "administrator"):
            if (person := getattr(form, role)) is not None:
                changes[f"{role}_id"] = person_id_of(tx.connection, asker, person)
        units.change(tx, unit_id, changes, asker.actor, form.reason)
        return unit_id

    changed = services.write(work)
    return shown(UnitOut, services.read(lambda connection: units.find(connection, asker.scope, changed)))
