"""One row of a sheet in the register's normal forms, with everything found on the way."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from collector.imports.sheets import network_values
from collector.imports.sheets.book import Cell
from collector.imports.sheets.headings import NOT_KEPT, OF_UNIT, Field
from collector.imports.sheets.people_values import MASKED, says_shared
from collector.imports.sheets.readers import READERS
from collector.imports.sheets.said import Finding, Level, Reading, Said, Unusable, clean, shown
from collector.imports.sheets.table import RawRow
from protocol.failure import Failure
from protocol.phrases import Phrase, say

_AS_ABOVE = frozenset({"同上", "〃", "″", '"', "''", "“", "”", "同前", "上同", "ditto"})
_LONGEST_AS_ABOVE = 12
_NEVER_AS_ABOVE = frozenset(
    {Field.REG_NO, Field.MACS, Field.SHARED_MACS, Field.ADDRESSES, Field.SERIAL_NO, Field.DISK_SERIAL, Field.ASSET_NO}
)
_ERRORS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"}


@dataclass(frozen=True, slots=True)
class Declared:
    """`values`: what the row says, by field; None says there is nothing; a field that is absent says nothing.

    `said`: fields whose cells are not empty, also those that could not be read or were masked.
    """

    sheet: str
    row: int
    values: Mapping[Field, object]
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...] = ()
    others: Mapping[str, Cell] = dataclasses.field(default_factory=dict)
    said: frozenset[Field] = frozenset()

    @property
    def is_good(self) -> bool:
        return not any(item.level is Level.ERROR for item in self.findings)

    def with_finding(self, *more: Finding) -> "Declared":
        return dataclasses.replace(self, findings=(*self.findings, *more))


Memory = dict[tuple[Field, str], tuple[object, tuple[Finding, ...]]]
"""What cells of a file were read as: most fields say the same in many rows."""
_MOST_REMEMBERED = 100_000


def declare(
    raw: RawRow, above: Mapping[Field, tuple[Cell, ...]], memory: Memory, *, today: date, from_1904: bool
) -> Declared:
    """Reads every field of a row; `above`: the cells of the row before, for 同上. Never raises."""
    values: dict[Field, object] = {}
    findings: list[Finding] = [_flawed(name, flaw) for name, flaw in raw.flaws.items()]
    for name, cells in raw.values.items():
        reader = READERS.get(name)
        if reader is None:
            continue
        value, found = _remembered(reader, Said(name, cells, from_1904), above, memory)
        findings += found
        if value is not MASKED and not any(item.level is Level.ERROR for item in found):
            values[name] = value
    if any(item.level is Level.ERROR and item.field in (Field.MACS, Field.ADDRESSES) for item in findings):
        findings = _tell_swapped(raw, findings)
    _look_at_dates(values, findings, today)
    _complete(raw, values, findings)
    return Declared(raw.sheet, raw.row, values, raw.cells, tuple(findings), raw.others, frozenset(raw.values))


def _remembered(
    reader: Reading, said: Said, above: Mapping[Field, tuple[Cell, ...]], memory: Memory
) -> tuple[object, tuple[Finding, ...]]:
    cell = said.cells[0]
    if len(said.cells) > 1 or not isinstance(cell, str):
        return _read(reader, said, above), tuple(said.findings)
    key = (said.field, cell)
    if (known := memory.get(key)) is None:
        if _is_as_above(cell):
            return _read(reader, said, above), tuple(said.findings)
        known = (_read(reader, said, above), tuple(said.findings))
        if len(memory) < _MOST_REMEMBERED:
            memory[key] = known
    return known


def _read(reader: Reading, said: Said, above: Mapping[Field, tuple[Cell, ...]]) -> object:
    """The value; what cannot be read becomes a finding: an error, but for what the register does not keep."""
    grave = _grave(said.field)
    if said.text in _ERRORS:
        said.tell(grave, say("holds an error of a formula"), say("type the value"))
        return None
    try:
        if said.text in _AS_ABOVE:
            _take_from_above(said, above)
        return reader(said)
    except Unusable as error:
        said.tell(grave, error.why, error.next_step, error.suggestion)
    except Failure as error:
        said.tell(grave, error.why, error.next_step)
    return None


def _grave(name: Field) -> Level:
    return Level.WARNING if name in NOT_KEPT or name in OF_UNIT else Level.ERROR


def _take_from_above(said: Said, above: Mapping[Field, tuple[Cell, ...]]) -> None:
    cells = above.get(said.field)
    if said.field in _NEVER_AS_ABOVE or cells is None:
        raise Unusable("refers to the row above", "write it out")
    said.tell(Level.NOTE, say("taken from the row above"), suggestion=shown(str(cells[0])))
    said.cells = cells


def resolved(raw: RawRow, above: Mapping[Field, tuple[Cell, ...]]) -> dict[Field, tuple[Cell, ...]]:
    """The row's cells for the next row's 同上: what refers upwards stands for what it refers to."""
    return {name: above.get(name, cells) if _is_as_above(cells[0]) else cells for name, cells in raw.values.items()}


def _is_as_above(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= _LONGEST_AS_ABOVE and clean(cell) in _AS_ABOVE


def _flawed(name: Field, flaw: str) -> Finding:
    level = _grave(name)
    if flaw == "=":
        why = say("holds a formula whose value the file does not have")
        return Finding(level, name, "=", why, say("open it in a spreadsheet, let it calculate, save it"))
    return Finding(level, name, flaw, say("holds an error of a formula"), say("type the value"))


def _tell_swapped(raw: RawRow, findings: list[Finding]) -> list[Finding]:
    if Field.MACS not in raw.values or Field.ADDRESSES not in raw.values:
        return findings
    macs, addresses = Said(Field.MACS, raw.values[Field.MACS]), Said(Field.ADDRESSES, raw.values[Field.ADDRESSES])
    if not network_values.are_swapped(macs, addresses):
        return findings
    kept = [item for item in findings if item.field not in (Field.MACS, Field.ADDRESSES)]
    why = say("IP and MAC address stand in each other's column")
    step = say("swap them, or correct the columns with --map")
    return [*kept, Finding(Level.ERROR, Field.MACS, f"{shown(macs.text)} | {shown(addresses.text)}", why, step)]


_PAST: dict[Field, Level] = {
    Field.APPLY_DATE: Level.WARNING,
    Field.REVIEW_DATE: Level.WARNING,
    Field.APPROVE_DATE: Level.WARNING,
    Field.ONLINE_DATE: Level.ERROR,
}
"""Days that cannot lie ahead."""


def _look_at_dates(values: Mapping[Field, object], findings: list[Finding], today: date) -> None:
    for name, level in _PAST.items():
        found = values.get(name)
        if isinstance(found, str) and found > today.isoformat():
            findings.append(Finding(level, name, found, Phrase("lies in the future")))


def _complete(raw: RawRow, values: dict[Field, object], findings: list[Finding]) -> None:
    """What one column says in the place of another: 公用 where the user stands, 是 where the antivirus stands."""
    user = raw.values.get(Field.USER, ())
    if Field.IS_SHARED not in values and user and isinstance(user[0], str) and says_shared(user[0]):
        values[Field.IS_SHARED] = True
    if isinstance(answer := values.get(Field.ANTIVIRUS), bool):
        del values[Field.ANTIVIRUS]
        values.setdefault(Field.AV_INSTALLED, answer)
    elif answer is not None and values.get(Field.AV_INSTALLED) is False:
        why = say("names a product, but none is installed")
        findings.append(Finding(Level.WARNING, Field.ANTIVIRUS, shown(str(answer)), why))
