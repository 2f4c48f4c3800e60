"""One row of a sheet in the register's normal forms, with everything found on the way."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from collector.imports.sheets import dates, network_values, people_values, vocabulary
from collector.imports.sheets.book import Cell
from collector.imports.sheets.headings import NOT_KEPT, Field
from collector.imports.sheets.identifiers import credit_code
from collector.imports.sheets.people_values import MASKED
from collector.imports.sheets.said import NOTHING, Finding, Level, Reading, Said, Unusable, clean, code, shown
from collector.imports.sheets.table import RawRow
from collector.ledger import fields
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


def _line(most: int, said: Said, *, ascii_only: bool = False) -> str | None:
    text = said.without_status_hint()
    if text in NOTHING:
        return None
    return fields.text("text", code(text) if ascii_only else text, most)


def _remark(said: Said) -> str | None:
    return None if said.text in NOTHING else fields.text("remark", said.text, 256)


def _room(said: Said) -> str | None:
    if said.number is not None:
        said.tell(
            Level.WARNING, say("is a number there: a zero before it may be lost"), say("format the column as text")
        )
    return _line(64, said, ascii_only=True)


def _serial(said: Said) -> str | None:
    if said.number is not None and abs(said.number) >= 1e15:
        raise Unusable("was turned into a number by the spreadsheet, its digits are lost", "type it anew as text")
    text = said.without_status_hint()
    return None if text in NOTHING else fields.serial_no("serial number", code(text))


def _reg_no(said: Said) -> str | None:
    text = code(said.text)
    if said.text in NOTHING:
        return None
    if said.number is not None and said.number >= 1e15:
        raise Unusable(
            "was turned into a number by the spreadsheet, its last digits may be lost", "type it anew as text"
        )
    if len(text) != 16 or not text.isascii() or not text.isdigit():
        raise Unusable("is no registration number of 16 digits", "leave it out to get the next one")
    return text


def _expires(said: Said) -> int | None:
    found = dates.moment(said)
    return None if found is None else dates.end_us(found)


def _segment(said: Said) -> tuple[str, ...] | None:
    """Names in the order of the addresses; — stands for none."""
    return tuple(clean(part) for part in said.text.split("、")) or None


_code = partial(_line, ascii_only=True)
READERS: dict[Field, Reading] = {
    Field.REG_NO: _reg_no,
    Field.UNIT: partial(_line, 128),
    Field.DEPARTMENT: partial(_line, 128),
    Field.USER: people_values.user_name,
    Field.USER_STAFF_NO: partial(_code, 64),
    Field.USER_TITLE: partial(_line, 64),
    Field.MOBILE: people_values.telephones,
    Field.OFFICE_PHONE: people_values.telephones,
    Field.OWNER: people_values.name,
    Field.OWNER_STAFF_NO: partial(_code, 64),
    Field.OWNER_MOBILE: people_values.telephones,
    Field.BUILDING: partial(_line, 64),
    Field.ROOM: _room,
    Field.OUTLET_NO: partial(_code, 64),
    Field.TERMINAL_TYPE: vocabulary.terminal_type,
    Field.BRAND: partial(_line, 64),
    Field.MODEL: partial(_line, 64),
    Field.SERIAL_NO: _serial,
    Field.DISK_SERIAL: _serial,
    Field.ASSET_NO: partial(_code, 64),
    Field.OS_NAME: lambda said: (text := vocabulary.system(said)) and fields.text("operating system", text, 64),
    Field.HOSTNAME: partial(_code, 64),
    Field.ADDRESSES: network_values.addresses,
    Field.SEGMENT: _segment,
    Field.MACS: network_values.macs,
    Field.SHARED_MACS: network_values.macs,
    Field.SWITCH_NAME: partial(_code, 64),
    Field.SWITCH_PORT: partial(_code, 64),
    Field.VLAN: network_values.vlan,
    Field.ACCESS_DOMAIN: vocabulary.domain,
    Field.ACCESS_MODE: vocabulary.mode,
    Field.PURPOSE: partial(_line, 128),
    Field.IMPORTANCE: vocabulary.importance,
    Field.IS_SHARED: vocabulary.yes_or_no,
    Field.AGENT_EXPECTED: vocabulary.yes_or_no,
    Field.EXPIRES: _expires,
    Field.STATUS: vocabulary.status,
    Field.REMARK: _remark,
    Field.USCC: credit_code,
    Field.APPLY_DATE: dates.moment,
    Field.ONLINE_DATE: dates.moment,
}


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
    grave = Level.WARNING if said.field in NOT_KEPT else Level.ERROR
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
    level = Level.WARNING if name in NOT_KEPT else Level.ERROR
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


def _look_at_dates(values: Mapping[Field, object], findings: list[Finding], today: date) -> None:
    for name in (Field.APPLY_DATE, Field.ONLINE_DATE):
        found = values.get(name)
        if isinstance(found, date) and found.isoformat()[:10] > today.isoformat():
            findings.append(Finding(Level.WARNING, name, found.isoformat()[:10], Phrase("lies in the future")))
