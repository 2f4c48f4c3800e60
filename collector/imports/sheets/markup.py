"""Tables of HTML, as many systems write a file that they call .xls."""

from html.parser import HTMLParser

from collector.errors import InvalidValue
from collector.imports.sheets.book import LONGEST_CELL, MOST_COLUMNS, Book, Cell, FileKind, Merge, Sheet
from collector.imports.sheets.package import require_bounded

_LINE_BREAKS = frozenset({"br", "p", "div"})
_UNSEEN = frozenset({"script", "style", "title"})


def looks_like(text: str) -> bool:
    """Whether the text begins as HTML does and has a table."""
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    return head.startswith("<") and any(mark in head for mark in ("<html", "<table", "<!doctype html", "<meta"))


def read_html(text: str) -> Book:
    """One sheet, its tables below each other; raises InvalidValue."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if not parser.rows:
        raise InvalidValue("file", "is HTML without a table", "save it as .xlsx")
    rows: list[list[Cell]] = [list(row) for row in parser.rows]
    return Book(FileKind.HTML, (Sheet("", rows, tuple(parser.merges)),))


class _Tables(HTMLParser):
    """Cells in their places; what rowspan and colspan cover is merged."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merges: list[Merge] = []
        self._covered: set[tuple[int, int]] = set()
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close()
            self.rows.append([])
            require_bounded(len(self.rows), len(self.rows), 0)
        elif tag in ("td", "th"):
            self._close()
            said = dict(attrs)
            self._text = []
            self._span = (_span(said.get("rowspan"), 2000), _span(said.get("colspan"), MOST_COLUMNS))
        elif tag in _LINE_BREAKS and self._text:
            self._text.append("\n")
        elif tag in _UNSEEN:
            self._unseen += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()
        elif tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._unseen:
            self._text.append(" ".join(data.split()) if data.strip() else "")

    def _close(self) -> None:
        if self._text is None:
            return
        if not self.rows:
            self.rows.append([])
        row, text = self.rows[-1], "".join(self._text).strip()[:LONGEST_CELL]
        self._text = None
        place = len(self.rows) - 1
        while (place, len(row)) in self._covered:
            row.append("")
        height, width = self._span
        left = len(row)
        row.extend([text, *[""] * (width - 1)])
        require_bounded(0, 1, len(row))
        if height > 1 or width > 1:
            self.merges.append(Merge(place, left, place + height - 1, left + width - 1))
            self._covered |= {(place + down, left + side) for down in range(1, height) for side in range(width)}


def _span(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isascii() and text.isdigit() and int(text) > 0 else 1
