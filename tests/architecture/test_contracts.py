"""The import contracts of pyproject.toml hold, and each of them notices when it does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_RUN = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter on the packages below `root`, whatever is installed in this environment."""
    environment = os.environ | {"PYTHONPATH": str(root), "COLUMNS": "250", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", _RUN, "--no-cache", "--no-logo"],
        check=False,
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_contracts_hold(checkout: Path) -> None:
    result = lint_imports(checkout)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


VIOLATIONS = [
    pytest.param(
        "agent/seeded.py", "import collector.errors", "agent and collector never", id="agent-imports-collector"
    ),
    pytest.param(
        "collector/seeded.py", "import agent.errors", "agent and collector never", id="collector-imports-agent"
    ),
    pytest.param("protocol/seeded.py", "import agent.errors", "stand on protocol", id="protocol-imports-agent"),
    pytest.param("protocol/seeded.py", "import time", "protocol is pure", id="protocol-reads-clock"),
    pytest.param("protocol/seeded.py", "import nacl.signing", "protocol is pure", id="protocol-needs-library"),
    pytest.param("collector/rules/seeded.py", "import sqlite3", "take values and now", id="rule-imports-sqlite3"),
    pytest.param(
        "collector/presence/seeded.py", "import collector.store", "take values and now", id="presence-reads-store"
    ),
    pytest.param("collector/ledger/seeded.py", "import time", "take values and now", id="ledger-reads-clock"),
    pytest.param(
        "collector/packet/seeded.py", "import collector.store.chains", "a packet is checked", id="packet-reads-store"
    ),
    pytest.param("collector/packet/seeded.py", "import httpx", "a packet is checked", id="packet-asks-the-network"),
    pytest.param(
        "agent/classification/claims.py", "import pathlib", "what a device is for", id="hardware-verdict-reads-file"
    ),
    pytest.param("agent/seeded.py", "import typer", "none of the collector's", id="agent-imports-typer"),
    pytest.param(
        "agent/lan/seeded.py", "from scapy.all import sniff", "only agent.diagnosis", id="scapy-while-listening"
    ),
    pytest.param(
        "agent/probes/seeded.py", "import agent.diagnosis", "resident agent never", id="probe-reaches-diagnosis"
    ),
    pytest.param("collector/api/seeded.py", "import sqlalchemy", "only collector.store", id="api-imports-sqlalchemy"),
]


@pytest.mark.parametrize(("path", "line", "contract"), VIOLATIONS)
def test_violation_is_noticed(tree_copy: Path, path: str, line: str, contract: str) -> None:
    (tree_copy / path).write_text(f"{line}\n", encoding="utf-8")

    result = lint_imports(tree_copy)

    assert result.returncode == 1, result.stdout + result.stderr
    broken = [text for text in result.stdout.splitlines() if " BROKEN" in text]
    assert any(contract in text for text in broken), result.stdout
    assert path.removesuffix(".py").replace("/", ".") in result.stdout


def test_impure_decoder_is_noticed(tree_copy: Path) -> None:
    decode = tree_copy / "agent/lan/decode"
    victim = decode / "__init__.py" if decode.is_dir() else decode.with_suffix(".py")
    victim.write_text(victim.read_text(encoding="utf-8") + "\nimport socket\n", encoding="utf-8")

    result = lint_imports(tree_copy)

    assert result.returncode == 1, result.stdout + result.stderr
    assert "what decodes, makes or plans a frame opens no socket and reads no clock BROKEN" in result.stdout
    assert "agent.lan.decode" in result.stdout
