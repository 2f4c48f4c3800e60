"""A .xlsx looked at before a library opens it: a bomb is refused, what the library does not tell is noted.

ECMA-376 part 2 (the package is a ZIP file), part 1 section 18.3.1 (worksheets). Nothing outside is ever fetched: links
to other files are counted, macros are not looked at.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from collector.errors import InvalidValue
from collector.imports.sheets.book import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MEMBERS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
)
from protocol.phrases import say

_MEBIBYTE = 1024 * 1024
_PIECE = 256 * 1024
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_SPLIT = "\n"
_MOST_AT_ONCE = 256 * _MEBIBYTE
_PLAIN = re.compile(
    rb'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\s*\?>)?\s*<worksheet[\s>]'
)
_SPEAKING = (b"<!", b"<f", b'="e"', b"hidden", b"<row:", b"='")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"[ />]')
_SAVE_AGAIN = "open it and save it anew as .xlsx"


@dataclass(slots=True)
class SheetTraits:
    """What the XML of one worksheet says besides the values."""

    hidden_rows: set[int] = field(default_factory=set)
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = -1
    last_column: int = -1
    filled_rows: int = 0


@dataclass(slots=True)
class PackageTraits:
    """`sheets` by the member's name in the archive; `names` maps a sheet's name to its member."""

    from_1904: bool = False
    left_alone: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, SheetTraits] = field(default_factory=dict)


def inspect(content: bytes) -> PackageTraits:
    """Raises InvalidValue for what is no workbook, is too large unpacked, or asks the parser to expand entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_bounded(archive.infolist())
            return _traits(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise InvalidValue("file", say("is no workbook: {error}", error=error), _SAVE_AGAIN) from error
    except expat.ExpatError as error:
        raise InvalidValue("file", say("its XML cannot be read: {error}", error=error), _SAVE_AGAIN) from error


def _require_bounded(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise InvalidValue("file", say("holds more than {most} parts", most=MOST_MEMBERS), _SAVE_AGAIN)
    total = sum(item.file_size for item in members)
    if total > MOST_UNPACKED:
        raise InvalidValue("file", say("unpacks to {size} bytes", size=total), "split it into smaller workbooks")
    for item in members:
        if item.flag_bits & 0x1:
            raise InvalidValue("file", "is protected by a password", "save it without a password and import that")
        if item.file_size > _MEBIBYTE and item.file_size > MOST_RATIO * max(1, item.compress_size):
            raise InvalidValue("file", "is packed like a bomb: a part of it is nearly empty and huge", _SAVE_AGAIN)


def _traits(archive: zipfile.ZipFile) -> PackageTraits:
    members = {item.filename for item in archive.infolist()}
    found = PackageTraits()
    if "xl/workbook.xml" not in members:
        raise InvalidValue("file", "is a ZIP file but no .xlsx workbook", "save it as .xlsx")
    if any(name.lower().endswith("vbaproject.bin") for name in members):
        found.left_alone.append("macros")
    if any(name.startswith("xl/externalLinks/") for name in members):
        found.left_alone.append("external-links")
    targets = _relations(archive, members)
    _read_workbook(archive, found, targets)
    for member in found.names.values():
        if member in members:
            found.sheets[member] = _scan_sheet(archive, member)
    return found


def _parse(archive: zipfile.ZipFile, member: str, parser: expat.XMLParserType) -> None:
    """In pieces, and never more than the directory said; a document type is refused: it may define entities."""
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    left = archive.getinfo(member).file_size
    with archive.open(member) as opened:
        while piece := opened.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise InvalidValue("file", "a part of it is larger than it says", _SAVE_AGAIN)
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_what: object) -> None:
    raise InvalidValue("file", "its XML declares a document type, which no workbook does", _SAVE_AGAIN)


def _local(name: str) -> str:
    return name.rpartition(_SPLIT)[2]


def _relations(archive: zipfile.ZipFile, members: set[str]) -> dict[str, str]:
    """Ids of the workbook's parts to members of the archive; parts outside the file are left out."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            found[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    if "xl/_rels/workbook.xml.rels" in members:
        parser = expat.ParserCreate(namespace_separator=_SPLIT)
        parser.StartElementHandler = start
        _parse(archive, "xl/_rels/workbook.xml.rels", parser)
    return found


def _read_workbook(archive: zipfile.ZipFile, found: PackageTraits, targets: dict[str, str]) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "workbookPr":
            found.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif _local(name) == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            found.names[attributes.get("name", "")] = targets.get(relation, "")

    parser = expat.ParserCreate(namespace_separator=_SPLIT)
    parser.StartElementHandler = start
    _parse(archive, "xl/workbook.xml", parser)


def _scan_sheet(archive: zipfile.ZipFile, member: str) -> SheetTraits:
    if archive.getinfo(member).file_size <= _MOST_AT_ONCE:
        quick = _quick(archive.read(member))
        if quick is not None:
            return quick
    scan = _Scan(SheetTraits())
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    _parse(archive, member, parser)
    return scan.traits


def _quick(content: bytes) -> SheetTraits | None:
    """The traits of plain XML without formulas, errors and hidden rows; None where only the parser can tell.

    ASCII marks are looked for as bytes, so any other encoding than UTF-8, a prefix or an entity goes to the parser.
    """
    if not _PLAIN.match(content) or not content.rstrip().endswith(b"</worksheet>"):
        return None
    if any(mark in content for mark in _SPEAKING) or content.count(b"<row") > MOST_ROWS:
        return None
    cells = content.count(b"<c ")
    places = _CELL.findall(content)
    height = max((int(digits) for digits in {digits for _letters, digits in places}), default=0)
    last_column = max((_column(letters.decode()) for letters in {letters for letters, _digits in places}), default=-1)
    # Every cell must say where it is; and where styles alone might span too much, the parser looks for values.
    if (
        len(places) != cells
        or b"<c>" in content
        or last_column >= MOST_COLUMNS
        or height * (last_column + 1) > MOST_CELLS
    ):
        return None
    return SheetTraits(last_row=height - 1, last_column=last_column)


class _Scan:
    """Follows rows and cells. A cell counts only when it holds something: styles alone span a million rows."""

    def __init__(self, traits: SheetTraits) -> None:
        self.traits = traits
        self._row, self._column = -1, -1
        self._kind, self._has_formula, self._has_value = "", False, False
        self._error: str | None = None
        self._counted = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2] if ":" in name else name
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "is"):
            self._has_value = True
            self._error = "" if self._kind == "e" else None
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 2)) - 1
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.traits.hidden_rows.add(self._row)

    def text(self, text: str) -> None:
        if self._error is not None:
            self._error += text[:16]

    def end(self, name: str) -> None:
        if name == "c" or name.endswith(":c"):
            self._end_cell()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.match(attributes.get("r", ""))
        if place:
            self._row, self._column = int(place[2]) - 1, _column(place[1])
        else:
            self._column += 1
        self._kind, self._has_formula, self._has_value, self._error = attributes.get("t", ""), False, False, None

    def _end_cell(self) -> None:
        traits = self.traits
        if self._has_value:
            traits.last_row, traits.last_column = max(traits.last_row, self._row), max(traits.last_column, self._column)
            if self._row != self._counted:
                self._counted, traits.filled_rows = self._row, traits.filled_rows + 1
            self._require_bounded()
        if self._error is not None:
            traits.flaws[self._row, self._column] = self._error or "#?"
        elif self._has_formula and not self._has_value:
            traits.flaws[self._row, self._column] = "="
        self._error = None

    def _require_bounded(self) -> None:
        require_bounded(self.traits.filled_rows, self.traits.last_row + 1, self.traits.last_column + 1)


def require_bounded(filled: int, height: int, width: int) -> None:
    """Raises InvalidValue for a sheet of too many rows or columns, or one that a stray cell makes span too much."""
    if filled > MOST_ROWS:
        raise InvalidValue("sheet", say("more than {most} rows", most=MOST_ROWS), "split the file")
    if width > MOST_COLUMNS:
        raise InvalidValue("sheet", say("more than {most} columns", most=MOST_COLUMNS), "delete what is not the ledger")
    if height * width > MOST_CELLS:
        raise InvalidValue(
            "sheet",
            say("something stands as far away as row {row}", row=height),
            "delete the rows below the ledger and save",
        )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
