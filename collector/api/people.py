"""People of the ledger: masked, unless the role and a stated reason allow more; every unmasking is journalled."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from collector.api import masking
from collector.api.identity import Asker, asking
from collector.api.rows import AsOf, Edit, Form, Row, shown, unit_id_of
from collector.api.services import Served, Services
from collector.errors import InvalidValue
from collector.ledger.person import Person
from collector.ledger.version import Version
from collector.operators.roles import Right
from collector.store import journal, people
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/people", tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
LedgerWriter = Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))]
Unmask = Annotated[str | None, Query(max_length=500, description="reason for showing personal values unmasked")]


class PersonForm(Form):
    """`unit` is a unit's id or name. No identity-card number is taken (GB/T 22239 8.1.4.11)."""

    name: str = Field(max_length=64)
    unit: str
    department: str | None = Field(default=None, max_length=200)
    staff_no: str | None = Field(default=None, max_length=100)
    mobile: str | None = Field(default=None, max_length=32)
    office_phone: str | None = Field(default=None, max_length=32)
    title: str | None = Field(default=None, max_length=100)
    pledge_signed: bool | None = None


class PersonChange(Edit):
    """As a new person's form."""

    name: str | None = Field(default=None, max_length=64)
    unit: str | None = None
    department: str | None = Field(default=None, max_length=200)
    staff_no: str | None = Field(default=None, max_length=100)
    mobile: str | None = Field(default=None, max_length=32)
    office_phone: str | None = Field(default=None, max_length=32)
    title: str | None = Field(default=None, max_length=100)
    pledge_signed: bool | None = None


class PersonOut(Row):
    """`name`, `mobile` and `office_phone` are masked unless `masked` is false. `pledge_signed` null: nobody said."""

    name: str
    unit_id: str
    department: str | None
    staff_no: str | None
    mobile: str | None
    office_phone: str | None
    title: str | None
    pledge_signed: bool | None
    masked: bool


@router.get("")
def list_people(asker: Reader, services: Served, as_of_us: AsOf = None, unmask: Unmask = None) -> list[PersonOut]:
    """The people within the asker's scope."""
    found = services.read(lambda connection: people.list_all(connection, asker.scope, as_of_us))
    if unmask is not None:
        allow_unmasking(asker, services, [item.id for item in found], unmask)
    return [_out(item, masked=unmask is None) for item in found]


@router.get("/{key}")
def show_person(key: str, asker: Reader, services: Served, as_of_us: AsOf = None, unmask: Unmask = None) -> PersonOut:
    """One person by id, staff number or exact name."""
    found = services.read(lambda connection: people.find(connection, asker.scope, key, as_of_us))
    if unmask is not None:
        allow_unmasking(asker, services, [found.id], unmask)
    return _out(found, masked=unmask is None)


@router.post("", status_code=201)
def add_person(form: PersonForm, asker: LedgerWriter, services: Served) -> PersonOut:
    """Registers a person under their real name (R03)."""

    def work(tx: Transaction) -> str:
        values = form.model_dump(exclude={"unit", "reason"})
        new = Person(unit_id=unit_id_of(tx.connection, asker, form.unit), **values)
        return people.add(tx, new, asker.actor, form.reason)

    made = services.write(work)
    return _out(services.read(lambda connection: people.find(connection, asker.scope, made)), masked=False)


@router.patch("/{key}")
def change_person(key: str, form: PersonChange, asker: LedgerWriter, services: Served) -> PersonOut:
    """Changes a person; what was before stays on record, sealed with the rest."""

    def work(tx: Transaction) -> str:
        found = people.find(tx.connection, asker.scope, key)
        changes = form.changes()
        if missing := sorted({"name", "unit"} & set(form.cleared)):
            raise InvalidValue(say("field {name!r}", name=missing[0]), "nobody is without", "give another value")
        if "unit" in changes:
            changes["unit_id"] = unit_id_of(tx.connection, asker, changes.pop("unit"))
        people.change(tx, found.id, changes, asker.actor, form.reason)
        return found.id

    changed = services.write(work)
    return _out(services.read(lambda connection: people.find(connection, asker.scope, changed)), masked=True)


def allow_unmasking(asker: Asker, services: Services, person_ids: list[str], reason: str) -> None:
    """Journals that personal values are shown, and to whom and why, before they are.

    Raises NotAllowed, PasswordNeeded, or InvalidValue for an empty reason.
    """
    asker.require(Right.UNMASK)
    if not reason.strip():
        raise InvalidValue("unmask", "the reason is empty", "say why the values are needed")

    def work(tx: Transaction) -> None:
        journal.append(
            tx,
            actor=asker.actor,
            action="person-unmasked",
            subject_kind="person",
            subject_id=person_ids[0] if len(person_ids) == 1 else "several",
            content={"people": sorted(set(person_ids)), "peer": asker.peer},
            reason=reason,
        )

    services.write(work)


def _out(found: Version[Person], *, masked: bool) -> PersonOut:
    if not masked:
        return shown(PersonOut, found, masked=False)
    hidden = {
        "name": masking.name(found.value.name),
        "mobile": masking.mobile(found.value.mobile),
        "office_phone": masking.office_phone(found.value.office_phone),
    }
    return shown(PersonOut, found, masked=True, **hidden)
