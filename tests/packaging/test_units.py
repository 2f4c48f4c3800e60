"""The units, as systemd itself judges them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing (Debian package systemd)"
)


def exposure(unit: Path) -> float:
    """The figure of `systemd-analyze security`, 0 (sandboxed) to 10; needs systemd 250 or newer."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze judges no files (older than 250)")
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    return float(found[1])


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        ("mingce-agent.service", 2.0),
        ("mingce-collector.service", 2.0),
        ("mingce-agent-enrol.service", 2.0),
        # Root with three rights and no network: what the agent need not have for it.
        ("mingce-agent-helper.service", 2.3),
    ],
)
def test_exposure(unit: str, most: float) -> None:
    assert exposure(UNITS / unit) <= most


def test_the_figure_sees_a_unit_laid_open(tmp_path: Path) -> None:
    text = (UNITS / "mingce-agent.service").read_text(encoding="utf-8")
    opened = tmp_path / "mingce-agent.service"
    opened.write_text(re.sub(r"(?m)^(Protect\w+|NoNewPrivileges|SystemCallFilter)=.*\n", "", text), encoding="utf-8")

    assert exposure(opened) > 4.0


@pytest.mark.parametrize("unit", ["mingce-agent.service", "mingce-collector.service"])
def test_wrong_settings_are_no_loop(unit: str) -> None:
    lines = (UNITS / unit).read_text(encoding="utf-8").splitlines()

    assert {"Type=notify", "RestartSec=5", "RestartPreventExitStatus=2"} <= set(lines)
    assert any(line.startswith("WatchdogSec=") for line in lines)
