"""What a file of any format is read into, and the bounds it is held to before and while it is read."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 768 * 1024 * 1024
"""Of all members of a .xlsx together, in bytes: 200,000 rows of 40 columns take about half of it."""
MOST_RATIO = 250
"""Of a member of more than a mebibyte; a worksheet packs to about a tenth, a bomb to a thousandth."""
MOST_MEMBERS = 2000
MOST_SHEETS = 64
MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_CELLS = 16_000_000
"""Of the rectangle that a sheet's filled cells span: the reader holds it whole."""
LONGEST_CELL = 4000

Cell = str | int | float | bool | date | datetime | time | timedelta
"""Empty is the empty text. Numbers of a workbook are floats, as the format has no others."""


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    HTML = "html"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[r][c]` from the sheet's first cell. `flaws`: cells of a formula that holds an error or no value."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """`from_1904`: its serial dates count from 1904-01-01. `left_alone`: macros and links that were not followed."""

    kind: FileKind
    sheets: tuple[Sheet, ...]
    from_1904: bool = False
    left_alone: tuple[str, ...] = ()
