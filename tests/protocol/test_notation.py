import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.notation import to_ascii


def test_every_printable_ascii_character_has_its_full_width_form() -> None:
    plain = string.digits + string.ascii_letters + string.punctuation
    wide = "".join(chr(ord(character) + 0xFEE0) for character in plain)
    assert to_ascii(wide) == plain


@pytest.mark.parametrize(
    ("typed", "meant"), [("10。37。12。21", "10.37.12.21"), ("\u3000１\u00a0", "1"), ("a｡b", "a.b")]
)
def test_what_an_input_method_leaves_is_read(typed: str, meant: str) -> None:
    assert to_ascii(typed) == meant


@pytest.mark.parametrize("typed", ["10.0.0.1²", "①", "½", "⒈", "١", "ａ́"])
def test_what_only_looks_like_a_digit_is_not_made_one(typed: str) -> None:
    assert not to_ascii(typed).isascii()


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_stays_as_it_is_but_for_blanks_around_it(text: str) -> None:
    assert to_ascii(text) == text.strip()


@given(st.text())
def test_reading_twice_changes_nothing(text: str) -> None:
    assert to_ascii(to_ascii(text)) == to_ascii(text)
