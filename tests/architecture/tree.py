"""What must hold for the source tree, as plain functions over a root folder.

Each function returns one sentence per problem, naming the file, so that the same function judges this checkout and
a copy with a seeded violation. They read text only; nothing is imported.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("protocol", "agent", "collector")
MODULE_LINES = 300
FUNCTION_LINES = 60

# Files of a plugin folder that are no plugin.
PROBE_MACHINERY = frozenset({"probe.py", "runner.py"})
RULE_MACHINERY = frozenset({"engine.py", "facts.py", "finding.py", "posture.py", "rule.py"})

# Where a broad `except` keeps one failing part from stopping the rest: the two runners, the edge of long-lived tasks.
BROAD_EXCEPT_HOMES = frozenset(
    {
        "agent/delivering.py",
        "agent/probes/runner.py",
        "agent/service.py",
        "collector/ingest/clockwork.py",
        "collector/rules/engine.py",
        "collector/store/writer.py",
    }
)

# Alembic runs these itself; the migration tests drive them as a whole.
_WITHOUT_MIRROR = ("collector/store/migrations/versions/", "collector/store/migrations/env.py")

_LEAKS = re.compile(
    "|".join(re.escape("/".join(parts)) for parts in (("", "work", ""), ("", "opt", "pypi"), ("", ".pyenv")))
)
_INDEX_WORDS = re.compile(r"://|file:|--(?:extra-)?index-url|--find-links|--trusted-host|^-i\s", re.MULTILINE)


def sources(root: Path, folders: tuple[str, ...] = PACKAGES) -> Iterator[Path]:
    """Every Python file below the given folders, in a stable order, as paths relative to the root."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if "__pycache__" not in path.parts:
                yield path.relative_to(root)


def missing_mirrors(root: Path) -> list[str]:
    """Source files without their test file: `agent/probes/adapters.py` has `tests/agent/probes/test_adapters.py`."""
    problems = []
    for source in sources(root):
        if source.name in {"__init__.py", "__main__.py"} or source.as_posix().startswith(_WITHOUT_MIRROR):
            continue
        mirror = Path("tests") / source.parent / f"test_{source.name}"
        if not (root / mirror).is_file():
            problems.append(f"{source} has no test file {mirror}")
    return problems


def missing_test_packages(root: Path) -> list[str]:
    """Folders of tests without `__init__.py`; one alone would let `tests/agent` shadow the real `agent`."""
    folders = {path.parent for path in sources(root, ("tests",))}
    folders |= {parent for folder in folders for parent in folder.parents if parent.parts}
    return [
        f"{folder} has no __init__.py" for folder in sorted(folders) if not (root / folder / "__init__.py").is_file()
    ]


def stray_packages(root: Path) -> list[str]:
    """Folders that share a library's name and must never become packages."""
    strays = (Path(folder) / "__init__.py" for folder in ("packaging", "systemd"))
    return [f"{stray} exists and would shadow the library of that name" for stray in strays if (root / stray).exists()]


def unlisted_plugins(root: Path, folder: str, list_name: str, machinery: frozenset[str]) -> list[str]:
    """Files of a plugin folder that its `__init__.py` does not name in the given tuple."""
    init = root / folder / "__init__.py"
    if not init.is_file():
        return [f"{folder}/__init__.py does not exist"]
    listed = _listed_modules(ast.parse(init.read_text(encoding="utf-8")), list_name)
    if listed is None:
        return [f"{folder}/__init__.py defines no tuple {list_name}"]
    problems = []
    for path in sorted((root / folder).glob("*.py")):
        module = f"{folder.replace('/', '.')}.{path.stem}"
        if path.name not in machinery | {"__init__.py"} and module not in listed:
            problems.append(f"{folder}/{path.name} is not in {list_name} of {folder}/__init__.py")
    return problems


def _listed_modules(tree: ast.Module, list_name: str) -> set[str] | None:
    """Modules that the elements of a tuple come from, or None when there is no such tuple."""
    origin: dict[str, set[str]] = {}
    elements: list[ast.expr] | None = None
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                origin[alias.asname or alias.name] = {node.module, f"{node.module}.{alias.name}"}
        elif isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Tuple):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == list_name for target in targets):
                elements = node.value.elts
    if elements is None:
        return None
    names = {name.id for element in elements for name in ast.walk(element) if isinstance(name, ast.Name)}
    return set().union(*(origin.get(name, set()) for name in names))


def oversized(root: Path) -> list[str]:
    """Modules and functions beyond the size that can be read at one go."""
    problems = []
    for path in sources(root, (*PACKAGES, "tests", "benchmarks")):
        text = (root / path).read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MODULE_LINES:
            problems.append(f"{path} has {lines} lines, more than {MODULE_LINES}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    problems.append(f"{path}:{node.lineno} {node.name} has {length} lines, more than {FUNCTION_LINES}")
    return problems


def mocks(root: Path) -> list[str]:
    """Tests that replace internals instead of passing a fake through a constructor."""
    problems = []
    for path in sources(root, ("tests",)):
        for node in ast.walk(ast.parse((root / path).read_text(encoding="utf-8"))):
            if what := _mocking(node):
                problems.append(f"{path}:{getattr(node, 'lineno', 0)} uses {what}")
    return problems


def _mocking(node: ast.AST) -> str | None:
    match node:
        case ast.Import(names=names) if any(alias.name in {"mock", "unittest.mock"} for alias in names):
            return "unittest.mock"
        case ast.ImportFrom(module="unittest.mock" | "mock"):
            return "unittest.mock"
        case ast.ImportFrom(module="unittest", names=names) if any(alias.name == "mock" for alias in names):
            return "unittest.mock"
        case ast.Attribute(attr="setattr" | "delattr"):
            return "monkeypatch.setattr"
        case ast.arg(arg="mocker"):
            return "pytest-mock"
    return None


def broad_excepts(root: Path) -> list[str]:
    """Handlers that swallow any exception outside their few homes, or inside them without a comment saying why."""
    problems = []
    for path in sources(root):
        text = (root / path).read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _reraises(node):
                where = f"{path}:{node.lineno}"
                if path.as_posix() not in BROAD_EXCEPT_HOMES:
                    problems.append(f"{where} has a broad except outside the runners and task edges")
                elif not re.search(r"#.*\w{3,} \w+", " ".join(lines[max(0, node.lineno - 2) : node.lineno + 1])):
                    problems.append(f"{where} has a broad except without a comment that says why")
    return problems


def _is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"} for kind in kinds)


def _reraises(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def stale_exceptions(root: Path) -> list[str]:
    """Entries of the exception lists above that excuse nothing any more."""
    machinery = [f"agent/probes/{name}" for name in PROBE_MACHINERY] + [
        f"collector/rules/{name}" for name in RULE_MACHINERY
    ]
    problems = [
        f"{path} is excused as machinery and does not exist" for path in machinery if not (root / path).is_file()
    ]
    for home in sorted(BROAD_EXCEPT_HOMES):
        text = (root / home).read_text(encoding="utf-8") if (root / home).is_file() else ""
        handlers = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ExceptHandler)]
        if not any(_is_broad(handler) and not _reraises(handler) for handler in handlers):
            problems.append(f"{home} is listed as a home of broad excepts and has none")
    return problems


def recorded_indexes(root: Path) -> list[str]:
    """Pinned requirements that record where packages came from."""
    paths = sorted((root / "requirements").glob("*.*"))
    return [
        f"{path.name} names a package index" for path in paths if _INDEX_WORDS.search(path.read_text(encoding="utf-8"))
    ]


def machine_paths(root: Path) -> list[str]:
    """Files that name a folder of the machine they were written on."""
    suffixes = {".cfg", ".in", ".json", ".md", ".po", ".py", ".sh", ".service", ".toml", ".txt", ".yaml", ".yml", ""}
    problems = []
    for folder in (*PACKAGES, "tests", "docs", "scripts", "requirements", "benchmarks", "packaging", "systemd", ".ci"):
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or path.suffix not in suffixes or "__pycache__" in path.parts:
                continue
            if _LEAKS.search(path.read_text(encoding="utf-8", errors="replace")):
                problems.append(f"{path.relative_to(root)} names a path of the machine it was written on")
    return problems
