"""The history of the register's rows, field by field: value, since when, until when, source, who, why."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from collector.api import masking
from collector.api.identity import Asker, asking
from collector.api.people import Unmask, allow_unmasking
from collector.api.rows import AsOf
from collector.api.services import Served
from collector.ledger.history import Source, Step
from collector.ledger.person import Person
from collector.operators.roles import Right
from collector.store import Connection, history, people, segments, terminals, units

router = APIRouter(tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
OfField = Annotated[str | None, Query(max_length=40, description="only this field's history")]

_PEOPLE = frozenset({"owner_id", "user_id", "first_responsible_id", "direct_responsible_id", "administrator_id"})
_UNITS = frozenset({"unit_id", "parent_id"})


class StepOut(BaseModel):
    """In [from_us, to_us) the field was `value`; null: not said, or not the asker's to know."""

    field: str
    value: Any
    before: Any
    from_us: int
    to_us: int | None
    at_us: int | None
    actor: str | None
    reason: str | None
    source: Source | None
    detail: str | None


class HistoryOut(BaseModel):
    """`names`: of the units and segments within scope and the people (masked) whose ids stand as values."""

    id: str
    name: str
    steps: list[StepOut]
    names: dict[str, str]


@router.get("/terminals/{key}/history")
def terminal_history(
    key: str, asker: Reader, services: Served, field: OfField = None, as_of_us: AsOf = None
) -> HistoryOut:
    """Of the terminal, its adapters, addresses, custody and papers, in one list by time."""

    def read(connection: Connection) -> HistoryOut:
        found = terminals.find(connection, asker.scope, key, as_of_us)
        steps = history.of_terminal(connection, asker.scope, found.id)
        return _out(connection, asker, found.id, found.value.reg_no, _until(steps, field, as_of_us))

    return services.read(read)


@router.get("/units/{key}/history")
def unit_history(key: str, asker: Reader, services: Served, field: OfField = None, as_of_us: AsOf = None) -> HistoryOut:
    """Of the unit's names, place, class and the three who are responsible."""

    def read(connection: Connection) -> HistoryOut:
        found = units.find(connection, asker.scope, key, as_of_us)
        steps = _until(history.of_unit(connection, found.id), field, as_of_us)
        return _out(connection, asker, found.id, found.value.name, steps)

    return services.read(read)


@router.get("/segments/{key}/history")
def segment_history(
    key: str, asker: Reader, services: Served, field: OfField = None, as_of_us: AsOf = None
) -> HistoryOut:
    """Of the segment's prefixes, gateways, servers and what is allowed on it."""

    def read(connection: Connection) -> HistoryOut:
        found = segments.find(connection, asker.scope, key, as_of_us)
        steps = _until(history.of_segment(connection, asker.scope, found.id), field, as_of_us)
        return _out(connection, asker, found.id, found.value.name, steps)

    return services.read(read)


@router.get("/people/{key}/history")
def person_history(
    key: str,
    asker: Reader,
    services: Served,
    field: OfField = None,
    as_of_us: AsOf = None,
    unmask: Unmask = None,
) -> HistoryOut:
    """Of a person: masked, unless the role and a stated reason allow more."""
    found = services.read(lambda connection: people.find(connection, asker.scope, key, as_of_us))
    if unmask is not None:
        allow_unmasking(asker, services, [found.id], unmask)
    shown: Callable[[Any], Any] = masked if unmask is None else lambda value: value

    def read(connection: Connection) -> HistoryOut:
        steps = _until(history.of_person(connection, asker.scope, found.id, shown), field, as_of_us)
        return _out(connection, asker, found.id, shown(found.value).name, steps)

    return services.read(read)


def masked(value: Person) -> Person:
    """As R23 lets a person be shown."""
    return replace(
        value,
        name=masking.name(value.name),
        mobile=masking.mobile(value.mobile),
        office_phone=masking.office_phone(value.office_phone),
    )


def _until(steps: Iterable[Step], field: str | None, as_of_us: int | None) -> list[Step]:
    return [item for item in steps if field in (None, item.field) and (as_of_us is None or item.from_us <= as_of_us)]


def _out(connection: Connection, asker: Asker, row_id: str, name: str, steps: list[Step]) -> HistoryOut:
    return HistoryOut(
        id=row_id, name=name, steps=[_step(item) for item in steps], names=_names(connection, asker, steps)
    )


def _step(item: Step) -> StepOut:
    act = item.act
    who = {} if act is None else {name: getattr(act, name) for name in ("at_us", "actor", "reason", "source", "detail")}
    values = {name: getattr(item, name) for name in ("field", "value", "before", "from_us", "to_us")}
    return StepOut(**{"at_us": None, "actor": None, "reason": None, "source": None, "detail": None} | values | who)


def _names(connection: Connection, asker: Asker, steps: list[Step]) -> dict[str, str]:
    """Names for ids that stand as values."""
    told = [(item.field, value) for item in steps for value in (item.value, item.before) if value]
    people_ids = {value for field, value in told if field in _PEOPLE}
    names = {key: masking.name(name) for key, name in history.person_names(connection, people_ids).items()}
    if any(field in _UNITS for field, _value in told):
        wanted = {value for field, value in told if field in _UNITS}
        names |= {item.id: item.value.name for item in units.list_all(connection, asker.scope) if item.id in wanted}
    wanted = {value.partition(" ")[2] for field, value in told if field == "addresses"} - {""}
    if wanted:
        known = segments.list_all(connection, asker.scope)
        names |= {item.id: item.value.name for item in known if item.id in wanted}
    return names
