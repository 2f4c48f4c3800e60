import pytest

from collector.imports.sheets.headings import Field
from collector.imports.sheets.identifiers import credit_code
from collector.imports.sheets.said import Said, Unusable

CODES = ("11371499MB1000010P", "11371499MB1000029L", "12371499MB1000037C", "11371499004567899L")


@pytest.mark.parametrize("code", CODES)
def test_codes_of_the_standard(code: str) -> None:
    assert credit_code(Said(Field.USCC, (code,))) == code


def test_lower_case_is_a_suggestion() -> None:
    with pytest.raises(Unusable) as raised:
        credit_code(Said(Field.USCC, (CODES[0].lower(),)))

    assert raised.value.suggestion == CODES[0]
