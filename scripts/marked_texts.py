"""Finds the texts to translate: what gettext's functions and `say` mark, and the plain sentences of our errors.

An error takes an English sentence, or a `say(...)` where it has values; a plain one needs no mark, and neither does
what the agent's schema, probes and settings declare (scripts/declared_texts.py).
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract_python

from scripts.declared_texts import shown_texts

ROOT = Path(__file__).resolve().parents[1]
SIDES = ("agent", "collector", "protocol")
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None}
SOURCES = {
    "mingce-agent": ("agent", "protocol", "collector/ingest/enrolment.py"),
    "mingce": ("collector", "protocol"),
}
"""Where each catalogue's texts stand; a person who enrols a PC reads what the agents' door says to that."""

# Their texts go to the log and into observations, which are English; so does what is said inside these folders.
_UNTRANSLATED = frozenset({"CouldNotLook", "CouldNotOpen", "AgentsDoorRefusal"})
_INTERNAL = ("agent/host/", "agent/lan/", "agent/probes/", "collector/ingest/")
_TRANSLATED_REFUSALS = "ingest/enrolment.py"
_SHOWS_WHAT_IS_DECLARED = "agent/cli/collected.py"


def extract(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: list[str], options: dict[str, Any]
) -> Iterator[tuple[int, str | None, Any, list[str]]]:
    """An extraction method of Babel: line, function (None: the text itself), texts, comments."""
    # Babel's own annotations differ from release to release.
    python: Any = extract_python
    yield from python(file, keywords, comment_tags, options)
    file.seek(0)
    name = str(getattr(file, "name", ""))
    if name.endswith(_SHOWS_WHAT_IS_DECLARED):
        yield from ((1, None, text, []) for text in sorted(shown_texts()))
    for call in calls(ast.parse(file.read()), names_in(name)):
        for text in texts(call):
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                yield text.lineno, None, text.value, []


def names_in(path: str) -> frozenset[str]:
    """The error classes whose plain sentences in this file are translated."""
    if path.endswith(_TRANSLATED_REFUSALS):
        return frozenset({"AgentsDoorRefusal"})
    return frozenset() if any(folder in path for folder in _INTERNAL) else error_classes()


def calls(tree: ast.AST, names: frozenset[str]) -> Iterator[ast.Call]:
    """Every call of a function or class of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def texts(call: ast.Call) -> list[ast.expr]:
    """The arguments that are what, why and next step; both branches of a choice."""
    first = 1 if isinstance(call.func, ast.Name) and call.func.id == "AgentsDoorRefusal" else 0
    return [branch for argument in call.args[first : first + 3] for branch in _branches(argument)]


def _branches(argument: ast.expr) -> list[ast.expr]:
    if isinstance(argument, ast.IfExp):
        return [*_branches(argument.body), *_branches(argument.orelse)]
    if isinstance(argument, ast.BoolOp):
        return [branch for value in argument.values for branch in _branches(value)]
    return [argument]


@cache
def error_classes() -> frozenset[str]:
    """Names of all error classes whose sentences people read."""
    bases: dict[str, set[str]] = {}
    for path in (path for side in SIDES for path in (ROOT / side).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(base.id for base in node.bases if isinstance(base, ast.Name))
    known = {"AgentError", "CollectorError", "ProtocolError"}
    while more := {name for name, above in bases.items() if above & known} - known:
        known |= more
    return frozenset(known) - _UNTRANSLATED
