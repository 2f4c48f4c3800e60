from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.address import Address, Prefix
from protocol.decoding import decode_value, decoder_of, shown
from protocol.errors import MalformedMessage, UnknownField
from protocol.identity import Digest
from protocol.mac import MacAddress
from protocol.schema import Field


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Part:
    text: Annotated[str, Field("text", most=3)]


@dataclass(frozen=True, slots=True)
class Whole:
    number: Annotated[int, Field("number", most=9, least=1)]
    flag: Annotated[bool, Field("flag")]
    colour: Annotated[Colour, Field("colour")]
    mac: Annotated[MacAddress | None, Field("MAC")]
    address: Annotated[Address, Field("address")]
    prefix: Annotated[Prefix, Field("prefix")]
    digest: Annotated[Digest, Field("digest", most=64)]
    parts: Annotated[tuple[Part, ...], Field("parts", most=2)]
    names: Annotated[tuple[str, ...], Field("names", most=2, each=2)]


def _whole(**changed: Any) -> dict[str, Any]:
    return {
        "number": 3,
        "flag": True,
        "colour": "red",
        "mac": "00-00-5E-00-53-01",
        "address": "10.37.12.21",
        "prefix": "10.37.12.0/24",
        "digest": "a" * 64,
        "parts": [{"text": "abc"}],
        "names": ["册"],
    } | changed


def test_plain_values_become_typed_ones() -> None:
    whole = decode_value(Whole, _whole(mac=None), "Whole")
    assert isinstance(whole, Whole)
    assert (whole.colour, whole.mac, whole.parts, whole.names) == (Colour.RED, None, (Part("abc"),), ("册",))
    assert whole.prefix == IPv4Network("10.37.12.0/24")


@pytest.mark.parametrize(
    ("field", "value", "place", "why"),
    [
        ("number", 0, ".number", "outside 1..9"),
        ("number", 10, ".number", "outside 1..9"),
        ("number", True, ".number", "bool instead of a whole number"),
        ("number", "3", ".number", "str instead of a whole number"),
        ("number", None, ".number", "NoneType instead of a whole number"),
        ("flag", 1, ".flag", "int instead of true or false"),
        ("flag", None, ".flag", "NoneType instead"),
        ("colour", "RED", ".colour", "not one of red, blue"),
        ("colour", ["red"], ".colour", "list instead of text"),
        ("mac", "00:00:5e:00:53:01", ".mac", "not in normal form; expected 00-00-5E-00-53-01"),
        ("mac", "no", ".mac", "not one of the notations"),
        ("mac", 5, ".mac", "int instead of text"),
        ("mac", "\ud800", ".mac", "notations"),
        ("address", "10.37.12.021", ".address", "Leading zeros"),
        ("address", " 10.37.12.21", ".address", "no address"),
        ("address", "１0.37.12.21", ".address", "no address"),
        ("address", "2001:DB8::1", ".address", "expected 2001:db8::1"),
        ("address", "::ffff:c000:201", ".address", "expected ::ffff:192.0.2.1"),
        ("address", "fe80::1%eth0", ".address", "zone"),
        ("address", None, ".address", "NoneType instead of text"),
        ("prefix", "10.37.12.1/24", ".prefix", "host bits"),
        ("prefix", "2001:DB8::/64", ".prefix", "expected 2001:db8::/64"),
        ("digest", "a" * 63, ".digest", "64 lower-case hex digits"),
        ("digest", "A" * 64, ".digest", "64 lower-case hex digits"),
        ("parts", {}, ".parts", "dict instead of a list"),
        ("parts", [{"text": "a"}] * 3, ".parts", "3 items, at most 2"),
        ("parts", [{"text": "a"}, {"text": "abcd"}], ".parts[1].text", "4 characters, at most 3"),
        ("parts", [{"text": "a"}, []], ".parts[1]", "list instead of an object"),
        ("parts", [{}], ".parts[0].text", "missing"),
        ("names", ["a", "abc"], ".names[1]", "3 characters, at most 2"),
        ("names", ["a\n"], ".names[0]", "control character"),
        ("names", ["\x7f"], ".names[0]", "control character"),
        ("names", ["\x9b"], ".names[0]", "control character"),
        ("names", ["\ud800"], ".names[0]", "half a character"),
    ],
)
def test_a_misfit_is_named_by_its_place_and_reason(field: str, value: Any, place: str, why: str) -> None:
    with pytest.raises(MalformedMessage) as refused:
        decode_value(Whole, _whole(**{field: value}), "Whole")
    assert refused.value.what == f"Whole{place}"
    assert why in refused.value.why
    str(refused.value).encode()


@pytest.mark.parametrize("name", ["extra", "\ud800", "\n", "x" * 1000, "\U0010ffff" * 1000, ""])
def test_a_field_outside_the_schema_is_refused_whatever_its_name(name: str) -> None:
    with pytest.raises(UnknownField) as refused:
        decode_value(Whole, _whole(**{name: 1}), "Whole")
    assert refused.value.what.startswith("Whole.")
    assert len(refused.value.what) < 400
    assert refused.value.what.isprintable()
    assert "collected" in refused.value.next_step


def test_a_missing_field_is_named() -> None:
    value = _whole()
    del value["flag"]
    with pytest.raises(MalformedMessage, match=r"Whole\.flag: missing"):
        decode_value(Whole, value, "Whole")


@pytest.mark.parametrize("value", [None, [], "x", 3, True])
def test_only_an_object_is_a_message(value: Any) -> None:
    with pytest.raises(MalformedMessage, match="instead of an object"):
        decode_value(Whole, value, "Whole")


@pytest.mark.parametrize("text", ["\u2028", "é", "册", "\u200f", "𠮷", "阿卜杜·热合曼", "\xa0"])
def test_what_is_no_control_character_is_text(text: str) -> None:
    assert decode_value(Part, {"text": text[:3]}, "Part") == Part(text[:3])


@dataclass(frozen=True, slots=True)
class Unbounded:
    items: Annotated[tuple[int, ...], Field("items")]


@dataclass(frozen=True, slots=True)
class Unsendable:
    items: Annotated[list[int], Field("items")]


@pytest.mark.parametrize(("message", "why"), [(Unbounded, "needs a bound"), (Unsendable, "cannot be sent")])
def test_a_type_without_bound_or_wire_form_cannot_be_declared(message: type, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        decoder_of(message)


@given(st.text(max_size=100) | st.text(st.characters(categories=["Cs", "Cc"]), max_size=100))
def test_a_strangers_text_is_shown_short_and_printable(text: str) -> None:
    assert len(shown(text)) <= 32 * 10 + 2
    assert shown(text).isascii()
    assert shown(text).isprintable()
