from typing import Any

from collector.cli.ledger_texts import LEFT_OUT, WHY, field_name, refused_sheets
from collector.imports.sheets.headings import field_of
from collector.imports.sheets.table import LeftOut

FINDING = {"level": "error", "field": "macs", "why": "is wrong", "next_step": "look", "suggestion": "x", "worded": {}}


def found(unit: str | None) -> dict[str, Any]:
    columns = [{"letter": letter, "heading": heading} for letter, heading in (("A", "使用人"), ("C", "MAC地址"))]
    row = {"sheet": "甲", "row": 2, "cells": ["李明轩", "", "y"], "findings": [FINDING]}
    return {"sheets": [{"sheet": "甲", "unit": unit, "columns": columns}], "refused": [row]}


def test_every_reason_has_its_words() -> None:
    assert set(LEFT_OUT) == {reason.value for reason in LeftOut}


def test_refused_rows_keep_their_headings_and_the_unit_above_them() -> None:
    why = "MAC地址: is wrong; look; perhaps x"

    assert refused_sheets(found(None)) == [("甲", [[WHY, "使用人", "MAC地址"], [why, "李明轩", "y"]])]
    assert refused_sheets(found("示例市财政局"))[0][1][1][-1] == "示例市财政局"
    assert field_of(WHY) is None


def test_fields_are_named_by_their_headings() -> None:
    assert (field_name("macs"), field_name(None), field_name("id_number")) == ("MAC地址", "", "id_number")
