import pytest
from hypothesis import given, strategies

from agent.lan.decode.client_text import domain_name, plain_text, printable


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"pc-1", "pc-1"),
        (b"pc-1\0", "pc-1"),
        ("办公室".encode(), "办公室"),
        ("办公室电脑".encode("gb18030"), "办公室电脑"),
        (b"a\x1b[2Jb", "a\N{REPLACEMENT CHARACTER}[2Jb"),
        (b"  ", None),
        (b"", None),
        (b"\0\0", None),
    ],
)
def test_text_of_an_option(octets: bytes, text: str | None) -> None:
    assert plain_text(octets) == text


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        (b"\4pc-1\7example\0", "pc-1.example"),
        (b"\4pc-1", "pc-1"),
        (b"", None),
        (b"\0", None),
        (b"\xc0\x0c", None),
        (b"\x3fshort", None),
    ],
    ids=["absolute", "relative", "empty", "root", "compressed", "cut"],
)
def test_name_in_wire_format(octets: bytes, name: str | None) -> None:
    assert domain_name(octets) == name


@given(strategies.binary(max_size=600))
def test_whatever_strangers_send_can_be_sent_on(octets: bytes) -> None:
    for text in (plain_text(octets), domain_name(octets)):
        assert text is None or (0 < len(text) <= 255 and text.isprintable())


@given(strategies.text())
def test_what_prints_is_kept(text: str) -> None:
    kept = printable(text)

    assert kept is None or all(character.isprintable() for character in kept)
    if text.isprintable() and text == text.strip() and 0 < len(text) <= 255:
        assert kept == text
