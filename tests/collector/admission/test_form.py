"""What every form keeps: only ASCII of ours, numbers that stay, no comment that becomes a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.admission import ALL_FORMS, FORMS
from collector.admission.form import Form, Line, bare, dots, hyphens, number_of, numbered, remark, text, undo_text
from collector.ledger.admission_list import Entry, ListKind, Why
from tests.support.admission_lines import ENDED, FIRST, SECOND, mac


def test_the_form_s_names() -> None:
    assert list(FORMS) == ["huawei", "h3c", "ruijie", "cisco", "freeradius"]


def test_notations() -> None:
    assert (hyphens(mac(1)), dots(mac(1)), bare(mac(1))) == ("0000-5e00-5301", "0000.5e00.5301", "00005e005301")


@pytest.mark.parametrize("form", ALL_FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("kind", ListKind)
def test_the_file_begins_with_what_it_is(form: Form, kind: ListKind) -> None:
    made = text(form, kind, [FIRST, SECOND], "Mingce 2026-03-02T06:05:00Z")

    assert made.splitlines()[:2] == [
        f"{form.comment} Mingce 2026-03-02T06:05:00Z",
        f"{form.comment} {kind.value}: 2 MAC addresses",
    ]
    assert made.endswith("\n")
    assert f"{form.comment} 3714992026000001 admitted" in made
    assert undo_text(form, kind, []) == ""
    assert undo_text(form, kind, [ENDED]).endswith("\n")


@pytest.mark.parametrize("form", ALL_FORMS, ids=lambda form: form.name)
@given(number=st.text(max_size=40), kind=st.sampled_from(ListKind))
def test_nothing_in_a_row_can_add_a_line_or_leave_its_comment(form: Form, number: str, kind: ListKind) -> None:
    line = Line(10, Entry(mac(1), Why.ADMITTED, number))
    plain = Line(10, Entry(mac(1), Why.ADMITTED, ""))
    made, expected = form.body(kind, [line]), form.body(kind, [plain])

    assert len(made) == len(expected)
    assert "".join(made).isascii()
    assert [one for one in made if not one.startswith(form.comment)] == [
        one for one in expected if not one.startswith(form.comment)
    ]
    assert not any("\n" in one or "\r" in one for one in made)


@pytest.mark.parametrize("number", ["3714992026000001\nno shutdown", "１２", "x", "9" * 33, "-1"])
def test_what_is_no_number_is_left_out(number: str) -> None:
    entry = Entry(mac(1), Why.RETIRED, number)

    assert number_of(entry) == ""
    assert remark(FORMS["cisco"], entry) == "! retired"


def test_numbers_stay_with_their_mac_and_are_not_given_again() -> None:
    before = [Line(10, Entry(mac(1), Why.ADMITTED)), Line(20, Entry(mac(2), Why.ADMITTED))]
    entries = [Entry(mac(0), Why.ADMITTED), Entry(mac(2), Why.AGENTLESS)]

    assert numbered(entries, before) == [Line(20, entries[1]), Line(30, entries[0])]
    assert numbered(entries, []) == [Line(10, entries[0]), Line(20, entries[1])]
