"""What one field of one row says, as it stands in its cells; and what is found wrong or worth telling about it."""

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from collector.errors import InvalidValue
from collector.imports.sheets.book import Cell
from collector.imports.sheets.headings import Field
from protocol.notation import to_ascii
from protocol.phrases import Phrase, say


class Level(StrEnum):
    """Whether the row can be taken in."""

    ERROR = "error"
    WARNING = "warning"
    """Taken, but look at it."""
    NOTE = "note"
    """Taken, written otherwise than it stood there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`value` as it stood there, cut; `suggestion`: what to write instead, never written by itself."""

    level: Level
    field: Field | None
    value: str
    why: Phrase
    next_step: Phrase = dataclasses.field(default_factory=lambda: Phrase(""))
    suggestion: str | None = None


class Unusable(InvalidValue):
    """A cell that cannot be taken, with what may have been meant."""

    def __init__(self, why: str, next_step: str, suggestion: str | None = None) -> None:
        super().__init__("cell", why, next_step)
        self.suggestion = suggestion


NOTHING = frozenset(
    {"—", "——", "-", "--", "－", "/", "\\", "无", "空", "N/A", "NA", "n/a", "不适用", "无此项", "―", "–"}
)
"""What people write where there is nothing."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufe0e\ufe0f]")
_STATUS_HINT = re.compile(
    r"[((【\[]\s*(?P<hint>已?报废|待报废|已?停用|已?注销|已?闲置|已?借出|已?损坏|已?拆除|已?调拨)\s*[))】\]]\s*$"
)
_HALF_WIDTH = {0xFF08: "(", 0xFF09: ")"}
_SHOWN = 60


@dataclass(slots=True)
class Said:
    """One field of a row. `above`: what the field was in the row before, for 同上."""

    field: Field
    cells: tuple[Cell, ...]
    from_1904: bool = False
    above: str | None = None
    findings: list[Finding] = dataclasses.field(default_factory=list)

    @property
    def raw(self) -> str:
        """All cells as text, one a line, without what cannot be seen."""
        if len(self.cells) == 1:
            return as_text(self.cells[0]).strip()
        return "\n".join(as_text(cell) for cell in self.cells).strip()

    @property
    def text(self) -> str:
        """On one line, without blanks around it."""
        return clean(self.raw)

    @property
    def number(self) -> float | None:
        """Where the workbook holds a number and no text."""
        first = self.cells[0]
        return float(first) if len(self.cells) == 1 and isinstance(first, float | int) and first is not True else None

    def tell(self, level: Level, why: str, next_step: str = "", suggestion: str | None = None) -> None:
        value = shown(self.raw)
        self.findings.append(Finding(level, self.field, value, phrase(why), phrase(next_step), suggestion))

    def without_status_hint(self) -> str:
        """The text without a trailing (已报废); the hint is told, not taken."""
        text = self.text
        found = _STATUS_HINT.search(text.translate(_HALF_WIDTH))
        if found is None:
            return text
        why = say("says of the terminal: {hint}; no status is taken from a remark", hint=found["hint"])
        self.tell(Level.WARNING, why, say("change it with `mingce terminal status`"))
        return text[: found.start()].strip()


def phrase(text: str) -> Phrase:
    return text if isinstance(text, Phrase) else Phrase(text)


def as_text(cell: Cell) -> str:
    """A cell as a person would type it: no .0 after a whole number, no midnight after a date."""
    if isinstance(cell, str):
        return cell if cell.isascii() else _INVISIBLE.sub("", cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        return str(int(cell)) if float(cell).is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != datetime.min.time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def clean(text: str) -> str:
    """One line in NFC, blanks single, without invisible characters and the apostrophe that marks text."""
    if text.isascii():
        line = " ".join(text.split())
    else:
        visible = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
        line = " ".join(visible.replace("\u3000", " ").split())
    return line[1:].strip() if line.startswith(("'", "‘", "’", "'")) and len(line) > 1 else line


def code(text: str) -> str:
    """A number or name of a thing, in ASCII where full-width characters stand for it."""
    return to_ascii(clean(text))


def shown(text: str) -> str:
    return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")


Reading = Callable[[Said], object]
"""Gives the normal form, None where the cell says there is nothing; raises a Failure."""
