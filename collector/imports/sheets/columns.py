"""Which row holds the headings, which column is which field; what a person corrected comes first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from collector.errors import InvalidValue
from collector.imports.sheets.book import Cell, Sheet
from collector.imports.sheets.headings import Field, field_named, field_of, folded
from protocol.phrases import say

LOOKED_AT = 40
"""Rows at the top of a sheet among which the headings are sought."""
FEWEST = 3
MANY = frozenset({Field.MACS, Field.SHARED_MACS, Field.ADDRESSES, Field.RESOLVERS})
"""Fields that several columns may hold: a wired and a wireless MAC."""
IGNORED = "-"


@dataclass(frozen=True, slots=True)
class Column:
    """`field` None: nobody knows it, or it was ruled out; `is_extra`: an earlier column is that field already."""

    place: int
    heading: str
    field: Field | None
    is_extra: bool = False
    by_person: bool = False

    @property
    def letter(self) -> str:
        """As a spreadsheet names it: A, B, … AA."""
        number, letters = self.place + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Header:
    """The rows [first, last] of headings, counted from 0."""

    first: int
    last: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """`heading` (or a column's letter) is `field`; None: is not to be taken."""

    heading: str
    field: Field | None


def correction(text: str) -> Correction:
    """Reads `物理地址=macs`, `C=房间号`, `备注=-`; raises InvalidValue."""
    heading, equals, name = text.partition("=")
    field = field_named(name)
    if not equals or not heading.strip() or (field is None and name.strip() != IGNORED):
        raise InvalidValue(
            say("mapping {text!r}", text=text[:60]),
            "is not HEADING=FIELD",
            say("fields are {fields}; - leaves a column out", fields=", ".join(Field)),
        )
    return Correction(heading.strip(), field)


def find_header(sheet: Sheet, corrections: Sequence[Correction] = ()) -> Header | None:
    """The row, or two rows under each other, with the most headings that are known; None where none has three."""
    best: tuple[int, int, int] | None = None
    rows = range(min(LOOKED_AT, len(sheet.rows)))
    # Two rows must tell more than any single one; of equals the upper.
    for first, last in [(row, row) for row in rows] + [(row, row + 1) for row in rows if row + 1 < len(sheet.rows)]:
        weight = _weight(_headings(sheet, first, last), corrections)
        if weight >= FEWEST and (best is None or weight > best[0]):
            best = (weight, first, last)
    if best is None:
        return None
    _weight_of, first, last = best
    return Header(first, last, _columns(_headings(sheet, first, last), corrections))


def _weight(headings: Sequence[str], corrections: Sequence[Correction]) -> int:
    return len({column.field for column in _columns(headings, corrections) if column.field is not None})


def _headings(sheet: Sheet, first: int, last: int) -> list[str]:
    upper = _spread(sheet, first)
    if first == last:
        return upper
    lower = [_text(cell) for cell in sheet.rows[last]]
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    return [_joined(above, below) for above, below in zip(upper, lower, strict=True)]


def _spread(sheet: Sheet, row: int) -> list[str]:
    """The row's texts; what is merged across stands in all its columns."""
    texts = [_text(cell) for cell in sheet.rows[row]]
    for merge in sheet.merges:
        if merge.top <= row <= merge.bottom and merge.right > merge.left and merge.right < len(texts) + 64:
            texts += [""] * (merge.right + 1 - len(texts))
            source = sheet.rows[merge.top]
            said = _text(source[merge.left]) if merge.left < len(source) else ""
            texts[merge.left : merge.right + 1] = [said] * (merge.right + 1 - merge.left)
    return texts


def _joined(above: str, below: str) -> str:
    if not below or not above:
        return below or above
    both = f"{above}{below}"
    return both if field_of(both) is not None else below


def _columns(headings: Sequence[str], corrections: Sequence[Correction]) -> tuple[Column, ...]:
    columns: list[Column] = []
    taken: set[Field] = set()
    # A correction wins over a column that was only recognised, wherever it stands.
    said = {item.field for item in corrections if item.field is not None} - MANY
    for place, heading in enumerate(headings):
        plain = Column(place, heading, None)
        given = next((item for item in corrections if _is_about(item, plain)), None)
        if given is not None:
            columns.append(Column(place, heading, given.field, by_person=True))
        elif (found := field_of(heading)) is not None:
            extra = found not in MANY and (found in taken or found in said)
            columns.append(Column(place, heading, None if extra else found, is_extra=extra))
            taken.add(found)
        elif heading:
            columns.append(plain)
    return _with_whole_system(columns)


def _with_whole_system(columns: Sequence[Column]) -> tuple[Column, ...]:
    """A column 操作系统版本 without a column 操作系统 beside it holds both."""
    if any(column.field is Field.OS_NAME for column in columns):
        return tuple(columns)
    return tuple(
        replace(column, field=Field.OS_NAME) if column.field is Field.OS_VERSION and not column.by_person else column
        for column in columns
    )


def _is_about(item: Correction, column: Column) -> bool:
    if item.heading.isascii() and item.heading.isalpha() and item.heading.upper() == column.letter:
        return True
    return bool(column.heading) and folded(item.heading) == folded(column.heading)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""
