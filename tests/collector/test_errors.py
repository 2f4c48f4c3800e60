"""The tree of errors: stable ids, and a sentence with what, why and what to do."""

import re

import pytest

from collector import errors
from collector.errors import AgentsDoorRefusal, CollectorError

LEAVES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CollectorError)]


@pytest.mark.parametrize("kind", LEAVES)
def test_every_kind_stands_in_the_drawing(kind: type[CollectorError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", [kind for kind in LEAVES if kind is not AgentsDoorRefusal])
def test_id_is_its_name_in_kebab_case(kind: type[CollectorError]) -> None:
    assert kind.id == re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def test_sentence() -> None:
    assert (
        str(errors.NotFound("unit 'x'", "there is none", "list the units")) == "unit 'x': there is none; list the units"
    )
    assert str(errors.NotFound("unit 'x'", "there is none")) == "unit 'x': there is none"


def test_refusal_carries_its_own_id() -> None:
    refusal = AgentsDoorRefusal("unexpected-sequence", "report", "5 instead of 4", next_sequence=4)

    assert (refusal.id, refusal.next_sequence) == ("unexpected-sequence", 4)
