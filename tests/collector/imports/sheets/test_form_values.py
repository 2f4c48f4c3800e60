import pytest

from collector.imports.sheets.form_values import access_class, credit_code, day, opinion, region
from collector.imports.sheets.headings import Field
from collector.imports.sheets.people_values import MASKED
from collector.imports.sheets.said import Said, Unusable

CODES = ("11371499MB1000010P", "11371499MB1000029L", "12371499MB1000037C", "11371499004567899L")


@pytest.mark.parametrize("code", CODES)
def test_codes_of_the_standard(code: str) -> None:
    assert credit_code(Said(Field.USCC, (code,))) == code


def test_lower_case_is_a_suggestion() -> None:
    with pytest.raises(Unusable) as raised:
        credit_code(Said(Field.USCC, (CODES[0].lower(),)))

    assert raised.value.suggestion == CODES[0]


@pytest.mark.parametrize(("cell", "found"), [("371499", "371499"), (371499.0, "371499"), ("371499.0", "371499")])
def test_regions_are_text_again(cell: str | float, found: str) -> None:
    assert region(Said(Field.REGION, (cell,))) == found


@pytest.mark.parametrize(("cell", "found"), [("B", "B"), ("b类", "B"), ("\uff22", "B")])
def test_access_classes(cell: str, found: str) -> None:
    assert access_class(Said(Field.ACCESS_CLASS, (cell,))) == found


def test_there_is_no_class_g() -> None:
    with pytest.raises(Unusable, match="A to F"):
        access_class(Said(Field.ACCESS_CLASS, ("G",)))


def test_a_day_without_its_time() -> None:
    assert day(Said(Field.APPROVE_DATE, ("2026-01-05 09:30",))) == "2026-01-05"
    with pytest.raises(Unusable, match="names no day"):
        day(Said(Field.APPROVE_DATE, ("2026年1月",)))


def test_a_masked_opinion_says_nothing() -> None:
    assert opinion(Said(Field.OPINION, ("***",))) is MASKED
    assert opinion(Said(Field.OPINION, ("同意接入",))) == "同意接入"
