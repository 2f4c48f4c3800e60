"""English sentences that remember how they were made, so that the side that shows one can say it in Chinese.

Rule 1: English is what is logged, stored and compared; a Phrase is that very text.
Rule 2: a template may ask for its own values by name and for nothing else, whoever sent it; all of them are bounded.
"""

import re
from collections.abc import Callable, Mapping
from string import Formatter
from types import MappingProxyType
from typing import Any, Self

Value = int | str
"""What may stand in a sentence; a str that is itself a Phrase is translated with it."""

LONGEST = 500
MOST_VALUES = 12
DEPTH = 3

# C0 and C1 move a cursor, format characters turn writing round or hide it, half a pair cannot be written as UTF-8.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
_NAME = re.compile(r"[a-z_]{1,40}\Z")


class Phrase(str):
    """An English sentence with its `template` and `values`; made by `say`, or of a text that has no values."""

    __slots__ = ("_template", "_values")
    _template: str
    _values: Mapping[str, Value]

    def __new__(cls, text: str, template: str | None = None, values: Mapping[str, Value] | None = None) -> Self:
        phrase = super().__new__(cls, text)
        phrase._template = str(text) if template is None else template
        phrase._values = MappingProxyType(dict(values or {}))
        return phrase

    @property
    def template(self) -> str:
        """The text with its values' names in braces (str.format); without values, the text itself."""
        return self._template

    @property
    def values(self) -> Mapping[str, Value]:
        return self._values

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, dict[str, Value]]]:
        return type(self), (str(self), self._template, dict(self._values))


def say(template: str, /, **values: object) -> Phrase:
    """The English sentence, values cut to LONGEST characters and written out at once.

    Raises ValueError for a template that asks for more than names: it is an error of the program.
    """
    if not _asks_only_for(template, values):
        raise ValueError(f"{template!r} must name its values and nothing else")
    held = {name: _bounded(value) for name, value in values.items()}
    return Phrase(harmless(template.format(**held)) if held else template, template, held)


def sentence(what: str, why: str, next_step: str = "") -> Phrase:
    """An error in one line: what, why and what to do next."""
    parts = {"what": _phrase(what), "why": _phrase(why)}
    if not next_step:
        return say("{what}: {why}", **parts)
    return say("{what}: {why}; {next_step}", **parts, next_step=_phrase(next_step))


def translate(text: str, gettext: Callable[[str], str]) -> str:
    """The text by a gettext function; English where there is no translation of it, or one that does not fit."""
    phrase = _phrase(text)
    pattern = gettext(phrase.template) if phrase.template else ""
    if not phrase.values:
        return harmless(pattern)
    if not _asks_only_for(pattern, phrase.values):
        return harmless(text)
    values = {name: _translated(value, gettext) for name, value in phrase.values.items()}
    return harmless(pattern.format(**values))


def to_plain(phrase: Phrase) -> dict[str, Any]:
    """As JSON: `text`, `template` and `values`; a value that is a Phrase is such an object itself."""
    return {
        "text": str(phrase),
        "template": phrase.template,
        "values": {
            name: to_plain(value) if isinstance(value, Phrase) else value for name, value in phrase.values.items()
        },
    }


def from_plain(text: str, plain: object, depth: int = DEPTH) -> Phrase:
    """The phrase of an English text and what `to_plain` made of it; without values where that is not of its shape."""
    if not isinstance(plain, dict) or depth == 0:
        return Phrase(text)
    template, values = plain.get("template"), plain.get("values")
    if not values or not isinstance(template, str) or len(template) > LONGEST or not isinstance(values, dict):
        return Phrase(text)
    if len(values) > MOST_VALUES or not all(isinstance(name, str) and _NAME.match(name) for name in values):
        return Phrase(text)
    return Phrase(text, template, {name: _from_plain(value, depth) for name, value in values.items()})


def worded(texts: Mapping[str, str]) -> dict[str, Any]:
    """As JSON: those of the texts, by their names, that have values."""
    return {name: to_plain(text) for name, text in texts.items() if isinstance(text, Phrase) and text.values}


def reworded(answer: Mapping[str, Any], name: str) -> Phrase:
    """The text of that name in an object that has `worded` beside its texts."""
    text, said = answer[name], answer.get("worded")
    if isinstance(text, Phrase):
        return text
    return from_plain(str(text), said.get(name) if isinstance(said, dict) else None)


def harmless(text: str) -> str:
    """The text with control and invisible characters written as escapes: it goes to a person's terminal."""
    return _UNSAFE.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


def _phrase(text: str) -> Phrase:
    return text if isinstance(text, Phrase) else Phrase(text)


def _translated(value: Value, gettext: Callable[[str], str]) -> Value:
    return translate(value, gettext)[:LONGEST] if isinstance(value, Phrase) else value


def _bounded(value: object) -> Value:
    if isinstance(value, int):
        return value if abs(value) < 10**40 else "…"
    text = value if isinstance(value, Phrase) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _from_plain(value: object, depth: int) -> Value:
    if isinstance(value, dict):
        return from_plain(str(value.get("text", ""))[:LONGEST], value, depth - 1)
    return _bounded(value)


def _asks_only_for(template: str, values: Mapping[str, object]) -> bool:
    """Whether the template's fields are names among the values, at most with !r: no attribute, index or width."""
    if not values:
        return True
    try:
        fields = [(name, form, how) for _text, name, form, how in Formatter().parse(template) if name is not None]
    except ValueError:
        return False
    return all(name in values and not form and how in (None, "r") for name, form, how in fields)
