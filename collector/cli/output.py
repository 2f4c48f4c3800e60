"""Answers as a table, JSON or CSV."""

import csv
import json
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, TextIO

# A spreadsheet would run these as formulas (domain.md §3.4, case 27).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOTHING = "—"
_PIECES = re.compile(r"[\u2e80-\U0010ffff]\W?|[^\s\-:/,\u2e80-\U0010ffff]+[\s\-:/,)]*|[\s\-:/,]+")
"""What a line may end after: words, parts of names and addresses; a Chinese character with what closes it."""

Row = Mapping[str, Any]


def show(
    rows: Sequence[Row],
    columns: Mapping[str, str],
    *,
    as_json: bool = False,
    as_csv: bool = False,
    raw: Any = None,
    empty: str = "",
) -> None:
    """Prints rows under the given headings (`columns`: field -> heading).

    JSON prints `raw`, the answer as it came, where it is given; CSV has the columns' headings and a byte order mark,
    without which spreadsheets misread Chinese. `empty`: the sentence that stands in place of a table without rows.
    """
    if as_json:
        print_json(rows if raw is None else raw)
    elif as_csv:
        write_csv(rows, columns, sys.stdout)
    elif empty and not rows:
        print(empty)
    else:
        print(rendered(rows, columns))


def rendered(rows: Sequence[Row], columns: Mapping[str, str]) -> str:
    """Rows under the given headings as a table."""
    return table([list(columns.values()), *([_cell(row.get(name)) for name in columns] for row in rows)])


def fitted(rows: Sequence[Row], columns: Mapping[str, str], least: Mapping[str, int], most: int) -> str:
    """Rows as a table no wider than `most` cells, as far as it goes: the columns of `least` are made narrower, each
    down to so many cells, and their texts wrapped; any other stands as it is.
    """
    cells = [list(columns.values()), *([_cell(row.get(name)) for name in columns] for row in rows)]
    widths = {name: max(width(row[place]) for row in cells) for place, name in enumerate(columns)}
    gaps = 2 * (len(columns) - 1)
    while sum(widths.values()) + gaps > most:
        wide = [name for name in columns if widths[name] > least.get(name, widths[name])]
        if not wide:
            break
        widths[max(wide, key=widths.__getitem__)] -= 1
    head, *body = (_lines(row, list(widths.values())) for row in cells)
    rule = "  ".join("─" * size for size in widths.values())
    return "\n".join([*head, rule, *(line for lines in body for line in lines)])


def _lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """One row of a table, in as many lines as its longest cell takes."""
    wrapped = [_wrapped(text, size) for text, size in zip(row, widths, strict=True)]
    lines = zip_longest(*wrapped, fillvalue="")
    return ["  ".join(map(_padded, line, widths)).rstrip() for line in lines]


def _wrapped(text: str, size: int) -> list[str]:
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > size:
            lines.append("")
        for letter in piece if width(piece.rstrip()) > size else (piece,):
            if lines[-1] and width(lines[-1] + letter.rstrip()) > size:
                lines.append("")
            lines[-1] += letter
    return [line.rstrip() for line in lines]


def made(answer: Any, sentence: str, *, as_json: bool) -> None:
    """What a command made: a sentence, or the whole row as JSON."""
    if as_json:
        print_json(answer)
    else:
        print(sentence)


def print_json(value: Any) -> None:
    print(json_text(value))


def json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def json_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def harmless(text: str) -> str:
    """Every line made harmless."""
    return "\n".join(harmless_line(line) for line in text.split("\n"))


def harmless_line(text: str) -> str:
    """Without what could steer the terminal: strangers choose their host names."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def write_csv(rows: Sequence[Row], columns: Mapping[str, str], stream: TextIO) -> None:
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(columns.values())
    for row in rows:
        cells = [_cell(row.get(name)) for name in columns]
        writer.writerow(["" if cell == _NOTHING else _harmless(cell) for cell in cells])


def cell(value: Any) -> str:
    """One value as it stands in a table."""
    return _cell(value)


def details(pairs: Sequence[tuple[str, Any]]) -> str:
    """Headings and values below each other."""
    widest = max((width(heading) for heading, _value in pairs), default=0)
    return "\n".join(f"{_padded(heading, widest)}  {_cell(value)}" for heading, value in pairs)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned by what they take up on a terminal: a Chinese character takes two cells."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["  ".join(_padded(cell, widths[place]) for place, cell in enumerate(row)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("─" * size for size in widths), *lines[1:]])


def width(text: str) -> int:
    """Cells on a terminal (Unicode Standard Annex 11: wide and full-width characters take two)."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _padded(text: str, size: int) -> str:
    return text + " " * (size - width(text))


def _cell(value: Any) -> str:
    if value is None or value == "":
        return _NOTHING
    if isinstance(value, list | tuple):
        return ", ".join(_cell(item) for item in value) or _NOTHING
    return harmless_line(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
