"""A matched row beside what the register holds: a new terminal, or what it changes of a known one.

A blank cell says nothing and changes nothing; — takes a value away.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from collector.errors import InvalidValue
from collector.imports.sheets import written
from collector.imports.sheets.headings import Field
from collector.imports.sheets.matching import Matched, error
from collector.imports.sheets.people_values import Telephones
from collector.imports.sheets.persons import NEW, Persons, PersonSaid
from collector.imports.sheets.plan import Addition, Change, Difference, Holder, Policy, Refused
from collector.imports.sheets.register_view import Finder, HeldTerminal
from collector.imports.sheets.row import READERS, Declared
from collector.imports.sheets.said import Finding, Level, Said, Unusable, phrase
from collector.imports.sheets.wire import wire
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import AGENTLESS_TYPES, Terminal
from protocol.failure import Failure
from protocol.phrases import Phrase, say

COLUMNS: dict[Field, str] = {
    Field.DEPARTMENT: "department",
    Field.TERMINAL_TYPE: "terminal_type",
    Field.BRAND: "brand",
    Field.MODEL: "model",
    Field.SERIAL_NO: "serial_no",
    Field.DISK_SERIAL: "disk_serial",
    Field.ASSET_NO: "asset_no",
    Field.OS_NAME: "os_name",
    Field.HOSTNAME: "hostname",
    Field.OUTLET_NO: "outlet_no",
    Field.SWITCH_NAME: "switch_name",
    Field.SWITCH_PORT: "switch_port",
    Field.VLAN: "vlan",
    Field.ACCESS_DOMAIN: "access_domain",
    Field.ACCESS_MODE: "access_mode",
    Field.PURPOSE: "purpose",
    Field.IMPORTANCE: "importance",
    Field.AGENT_EXPECTED: "agent_expected",
    Field.EXPIRES: "expires_us",
    Field.REMARK: "remark",
}
_NEVER_NONE = frozenset({Field.TERMINAL_TYPE, Field.ACCESS_DOMAIN, Field.ACCESS_MODE, Field.AGENT_EXPECTED})
_MATERIAL = frozenset(
    {Field.UNIT, Field.TERMINAL_TYPE, Field.SERIAL_NO, Field.DISK_SERIAL, Field.ACCESS_DOMAIN, Field.ACCESS_MODE}
    | {Field.AGENT_EXPECTED, Field.EXPIRES, Field.MACS, Field.SHARED_MACS, Field.ADDRESSES, Field.SEGMENT}
)
"""What an approval was given for: a change of it needs another."""


def announced(found: Matched) -> Iterator[PersonSaid]:
    """The people a row names, as far as it says who they are."""
    yield from (said for said in _people(found, None) if said is not None)


def addition(found: Matched, finder: Finder, persons: Persons, policy: Policy) -> Addition:
    """Raises Refused."""
    row, values = found.row, found.row.values
    kind = values.get(Field.TERMINAL_TYPE)
    if kind is None:
        raise Refused(error(Field.TERMINAL_TYPE, "", say("is missing"), say("a new terminal has a type")))
    said: dict[str, Any] = {column: values[name] for name, column in COLUMNS.items() if values.get(name) is not None}
    said.setdefault("agent_expected", kind not in AGENTLESS_TYPES)
    number = values.get(Field.REG_NO) or ""
    wires = wire(found, finder, remove_missing=False)
    try:
        terminal = Terminal(unit_id=found.unit_id, status=Status.SUBMITTED, reg_no=str(number), **said).checked()
    except Failure as failure:
        raise Refused(error(None, failure.what, failure.why, failure.next_step)) from None
    holder = _holder(found, persons, policy)
    return Addition(
        row.with_finding(*wires.findings, *_status_told(row, None)), terminal, holder, wires.adapters, wires.addresses
    )


def change(found: Matched, finder: Finder, persons: Persons, policy: Policy) -> Change:
    """Raises Refused. Without differences where the row says what is held."""
    held = found.held
    assert held is not None, "matched"  # noqa: S101
    wires = wire(found, finder, remove_missing=policy.remove_missing)
    terminal, differences = _terminal(found, held, finder)
    differences += wires.differences
    holder = _holder(found, persons, policy)
    differences += _custody_differences(held, holder, persons, finder)
    findings = [*wires.findings, *_status_told(found.row, held)]
    if any(item.field in _MATERIAL for item in differences):
        terminal, told = _reopened(held, terminal)
        findings += told
    return Change(
        found.row.with_finding(*findings),
        held,
        terminal,
        holder,
        wires.adapters,
        wires.addresses,
        wires.ended_adapters,
        wires.ended_addresses,
        tuple(differences),
    )


def _terminal(found: Matched, held: HeldTerminal, finder: Finder) -> tuple[dict[str, Any], list[Difference]]:
    new: dict[str, Any] = {}
    differences: list[Difference] = []
    if found.unit_id != held.terminal.unit_id:
        new["unit_id"] = found.unit_id
        units = finder.view.units
        differences.append(Difference(Field.UNIT, units.get(held.terminal.unit_id, ""), units[found.unit_id]))
    for name, column in COLUMNS.items():
        if name not in found.row.values:
            continue
        before, after = getattr(held.terminal, column), found.row.values[name]
        if after is None and (name in _NEVER_NONE or before is None):
            continue
        if not _same(name, before, after):
            new[column] = after
            differences.append(Difference(name, written.plain(name, before), written.plain(name, after)))
    try:
        replace(held.terminal, **new).checked()
    except Failure as failure:
        raise Refused(error(None, failure.what, failure.why, failure.next_step)) from None
    return new, differences


def _same(name: Field, before: object, after: object) -> bool:
    """Whether they are one, or reading what an export writes of the one gives the other."""
    if written.same(before, after):
        return True
    try:
        return READERS[name](Said(name, (written.plain(name, before),))) == after
    except Failure:
        return False


def _reopened(held: HeldTerminal, terminal: dict[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """An admitted terminal whose approved particulars change awaits an approval again."""
    status = held.terminal.status
    if status is Status.ADMITTED:
        why = say("what was approved changes: it awaits an approver again")
        return terminal | {"status": Status.CHANGING}, [Finding(Level.WARNING, Field.STATUS, "", why)]
    if status in (Status.REVIEWED, Status.APPROVED):
        raise Refused(
            error(
                Field.STATUS,
                held.terminal.reg_no,
                say("is {status} as it stands", status=Phrase(status.value)),
                say("let it be admitted first, or withdraw it"),
            )
        )
    return terminal, []


def _status_told(row: Declared, held: HeldTerminal | None) -> list[Finding]:
    """A sheet's status is an approver's act: told where it differs, never taken."""
    said = row.values.get(Field.STATUS)
    now = held.terminal.status if held is not None else Status.SUBMITTED
    if not isinstance(said, Status) or said is now:
        return []
    why = say("is {now} in the register; no sheet changes a status", now=Phrase(now.value))
    step = say("an approver admits: `mingce terminal approve`") if held is None else say("use `mingce terminal status`")
    return [Finding(Level.WARNING, Field.STATUS, said.value, why, phrase(step))]


def _people(found: Matched, policy: Policy | None) -> tuple[PersonSaid | None, PersonSaid | None]:
    """User and owner as the row names them; the telephone is the user's, or the owner's where several use it."""
    values = found.row.values
    department = values.get(Field.DEPARTMENT)
    if department is None and found.held is not None:
        department = found.held.terminal.department
    mobile, office = values.get(Field.MOBILE), values.get(Field.OFFICE_PHONE)
    row_phone = _merged(mobile, office)
    text = {name: value for name, value in values.items() if isinstance(value, str)}
    place = (found.unit_id, department if isinstance(department, str) else None)
    user = owner = None
    if (name := text.get(Field.USER)) is not None:
        user = PersonSaid(name, *place, staff_no=text.get(Field.USER_STAFF_NO), title=text.get(Field.USER_TITLE))
        user = user.with_telephones(row_phone)
    if (name := text.get(Field.OWNER)) is not None:
        owner = PersonSaid(name, *place, staff_no=text.get(Field.OWNER_STAFF_NO))
        own_phone = values.get(Field.OWNER_MOBILE)
        owner = owner.with_telephones(own_phone if isinstance(own_phone, Telephones) else None)
        if user is None and not _names_masked(found.row):
            owner = replace(owner, title=text.get(Field.USER_TITLE))
        if not owner.has_telephone and (user is None or (policy is not None and policy.shared_telephone)):
            owner = owner.with_telephones(row_phone)
    return user, owner


def _names_masked(row: Declared) -> bool:
    return Field.USER not in row.values and Field.USER in row.said


def _merged(mobile: object, office: object) -> Telephones | None:
    """What both columns say: either may hold either kind."""
    said = [item for item in (mobile, office) if isinstance(item, Telephones)]
    if not said:
        return None
    return Telephones(
        next((item.mobile for item in said if item.mobile), None),
        next((item.office for item in said if item.office), None),
    )


def _holder(found: Matched, persons: Persons, policy: Policy) -> Holder:
    """Who has it, by key; what the row does not say stays. Raises Refused."""
    values, held = found.row.values, found.held.custody if found.held is not None else None
    user, owner = _people(found, policy)
    holders = (held.user_id, held.owner_id) if held is not None else ()
    user_key = held.user_id if held is not None and user is None and values.get(Field.USER, "") is not None else None
    if user is not None:
        user_key = _key(Field.USER, user, persons, holders)
    owner_key = _key(Field.OWNER, owner, persons, holders) if owner is not None else None
    if owner_key is None and held is not None and (user is None or user_key == held.user_id):
        owner_key = held.owner_id
    owner_key = owner_key or user_key
    if owner_key is None:
        raise Refused(error(Field.OWNER, "", say("nobody is named"), say("name who uses it or answers for it (实名)")))
    if values.get(Field.IS_SHARED) is True:
        user_key = None
    elif user_key is None and held is None and Field.USER not in values and Field.USER not in found.row.said:
        # A sheet with 责任人 alone: who answers for it also uses it, unless it says 公用.
        user_key = owner_key
    building, room = (_place(values, name, getattr(held, name.value, None)) for name in (Field.BUILDING, Field.ROOM))
    return Holder(owner_key, user_key, building, room)


def _place(values: Any, name: Field, before: str | None) -> str | None:
    after = values.get(name, before)
    return before if before is not None and _same(name, before, after) else after


def _key(name: Field, said: PersonSaid, persons: Persons, holders: tuple[str | None, ...]) -> str:
    try:
        return persons.key_of(said, holders)
    except Unusable as failure:
        raise Refused(error(name, said.name, failure.why, failure.next_step)) from None
    except InvalidValue as failure:
        raise Refused(error(name, said.name, say("{what} {why}", what=failure.what, why=failure.why))) from None


def _custody_differences(held: HeldTerminal, holder: Holder, persons: Persons, finder: Finder) -> list[Difference]:
    before = held.custody
    differences: list[Difference] = []
    for name, old, new in (
        (Field.USER, before.user_id if before else None, holder.user),
        (Field.OWNER, before.owner_id if before else None, holder.owner),
    ):
        if old != new:
            shown = persons.new[new].name if new is not None and new.startswith(NEW) else _name(finder, new)
            differences.append(Difference(name, _name(finder, old), shown))
        elif new is not None and (name is Field.USER or new != holder.user):
            differences += _person_differences(new, persons, finder)
    for name, old, new in (
        (Field.BUILDING, before.building if before else None, holder.building),
        (Field.ROOM, before.room if before else None, holder.room),
    ):
        if old != new:
            differences.append(Difference(name, old or "", new or ""))
    return differences


_PERSON_FIELDS = {
    "mobile": Field.MOBILE,
    "office_phone": Field.OFFICE_PHONE,
    "staff_no": Field.USER_STAFF_NO,
    "title": Field.USER_TITLE,
}


def _person_differences(key: str, persons: Persons, finder: Finder) -> list[Difference]:
    held = finder.view.people.get(key)
    if held is None:
        return []
    return [
        Difference(_PERSON_FIELDS[column], getattr(held, column) or "", value)
        for column, value in persons.changes.get(key, {}).items()
        if (key, column) in persons.of_row
    ]


def _name(finder: Finder, key: str | None) -> str:
    held = finder.view.people.get(key) if key is not None else None
    return held.name if held is not None else ""
