"""A whole file as rows of the register: all its sheets, each row once, what contradicts another row of it refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from collector.imports.sheets import reader, vocabulary
from collector.imports.sheets.book import Cell, FileKind
from collector.imports.sheets.columns import Correction, Header
from collector.imports.sheets.headings import Field
from collector.imports.sheets.row import Declared, Memory, declare, resolved
from collector.imports.sheets.said import Finding, Level, as_text, clean
from collector.imports.sheets.table import LeftOut, LeftOutRow, RawRow, Table, extract
from protocol.address import normal_form
from protocol.phrases import say

_REMARK_LENGTH = 256
_MOST_RIVALS = 20
"""With so many earlier rows of one number a row is compared whether it is the very same; they are refused anyway."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who brings a file decided: nothing of it is guessed where it is left out."""

    corrections: tuple[Correction, ...] = ()
    unit: str | None = None
    with_hidden: bool = False
    department_from_sheet: bool = False
    others_to_remark: bool = False


@dataclass(frozen=True, slots=True)
class SheetHeadings:
    """How one sheet's columns were understood."""

    sheet: str
    header: Header
    unit: str | None


@dataclass(frozen=True, slots=True)
class Declaration:
    """All that a file says. `left_alone`: macros and links, which nobody looked at."""

    kind: FileKind
    sheets: tuple[SheetHeadings, ...]
    rows: tuple[Declared, ...]
    left_out: tuple[LeftOutRow, ...]
    left_alone: tuple[str, ...]


def declaration(content: bytes, choices: Choices, today: date) -> Declaration:
    """Reads a file; raises InvalidValue where the file as a whole cannot be read."""
    book = reader.read(content)
    tables = [extract(sheet, choices.corrections, with_hidden=choices.with_hidden) for sheet in book.sheets]
    rows: list[Declared] = []
    left_out = [item for table in tables for item in table.left_out]
    for table in tables:
        good, dropped = _rows(table, choices, today, from_1904=book.from_1904)
        rows += good
        left_out += dropped
    once, twice = _without_twins(rows)
    headings = tuple(SheetHeadings(item.sheet, item.header, item.unit) for item in tables if item.header is not None)
    return Declaration(book.kind, headings, tuple(_without_rivals(once)), (*left_out, *twice), book.left_alone)


def _rows(table: Table, choices: Choices, today: date, *, from_1904: bool) -> tuple[list[Declared], list[LeftOutRow]]:
    rows: list[Declared] = []
    left_out: list[LeftOutRow] = []
    above: Mapping[Field, tuple[Cell, ...]] = {}
    memory: Memory = {}
    for raw in table.rows:
        kind = as_text(raw.values.get(Field.TERMINAL_TYPE, ("",))[0])
        if kind and vocabulary.is_no_terminal(kind):
            left_out.append(LeftOutRow(raw.sheet, raw.row, LeftOut.NOT_A_TERMINAL, kind[:40]))
            continue
        rows.append(_completed(declare(raw, above, memory, today=today, from_1904=from_1904), raw, table, choices))
        above = resolved(raw, above)
    return rows, left_out


def _completed(row: Declared, raw: RawRow, table: Table, choices: Choices) -> Declared:
    """With what is said for all rows: the unit above the headings or the person's, the sheet's department."""
    more: dict[Field, object] = {}
    if row.values.get(Field.UNIT) is None and (unit := table.unit or choices.unit):
        more[Field.UNIT] = clean(unit)
    if choices.department_from_sheet and row.values.get(Field.DEPARTMENT) is None and raw.sheet:
        more[Field.DEPARTMENT] = clean(raw.sheet)
    if choices.others_to_remark and raw.others:
        said = ";".join(f"{clean(heading)}:{clean(as_text(cell))}" for heading, cell in raw.others.items())
        remark = row.values.get(Field.REMARK)
        if said not in str(remark or ""):
            more[Field.REMARK] = (f"{remark};{said}" if remark else said)[:_REMARK_LENGTH]
    return replace(row, values={**row.values, **more}) if more else row


def _without_twins(rows: Sequence[Declared]) -> tuple[list[Declared], list[LeftOutRow]]:
    """Rows that say the very same as an earlier one are left out."""
    alike: dict[object, list[Declared]] = {}
    once: list[Declared] = []
    twice: list[LeftOutRow] = []
    for row in rows:
        # A row that names nothing unique may well stand twice: two alike without a MAC or number are two.
        key = next((row.values[name] for name in _KEYS if row.values.get(name)), None)
        rivals = alike.setdefault(key, []) if key is not None else []
        if any(_said(row) == _said(other) for other in rivals[:_MOST_RIVALS]):
            twice.append(LeftOutRow(row.sheet, row.row, LeftOut.EXACT_DUPLICATE))
        else:
            rivals.append(row)
            once.append(row)
    return once, twice


_KEYS = (Field.REG_NO, Field.SERIAL_NO, Field.MACS, Field.ADDRESSES)


def _said(row: Declared) -> dict[Field, object]:
    return {name: value for name, value in row.values.items() if name is not Field.ROW_NO}


def _keys(row: Declared) -> Iterator[tuple[Field, str, str]]:
    """What one terminal alone may have: field, text, and for an address the unit, since RFC 1918 repeats."""
    values = row.values
    for name in (Field.REG_NO, Field.SERIAL_NO):
        if isinstance(text := values.get(name), str):
            yield name, text.upper(), ""
    macs, addresses = values.get(Field.MACS), values.get(Field.ADDRESSES)
    for mac in macs if isinstance(macs, tuple) else ():
        yield Field.MACS, str(mac), ""
    for address in addresses if isinstance(addresses, tuple) else ():
        yield Field.ADDRESSES, normal_form(address), str(values.get(Field.UNIT))


def _without_rivals(rows: Sequence[Declared]) -> list[Declared]:
    """Rows that claim what another row claims are refused, all of them: which is right, a person knows."""
    claims: dict[tuple[Field, str, str], list[int]] = {}
    for place, row in enumerate(rows):
        for key in _keys(row):
            claims.setdefault(key, []).append(place)
    found: dict[int, list[Finding]] = {}
    for (name, text, _unit), places in claims.items():
        for place in places if len(places) > 1 else ():
            others = "、".join(_place(rows[other], rows[place]) for other in places if other != place)[:200]
            step = say("keep the row that is right")
            why = say("stands in row {rows}, too", rows=others)
            found.setdefault(place, []).append(Finding(Level.ERROR, name, text, why, step))
    return [row.with_finding(*found[place]) if place in found else row for place, row in enumerate(rows)]


def _place(other: Declared, row: Declared) -> str:
    return str(other.row) if other.sheet == row.sheet else f"{other.sheet}!{other.row}"
