"""The register as rows of a sheet, in the customary order; read back, they change nothing."""

from collections.abc import Callable, Iterator

from collector.imports.sheets import of_unit, papers, written
from collector.imports.sheets.comparing import COLUMNS
from collector.imports.sheets.headings import HEADINGS, Field
from collector.imports.sheets.register_view import HeldTerminal, RegisterView
from collector.ledger.adapter import AdapterClass
from collector.ledger.application import Application
from collector.ledger.person import Person
from protocol.address import normal_form

EXPORTED: tuple[Field, ...] = tuple(HEADINGS)
_BETWEEN = "、"

Shown = Callable[[Person], Person]
"""A person as they may be shown: as they are, or masked."""
PapersShown = Callable[[Application], Application]


def exported(
    view: RegisterView, shown: Shown, papers_shown: PapersShown = lambda papers: papers
) -> Iterator[dict[Field, str]]:
    """One row a terminal, by registration number; a field without a value is left out."""
    people = {key: shown(person) for key, person in view.people.items()}
    names = {item.id: item.name for item in view.segments}
    for held in sorted(view.terminals, key=lambda item: item.terminal.reg_no):
        row = _terminal(held, view) | _wire(held, names) | _custody(held, people) | _unit(held, view)
        if held.application is not None:
            shown_papers = papers_shown(held.application)
            row |= {name: getattr(shown_papers, column) or "" for name, column in papers.COLUMNS.items()}
        yield {name: row[name] for name in EXPORTED if row.get(name)}


def _terminal(held: HeldTerminal, view: RegisterView) -> dict[Field, str]:
    value = held.terminal
    row = {name: written.plain(name, getattr(value, column)) for name, column in COLUMNS.items()}
    row |= {Field.REG_NO: value.reg_no, Field.UNIT: view.units.get(value.unit_id, "")}
    row |= {Field.AGENT_INSTALLED: "否" if held.agent_id is None else "是", Field.AGENT_ID: held.agent_id or ""}
    return row | {Field.STATUS: written.plain(Field.STATUS, value.status)}


def _unit(held: HeldTerminal, view: RegisterView) -> dict[Field, str]:
    unit = view.details.get(held.terminal.unit_id)
    return {} if unit is None else {name: getattr(unit, column) or "" for name, column in of_unit.COLUMNS.items()}


def _wire(held: HeldTerminal, names: dict[str, str]) -> dict[Field, str]:
    classes = {Field.MACS: AdapterClass.FIXED, Field.SHARED_MACS: AdapterClass.SHARED}
    row = {
        name: _BETWEEN.join(item.mac for item in held.adapters if item.adapter_class is kind)
        for name, kind in classes.items()
    }
    row[Field.ADDRESSES] = _BETWEEN.join(normal_form(item.address) for item in held.addresses)
    placed = [names.get(item.segment_id or "", "—") for item in held.addresses]
    # A segment that the scope does not show cannot be named: the column is left out, and the address stays where it is.
    named = all(item.segment_id is None or item.segment_id in names for item in held.addresses)
    row[Field.SEGMENT] = _BETWEEN.join(placed) if named else ""
    return row


def _custody(held: HeldTerminal, people: dict[str, Person]) -> dict[Field, str]:
    if held.custody is None:
        return {}
    user = people.get(held.custody.user_id or "")
    owner = people.get(held.custody.owner_id)
    row = {name: getattr(held.custody, name.value) or "" for name in (Field.LOCATION, Field.BUILDING, Field.ROOM)}
    if user is not None:
        row |= {Field.USER: user.name, Field.USER_STAFF_NO: user.staff_no or "", Field.USER_TITLE: user.title or ""}
        row |= {Field.MOBILE: user.mobile or "", Field.OFFICE_PHONE: user.office_phone or ""}
    if (who := user or owner) is not None:
        row[Field.PLEDGE] = written.plain(Field.PLEDGE, who.pledge_signed)
    if owner is not None:
        row |= {Field.OWNER: owner.name, Field.OWNER_STAFF_NO: owner.staff_no or ""}
        if held.custody.owner_id != held.custody.user_id:
            row[Field.OWNER_MOBILE] = _BETWEEN.join(text for text in (owner.mobile, owner.office_phone) if text)
    return row
