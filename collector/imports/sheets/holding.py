"""Who has a row's terminal and where it stands, beside what the register holds."""

from collections.abc import Mapping
from dataclasses import replace

from collector.errors import InvalidValue
from collector.imports.sheets import written
from collector.imports.sheets.headings import Field
from collector.imports.sheets.matching import Matched, error
from collector.imports.sheets.people_values import Telephones
from collector.imports.sheets.persons import NEW, Persons, PersonSaid
from collector.imports.sheets.plan import Difference, Holder, Policy, Refused
from collector.imports.sheets.register_view import Finder, HeldTerminal
from collector.imports.sheets.row import Declared
from collector.imports.sheets.said import Unusable
from protocol.phrases import say


def people(found: Matched, policy: Policy | None) -> tuple[PersonSaid | None, PersonSaid | None]:
    """User and owner as the row names them; the telephone is the user's, or the owner's where several use it."""
    values = found.row.values
    department = values.get(Field.DEPARTMENT)
    if department is None and found.held is not None:
        department = found.held.terminal.department
    mobile, office = values.get(Field.MOBILE), values.get(Field.OFFICE_PHONE)
    row_phone = _merged(mobile, office)
    pledge = values.get(Field.PLEDGE)
    signed = pledge if isinstance(pledge, bool) else None
    text = {name: value for name, value in values.items() if isinstance(value, str)}
    place = (found.unit_id, department if isinstance(department, str) else None)
    user = owner = None
    if (name := text.get(Field.USER)) is not None:
        user = PersonSaid(name, *place, staff_no=text.get(Field.USER_STAFF_NO), title=text.get(Field.USER_TITLE))
        user = replace(user.with_telephones(row_phone), pledge_signed=signed)
    if (name := text.get(Field.OWNER)) is not None:
        owner = PersonSaid(name, *place, staff_no=text.get(Field.OWNER_STAFF_NO))
        own_phone = values.get(Field.OWNER_MOBILE)
        owner = owner.with_telephones(own_phone if isinstance(own_phone, Telephones) else None)
        if user is None and not _names_masked(found.row):
            owner = replace(owner, title=text.get(Field.USER_TITLE), pledge_signed=signed)
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


def holder(found: Matched, persons: Persons, policy: Policy) -> Holder:
    """Who has it, by key; what the row does not say stays. Raises Refused."""
    values, held = found.row.values, found.held.custody if found.held is not None else None
    user, owner = people(found, policy)
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
    if values.get(Field.IS_SHARED) is True and owner is None and held is None and Field.OWNER not in found.row.said:
        why = say("several use it, and nobody is named who answers for it")
        raise Refused(error(Field.OWNER, "", why, say("name who answers for it (责任人)")))
    if user_key is None and held is None and Field.USER not in values and Field.USER not in found.row.said:
        # A sheet with 责任人 alone: who answers for it also uses it, unless it says 公用.
        user_key = owner_key
    places = {name: _place(values, name, getattr(held, name.value, None)) for name in _PLACES}
    return Holder(owner_key, user_key, *places.values())


_PLACES = (Field.LOCATION, Field.BUILDING, Field.ROOM)


def _place(values: Mapping[Field, object], name: Field, before: str | None) -> str | None:
    after = values.get(name, before)
    assert after is None or isinstance(after, str), "a place is text"  # noqa: S101
    return before if before is not None and written.means(name, before, after) else after


def _key(name: Field, said: PersonSaid, persons: Persons, holders: tuple[str | None, ...]) -> str:
    try:
        return persons.key_of(said, holders)
    except Unusable as failure:
        raise Refused(error(name, said.name, failure.why, failure.next_step)) from None
    except InvalidValue as failure:
        raise Refused(error(name, said.name, say("{what} {why}", what=failure.what, why=failure.why))) from None


def custody_differences(held: HeldTerminal, holder: Holder, persons: Persons, finder: Finder) -> list[Difference]:
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
    for name in _PLACES:
        old, new = getattr(before, name.value, None), getattr(holder, name.value)
        if old != new:
            differences.append(Difference(name, old or "", new or ""))
    return differences


_PERSON_FIELDS = {
    "mobile": Field.MOBILE,
    "office_phone": Field.OFFICE_PHONE,
    "staff_no": Field.USER_STAFF_NO,
    "title": Field.USER_TITLE,
    "pledge_signed": Field.PLEDGE,
}


def _person_differences(key: str, persons: Persons, finder: Finder) -> list[Difference]:
    held = finder.view.people.get(key)
    if held is None:
        return []
    return [
        Difference(
            _PERSON_FIELDS[column],
            written.plain(_PERSON_FIELDS[column], getattr(held, column)),
            written.plain(_PERSON_FIELDS[column], value),
        )
        for column, value in persons.changes.get(key, {}).items()
        if (key, column) in persons.of_row
    ]


def _name(finder: Finder, key: str | None) -> str:
    held = finder.view.people.get(key) if key is not None else None
    return held.name if held is not None else ""
