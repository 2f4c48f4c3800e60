"""Which person a row means: one the register has, one the file brings, or nobody certain."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from collector.errors import InvalidValue
from collector.imports.sheets.people_values import Telephones
from collector.imports.sheets.said import Unusable
from collector.ledger.person import Person
from protocol.phrases import say

NEW = "new:"
"""Begins the key of a person whom the register does not have yet; other keys are ids."""


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """What a row says of a person; None where it says nothing."""

    name: str
    unit_id: str
    department: str | None = None
    staff_no: str | None = None
    mobile: str | None = None
    office_phone: str | None = None
    title: str | None = None
    pledge_signed: bool | None = None

    @property
    def has_telephone(self) -> bool:
        return bool(self.mobile or self.office_phone)

    def with_telephones(self, said: Telephones | None) -> "PersonSaid":
        return self if said is None else replace(self, mobile=said.mobile, office_phone=said.office)


_CHANGEABLE = ("staff_no", "mobile", "office_phone", "title", "pledge_signed")


@dataclass(slots=True)
class Persons:
    """`new`: who is to be added, by key; `changes`: fields of known people that rows say otherwise, by id.

    `of_row`: which of them the current row was the first to say.
    """

    held: Mapping[str, Person]
    new: dict[str, Person] = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _by_number: dict[tuple[str, str], str] = field(default_factory=dict)
    of_row: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for key, person in self.held.items():
            if person.name:
                self._index(key, person)

    def _index(self, key: str, person: Person) -> None:
        self._by_name.setdefault((person.unit_id, person.name), []).append(key)
        if person.staff_no:
            self._by_number[person.unit_id, person.staff_no] = key

    def announce(self, said: PersonSaid) -> None:
        """Takes note of a person with a telephone, so that rows before it may name them without."""
        if not said.has_telephone or not said.department:
            return
        try:
            if self._known(said, ()) is None:
                self._add(said)
        except InvalidValue:
            # The row itself is refused for it, when its turn comes.
            return

    def begin_row(self) -> None:
        """From here on, `undo_row` takes back what a row changed of known people."""
        self.of_row.clear()

    def undo_row(self) -> None:
        """The row was refused: nothing of it goes into the register."""
        for key, name in self.of_row:
            del self.changes[key][name]
        self.of_row.clear()

    def key_of(self, said: PersonSaid, holders: tuple[str | None, ...]) -> str:
        """The person's key; `holders`: who has the row's terminal now. Raises InvalidValue where it is not certain."""
        known = self._known(said, holders)
        if known is None:
            return self._add(said)
        self._compare(known, said)
        return known

    def _known(self, said: PersonSaid, holders: tuple[str | None, ...]) -> str | None:
        for holder in holders:
            held = self.held.get(holder) if holder is not None else None
            if held is not None and held.name == said.name and said.staff_no in (None, held.staff_no):
                return holder
        if said.staff_no and (key := self._by_number.get((said.unit_id, said.staff_no))) is not None:
            if self._of(key).name != said.name:
                raise Unusable("the staff number belongs to another name", "check number and name")
            return key
        named = self._by_name.get((said.unit_id, said.name), [])
        if said.staff_no:
            # Who has another number is another person of that name.
            named = [key for key in named if self._of(key).staff_no is None]
        if not named:
            return None
        same = [key for key in named if _same_telephone(self._of(key), said)] if said.has_telephone else named
        if len(same) == 1:
            return same[0]
        if same:
            raise Unusable(say("{count} people have that name", count=len(same)), "give the staff number (工号)")
        raise Unusable(
            "somebody of that name has another telephone",
            "give the staff number (工号) if they are two, else correct the telephone",
        )

    def _of(self, key: str) -> Person:
        return self.new[key] if key.startswith(NEW) else self.held[key]

    def _add(self, said: PersonSaid) -> str:
        if not said.has_telephone:
            raise Unusable(
                "is not in the register, and no telephone is given",
                "register the person first, or give the telephone (column 责任人电话)",
            )
        person = Person(
            name=said.name,
            unit_id=said.unit_id,
            department=said.department,
            staff_no=said.staff_no,
            mobile=said.mobile,
            office_phone=said.office_phone,
            title=said.title,
            pledge_signed=said.pledge_signed,
        ).checked()
        key = f"{NEW}{len(self.new) + 1}"
        self.new[key] = person
        self._index(key, person)
        return key

    def _compare(self, key: str, said: PersonSaid) -> None:
        """Notes what the row says otherwise; the first row to say something is not contradicted by a later one."""
        person = self._of(key)
        differing = {
            name: value
            for name in _CHANGEABLE
            if (value := getattr(said, name)) is not None and value != getattr(person, name)
        }
        if key.startswith(NEW):
            gaps = {name: value for name, value in differing.items() if getattr(person, name) is None}
            if differing.keys() & {"mobile", "staff_no"} - gaps.keys():
                raise Unusable("other rows say otherwise of this person", "make them agree, or give the staff number")
            if gaps:
                self.new[key] = replace(person, **gaps)
            return
        noted = self.changes.setdefault(key, {}) if differing else {}
        for name, value in differing.items():
            if name not in noted:
                noted[name] = value
                self.of_row.append((key, name))
            elif noted[name] != value:
                raise Unusable("other rows say otherwise of this person", "make them agree, or give the staff number")


def _same_telephone(person: Person, said: PersonSaid) -> bool:
    return (said.mobile is not None and said.mobile == person.mobile) or (
        said.office_phone is not None and said.office_phone == person.office_phone
    )
