import pytest

from collector.ledger.credit_code import is_credit_code

CODES = ("11371499MB1000010P", "11371499MB1000029L", "12371499MB1000037C", "11371499004567899L")


@pytest.mark.parametrize("code", CODES)
def test_one_wrong_character_shows(code: str) -> None:
    assert is_credit_code(code)
    assert not is_credit_code(code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert not is_credit_code(code[1:])
    assert not is_credit_code(code.lower())
