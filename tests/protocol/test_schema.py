from dataclasses import dataclass
from typing import Annotated

import pytest

from protocol.observations import Sighting
from protocol.schema import Field, declared_fields


@dataclass(frozen=True, slots=True)
class Described:
    first: Annotated[int, Field("a number", most=9)]
    second: Annotated[Annotated[str, Field("inner")] | None, Field("outer", most=3, source="here")]


@dataclass(frozen=True, slots=True)
class Undescribed:
    first: Annotated[int, Field("a number")]
    second: int


@dataclass(frozen=True, slots=True)
class WronglyDescribed:
    first: Annotated[int, "a number"]


def test_fields_come_in_wire_order_with_type_and_description() -> None:
    first, second = declared_fields(Described)
    assert (first.name, first.type, first.field.says, first.field.most) == ("first", int, "a number", 9)
    assert (second.name, second.field) == ("second", Field("outer", most=3, source="here"))


@pytest.mark.parametrize(("message", "field"), [(Undescribed, "second"), (WronglyDescribed, "first")])
def test_a_field_nobody_described_cannot_be_declared(message: type, field: str) -> None:
    with pytest.raises(TypeError, match=rf"{message.__name__}.{field} has no description"):
        declared_fields(message)


@pytest.mark.parametrize("message", [int, str, dict])
def test_what_is_no_dataclass_is_no_message(message: type) -> None:
    with pytest.raises(TypeError, match="not a message type"):
        declared_fields(message)


def test_the_order_is_that_of_the_class() -> None:
    assert [item.name for item in declared_fields(Sighting)] == list(Sighting.__match_args__)
