"""Aligned plain text, for terminals and pipes alike: Chinese characters take two columns."""

import unicodedata
from collections.abc import Iterable, Sequence

_WIDE = frozenset("WF")
_GAP = "  "


def width_of(text: str) -> int:
    """Columns a text takes (Unicode Standard Annex #11)."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in _WIDE else 1 for one in text
    )


def clean(text: str) -> str:
    """Without control characters: what a USB stick says of itself must not move the cursor."""
    return "".join(one if one.isprintable() else "?" for one in text)


def aligned(rows: Iterable[Sequence[str]], indent: str = "") -> list[str]:
    """One line for each row; the last column is not padded."""
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)] if cells else []
    return [indent + _GAP.join(map(_padded, row, widths)).rstrip() for row in cells]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - width_of(cell))
