"""The text of a console session: its encoding undone, the pager's and the terminal's traces removed."""

import re

from collector.errors import InvalidValue
from protocol.phrases import say

MOST_BYTES = 16 * 1024 * 1024
LONGEST_LINE = 512
MOST_LINES = 400_000

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# ECMA-48 section 5.4: control sequences; a pager wipes its own line with them, or with backspaces.
# Some terminals' logs lose the escape before `[42D`.
_CONTROL_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])|\[[0-9]{1,3}D")
_PAGER = re.compile(r"-{2,4}\s?(?:\(?more\)?|more\s?\([^)]{0,40}\))\s?-{2,4}|<---\s?more\s?--->", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
_SHOWN = 120


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else GB18030 (Chinese Windows terminals).

    Raises InvalidValue for what is too large or none of these.
    """
    if len(content) > MOST_BYTES:
        raise InvalidValue("file", say("more than {most} bytes", most=MOST_BYTES), "import one switch at a time")
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidValue("file", "is no text in UTF-8, UTF-16 or GB18030", "save the terminal's log as UTF-8")


def lines_of(text: str) -> list[str]:
    """Lines as the switch sent them, without the traces of pager and terminal; a line keeps its number.

    Raises InvalidValue for too many.
    """
    lines = text.split("\n" if "\n" in text else "\r")
    if len(lines) > MOST_LINES:
        raise InvalidValue("file", say("more than {most} lines", most=MOST_LINES), "import one switch at a time")
    return [_clean(line) for line in lines]


def _clean(line: str) -> str:
    if len(line) > 8 * LONGEST_LINE:
        line = line[: 8 * LONGEST_LINE]
    return _CONTROL.sub("", _PAGER.sub("", _CONTROL_SEQUENCE.sub("", line))).strip()


def shown(line: str) -> str:
    """A line as it may be printed: cut, and nothing in it steers a terminal."""
    cut = line[:_SHOWN] + ("…" if len(line) > _SHOWN else "")
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
