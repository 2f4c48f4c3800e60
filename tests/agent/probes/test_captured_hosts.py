"""Golden reports of captured machines: what every probe makes of them, whole. `--update-golden` rewrites them."""

import json
from pathlib import Path

import pytest

from agent.cli.once import as_values
from agent.probes import ALL_PROBES
from agent.probes.runner import ask
from tests.support.captured_host import HOSTS, NAMES, captured_host


@pytest.mark.parametrize("name", NAMES)
def test_report_of(name: str, tmp_path: Path, update_golden: bool) -> None:
    golden = HOSTS / name / "report.json"
    report = as_values(ask(ALL_PROBES, captured_host(name, tmp_path)))
    if update_golden:
        golden.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert report == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_probe_says_only_what_it_declares(name: str, tmp_path: Path) -> None:
    for answered in ask(ALL_PROBES, captured_host(name, tmp_path)):
        assert {type(item) for item in answered.observations} <= set(answered.probe.observes)
