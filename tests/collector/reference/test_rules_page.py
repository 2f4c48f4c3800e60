import subprocess
import sys
from pathlib import Path

import pytest

from collector.reference.rules_page import page
from collector.rules import ALL_RULES

ROOT = Path(__file__).resolve().parents[3]


def test_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.reference_pages", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_every_rule_has_its_section_in_both_languages(rule: object) -> None:
    english, chinese = page(ALL_RULES, "en"), page(ALL_RULES, "zh")

    assert f"`{rule.id}`" in english  # type: ignore[attr-defined]
    assert rule.says_zh in chinese  # type: ignore[attr-defined]


def test_tunables_are_listed_with_their_values() -> None:
    assert "`confirming_times` = 2" in page(ALL_RULES, "en")
