"""What must hold for the gettext catalogues, as plain functions over a root folder; one sentence per problem."""

import ast
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from scripts import marked_texts

DOMAINS = {"agent": "mingce-agent", "collector": "mingce"}


def _catalogue(root: Path, package: str) -> Path:
    return root / package / "locale/zh_CN/LC_MESSAGES" / f"{DOMAINS[package]}.po"


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale="zh_CN", abort_invalid=True)


def _texts_in_source(root: Path, package: str) -> dict[str, str]:
    """Every text marked for translation, with the file that holds it."""
    texts = {}
    for path in _sources(root, package):
        with path.open("rb") as file:
            for _line, text, _comments, _context in extract(
                "scripts.marked_texts:extract", file, marked_texts.KEYWORDS
            ):
                texts[text if isinstance(text, str) else text[0]] = path.relative_to(root).as_posix()
    return texts


def _sources(root: Path, package: str) -> list[Path]:
    places = [root / place for place in marked_texts.SOURCES[DOMAINS[package]]]
    found = [path for place in places for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])]
    return [path for path in found if path.is_file()]


def missing_texts(root: Path, package: str) -> list[str]:
    """Texts of the source that the catalogue lacks, and the other way round."""
    texts = _texts_in_source(root, package)
    path = _catalogue(root, package)
    if not path.is_file():
        return [f"{path.relative_to(root)} does not exist; run scripts/translations"] if texts else []
    known = {_source(message) for message in _read(path) if message.id}
    missing = [f"{texts[text]}: {text!r} is in no catalogue" for text in sorted(texts.keys() - known)]
    return missing + [
        f"{text!r} of the {package} catalogue is nowhere in the source" for text in sorted(known - texts.keys())
    ]


def untranslated(root: Path, package: str) -> list[str]:
    """Texts without a translation, with a doubtful one, or with other placeholders in it."""
    path = _catalogue(root, package)
    problems = []
    for message in _read(path) if path.is_file() else ():
        if not message.id:
            continue
        if message.fuzzy or not all(_strings(message)):
            problems.append(f"{message.id!r} is untranslated or fuzzy")
        problems.extend(f"{message.id!r}: {error}" for error in message.check())
    return problems


def unlike_placeholders(root: Path, package: str) -> list[str]:
    """Translations that ask for other values than the text, or ask in another way."""
    path = _catalogue(root, package)
    return [
        f"{message.id!r} and its translation {text!r} name different values"
        for message in (_read(path) if path.is_file() else ())
        if message.id
        for text in _strings(message)
        if text and "%" not in _source(message) and _fields(text) != _fields(_source(message))
    ]


def _fields(text: str) -> set[tuple[str, str | None]] | None:
    try:
        return {(name, how) for _text, name, _form, how in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def formatted_errors(root: Path, package: str) -> list[str]:
    """Error sentences that are f-strings: nobody could say them in Chinese any more; `say` is there for them."""
    problems = []
    for path in _sources(root, package):
        # What the agents' door says travels as text only.
        names = marked_texts.names_in(str(path)) - {"AgentsDoorRefusal"}
        for call in marked_texts.calls(ast.parse(path.read_bytes()), names):
            problems += [
                f"{path.relative_to(root)}:{text.lineno}: {ast.unparse(text)} must be a say(...)"
                for text in marked_texts.texts(call)
                if isinstance(text, ast.JoinedStr) and any(map(_has_words, text.values))
            ]
    return problems


def _has_words(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and any(character.isalpha() for character in str(part.value))


def not_compiled(root: Path, package: str) -> list[str]:
    """Catalogues whose compiled form is missing or says something else."""
    path = _catalogue(root, package)
    if not path.is_file():
        return []
    compiled = path.with_suffix(".mo")
    if not compiled.is_file():
        return [f"{compiled.relative_to(root)} does not exist; run scripts/translations"]
    with compiled.open("rb") as stream:
        texts = _translations(read_mo(stream))
    return (
        []
        if texts == _translations(_read(path))
        else [f"{compiled.relative_to(root)} is out of date; run scripts/translations"]
    )


def _translations(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """What the compiled form holds: texts (of a plural the first form) that have a translation nobody doubts."""
    return {
        _source(message): _strings(message)
        for message in catalogue
        if message.id and any(_strings(message)) and not message.fuzzy
    }


def _source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
