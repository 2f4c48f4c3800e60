"""What must hold for the documents, as plain functions over their text; one sentence per problem."""

import re
from collections.abc import Iterable
from pathlib import Path

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_SHAPE = re.compile(r"^(#+ |\|(?! ?-)|[*-] |\d\. |```)", re.MULTILINE)


def pages(root: Path) -> list[Path]:
    """Every Markdown file of the project, relative to the root; nothing of an environment or a hidden folder."""
    found = [
        *root.glob("*.md"),
        *(path for top in ("docs", "packaging", "tests") for path in (root / top).rglob("*.md")),
    ]
    return sorted(path.relative_to(root) for path in found)


def dead_links(root: Path) -> list[str]:
    """Relative links that lead nowhere."""
    problems = []
    for page in pages(root):
        for target, _anchor in _LINK.findall(_CODE.sub("", (root / page).read_text(encoding="utf-8"))):
            if not (root / page.parent / target).exists():
                problems.append(f"{page} links to {target}, which does not exist")
    return problems


def unmentioned(words: Iterable[str], text: str) -> list[str]:
    """Words that do not stand in the text as code, or as the first word of a piece of code."""
    return [word for word in words if not re.search(rf"`{re.escape(word)}[`\s]", text)]


def rows(text: str) -> dict[str, list[str]]:
    """The rows of every table whose first cell is one piece of code: that code to the other cells."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| `") and re.fullmatch(r"`[^`]+`", cells[0]):
            found.setdefault(cells[0].strip("`"), cells[1:])
    return found


def shape(text: str) -> list[str]:
    """Headings, table rows, list items and code blocks in order: what a translation must have as well."""
    return _SHAPE.findall(text)
