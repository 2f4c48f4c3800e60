"""Shapes: no field more or less, every text bounded, and nothing typed that draws a line of its own."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from collector.packet.contents import Contents, Wanted
from tests.support.packets import HANDOVER


def contents(file: bytes) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(file.split(b"\n")[1])
    return value


def test_what_was_written_is_read_back(file: bytes) -> None:
    assert Contents.model_validate(contents(file)).model_dump(mode="json") == contents(file)


@pytest.mark.parametrize("part", ["body", "handover", "head"])
def test_no_part_may_be_missing_or_more(file: bytes, part: str) -> None:
    without, more = contents(file), contents(file)
    del without[part]
    more[part]["more"] = 1

    for value in (without, more):
        with pytest.raises(ValidationError):
            Contents.model_validate(value)


@pytest.mark.parametrize("name", list(HANDOVER))
@pytest.mark.parametrize("text", ["", "a" * 501, "周敏\ngenuine: every check held", "\x1b[2J", "x\u202ey"])
def test_lines_that_would_mislead(name: str, text: str) -> None:
    with pytest.raises(ValidationError):
        Wanted(**HANDOVER | {name: text})


def test_numbers_are_whole_numbers(file: bytes) -> None:
    for wrong in ("19", True, -1, 2**60):
        value = contents(file)
        value["head"]["journal_count"] = wrong
        with pytest.raises(ValidationError):
            Contents.model_validate(value)
