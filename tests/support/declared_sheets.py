"""Sheets made for tests, read: the fields of their good rows, and what is found against the others."""

from datetime import date
from typing import Any

from collector.imports.sheets.declaration import Choices, Declaration, declaration
from collector.imports.sheets.headings import Field
from collector.imports.sheets.said import Level

TODAY = date(2026, 3, 1)


def read(content: bytes, **choices: Any) -> Declaration:
    return declaration(content, Choices(**choices), TODAY)


def value(content: bytes, name: Field, row: int = 0) -> object:
    """The field of a row that must be good."""
    found = read(content).rows[row]
    assert found.is_good, found.findings
    return found.values.get(name)


def problems(content: bytes, row: int = 0, level: Level = Level.ERROR) -> list[tuple[Field | None, str, str | None]]:
    found = read(content).rows[row]
    return [(item.field, str(item.why), item.suggestion) for item in found.findings if item.level is level]


def left_out(content: bytes, **choices: Any) -> list[tuple[int, str]]:
    return [(item.row, item.reason.value) for item in read(content, **choices).left_out]
