"""What tree.py demands holds for this checkout; and each demand notices a violation seeded into a copy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import tree


def unlisted_probes(root: Path) -> list[str]:
    """Probe files missing from ALL_PROBES."""
    return tree.unlisted_plugins(root, "agent/probes", "ALL_PROBES", tree.PROBE_MACHINERY)


def unlisted_rules(root: Path) -> list[str]:
    """Rule files missing from ALL_RULES."""
    return tree.unlisted_plugins(root, "collector/rules", "ALL_RULES", tree.RULE_MACHINERY)


LAWS = [
    tree.missing_mirrors,
    tree.missing_test_packages,
    tree.stray_packages,
    unlisted_probes,
    unlisted_rules,
    tree.oversized,
    tree.mocks,
    tree.broad_excepts,
    tree.stale_exceptions,
    tree.recorded_indexes,
    tree.machine_paths,
]


@pytest.mark.parametrize("law", LAWS)
def test_checkout_keeps(law: Callable[[Path], list[str]], checkout: Path) -> None:
    problems = law(checkout)

    assert not problems, "\n".join(problems)


def _lines(count: int) -> str:
    return "".join(f"VALUE_{number} = {number}\n" for number in range(count))


SWALLOW = "try:\n    pass\nexcept {what}:\n    pass\n"
LONG_FUNCTION = "def endless() -> None:\n" + "    pass\n" * 60

VIOLATIONS = [
    pytest.param(tree.missing_mirrors, "agent/seeded.py", "", id="source-without-test"),
    pytest.param(tree.missing_mirrors, "collector/store/seeded.py", "", id="deeper-source-without-test"),
    pytest.param(tree.missing_test_packages, "tests/agent/seeded/test_x.py", "", id="test-folder-without-init"),
    pytest.param(tree.stray_packages, "packaging/__init__.py", "", id="packaging-package"),
    pytest.param(tree.stray_packages, "systemd/__init__.py", "", id="systemd-package"),
    pytest.param(unlisted_probes, "agent/probes/seeded.py", "class SeededProbe: ...\n", id="probe-not-listed"),
    pytest.param(unlisted_rules, "collector/rules/seeded.py", "RULE = 1\n", id="rule-not-listed"),
    pytest.param(tree.oversized, "collector/seeded.py", _lines(301), id="module-of-301-lines"),
    pytest.param(tree.oversized, "protocol/seeded.py", LONG_FUNCTION, id="function-of-61-lines"),
    pytest.param(tree.mocks, "tests/seeded.py", "from unittest import mock\n", id="unittest-mock"),
    pytest.param(tree.mocks, "tests/seeded.py", "from unittest.mock import patch\n", id="unittest-mock-patch"),
    pytest.param(
        tree.mocks, "tests/seeded.py", "def f(monkeypatch):\n    monkeypatch.setattr(int, 'real', 1)\n", id="patch"
    ),
    pytest.param(tree.broad_excepts, "agent/seeded.py", SWALLOW.format(what="Exception"), id="broad-except"),
    pytest.param(
        tree.broad_excepts, "collector/seeded.py", SWALLOW.format(what="(OSError, Exception)"), id="broad-tuple"
    ),
    pytest.param(
        tree.broad_excepts, "agent/probes/runner.py", SWALLOW.format(what="Exception"), id="uncommented-except"
    ),
    pytest.param(tree.stale_exceptions, "agent/probes/runner.py", "VALUE = 1\n", id="excuse-not-needed"),
    pytest.param(tree.recorded_indexes, "requirements/seeded.txt", "--index-url x\n", id="index-option"),
    pytest.param(
        tree.recorded_indexes, "requirements/seeded.txt", "x @ https://host.example/x.whl\n", id="index-address"
    ),
    pytest.param(
        tree.machine_paths, "docs/seeded.md", "see " + "/".join(("", "work", "main")), id="path-of-this-machine"
    ),
]


@pytest.mark.parametrize(("law", "path", "text"), VIOLATIONS)
def test_violation_is_noticed(tree_copy: Path, law: Callable[[Path], list[str]], path: str, text: str) -> None:
    victim = tree_copy / path
    victim.parent.mkdir(parents=True, exist_ok=True)
    victim.write_text(text, encoding="utf-8")

    problems = law(tree_copy)

    named = path if victim.name != "test_x.py" else "tests/agent/seeded"
    assert any(named in problem or victim.name in problem for problem in problems), problems


def test_reraising_handler_is_no_broad_except(tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent/spool.py").write_text("try:\n    pass\nexcept BaseException:\n    raise\n", encoding="utf-8")

    assert tree.broad_excepts(tmp_path) == []


@pytest.mark.parametrize(
    "element", ["adapters.AdaptersProbe", "AdaptersProbe", "AdaptersProbe()"], ids=["by-module", "class", "instance"]
)
def test_listed_plugin_is_recognised(tmp_path: Path, element: str) -> None:
    folder = tmp_path / "agent/probes"
    folder.mkdir(parents=True)
    (folder / "adapters.py").write_text("class AdaptersProbe: ...\n", encoding="utf-8")
    imports = "from agent.probes import adapters\nfrom agent.probes.adapters import AdaptersProbe\n"
    (folder / "__init__.py").write_text(f"{imports}ALL_PROBES: tuple[object, ...] = ({element},)\n", encoding="utf-8")

    assert unlisted_probes(tmp_path) == []
