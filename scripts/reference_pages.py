"""Writes the reference pages under docs/ from the code: rules, probes, cli; zh and en. `--check` only compares."""

import subprocess
import sys
from pathlib import Path

from agent.probes import ALL_PROBES
from agent.reference import probes_page
from collector.reference.rules_page import page
from collector.rules import ALL_RULES

ROOT = Path(__file__).resolve().parents[1]


def cli(language: str) -> str:
    """The commands' page, by a process of its own: their texts are chosen when they are imported."""
    command = [sys.executable, "-m", "collector.reference.cli_page", language]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def pages() -> dict[Path, str]:
    """Each page with its text."""
    return {
        ROOT / "docs/rules.md": page(ALL_RULES, "en"),
        ROOT / "docs/rules.zh-CN.md": page(ALL_RULES, "zh"),
        ROOT / "docs/probes.md": probes_page.page(ALL_PROBES, "en"),
        ROOT / "docs/probes.zh-CN.md": probes_page.page(ALL_PROBES, "zh"),
        ROOT / "docs/cli.md": cli("en"),
        ROOT / "docs/cli.zh-CN.md": cli("zh"),
    }


def main() -> int:
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run scripts/reference", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
