"""What must hold for the gettext catalogues, as plain functions over a root folder; one sentence per problem."""

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

DOMAINS = {"agent": "mingce-agent", "collector": "mingce"}


def _catalogue(root: Path, package: str) -> Path:
    return root / package / "locale/zh_CN/LC_MESSAGES" / f"{DOMAINS[package]}.po"


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale="zh_CN", abort_invalid=True)


def _texts_in_source(root: Path, package: str) -> dict[str, str]:
    """Every text marked for translation, with the file that holds it."""
    found = extract_from_dir(str(root / package), method_map=[("**.py", "python")], strip_comment_tags=False)
    return {(text if isinstance(text, str) else text[0]): name for name, _line, text, _comments, _context in found}


def missing_texts(root: Path, package: str) -> list[str]:
    """Texts of the source that the catalogue lacks, and the other way round."""
    texts = _texts_in_source(root, package)
    path = _catalogue(root, package)
    if not path.is_file():
        return [f"{path.relative_to(root)} does not exist; run scripts/translations"] if texts else []
    known = {_source(message) for message in _read(path) if message.id}
    missing = [f"{package}/{texts[text]}: {text!r} is in no catalogue" for text in sorted(texts.keys() - known)]
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
