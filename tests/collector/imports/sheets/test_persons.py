from typing import Any

import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.persons import NEW, Persons, PersonSaid
from tests.support.ledger_rows import person


def said(name: str = "李明轩", **more: Any) -> PersonSaid:
    return PersonSaid(name, "u1", "预算科", **more)


def test_who_has_the_terminal_comes_first_whatever_the_unit() -> None:
    persons = Persons({"p9": person(unit_id="u9")})

    assert persons.key_of(said(mobile="19900000007"), ("p9",)) == "p9"
    assert persons.changes == {"p9": {"mobile": "19900000007"}}


def test_two_rows_that_disagree_about_a_person() -> None:
    persons = Persons({"p1": person()})
    persons.key_of(said(mobile="19900000007"), ("p1",))

    with pytest.raises(InvalidValue, match="other rows say otherwise"):
        persons.key_of(said(mobile="19900000008"), ("p1",))


def test_undoing_a_row_forgets_only_what_it_said_first() -> None:
    persons = Persons({"p1": person()})
    persons.key_of(said(title="科长"), ("p1",))
    persons.begin_row()
    persons.key_of(said(title="科长", mobile="19900000007"), ("p1",))
    persons.undo_row()

    assert persons.changes == {"p1": {"title": "科长"}}


def test_a_staff_number_of_another_name() -> None:
    with pytest.raises(InvalidValue, match="another name"):
        Persons({"p1": person(staff_no="G1")}).key_of(said("周敏", staff_no="G1", mobile="19900000002"), ())


def test_gaps_of_a_new_person_are_filled_by_later_rows() -> None:
    persons = Persons({})
    first = persons.key_of(said(mobile="19900000001"), ())
    second = persons.key_of(said(mobile="19900000001", title="科员"), ())

    assert first == second == f"{NEW}1"
    assert persons.new[first].title == "科员"


def test_people_without_a_department_cannot_be_added() -> None:
    with pytest.raises(InvalidValue, match="department"):
        Persons({}).key_of(PersonSaid("周敏", "u1", mobile="19900000002"), ())
