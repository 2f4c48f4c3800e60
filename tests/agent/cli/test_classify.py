import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.agent.classification.kernel import Alias, lay_out
from tests.support.agent_command import environment, mingce_agent

DONGLE = Alias("usb:v0BDAp8179d*dc*dsc*dp*ic*isc*ip*in*", "r8188eu", "kernel/drivers/staging/r8188eu/r8188eu.ko")
CHARGING = "Bus 001 Device 007: ID 05ac:12a8 Apple, Inc. iPhone 5/5C/5S/6/SE/7/8/X"


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    return lay_out((DONGLE,), tmp_path / "6.1.0-56-amd64")


def test_dongle_is_named_with_driver_and_evidence(modules: Path) -> None:
    done = mingce_agent("classify", "--modules", str(modules), "0bda:8179", "ff/ff/ff")

    assert done.returncode == 0, done.stderr
    assert "kind: wifi, Wi-Fi adapter" in done.stdout
    assert "driver: r8188eu (kernel/drivers/staging/r8188eu/r8188eu.ko.xz)" in done.stdout
    assert f"because: modules.alias: {DONGLE.pattern} is for r8188eu" in done.stdout


def test_folder_of_several_kernels_is_searched(modules: Path) -> None:
    done = mingce_agent("classify", "--json", "--modules", str(modules.parent), "0bda:8179")

    assert json.loads(done.stdout)[0]["decided_by"] == "kernel-ids"


def test_without_the_kernels_tables_the_package_answers(tmp_path: Path) -> None:
    done = mingce_agent("classify", "--json", "--modules", str(tmp_path / "none"), "0bda:8179", "0bda:8153")
    wifi, wired = json.loads(done.stdout)

    assert done.returncode == 0
    assert (wifi["kind"], wifi["driver"], wifi["decided_by"]) == ("wifi", "r8188eu", "shipped-ids")
    assert wifi["module_path"] == "kernel/drivers/staging/r8188eu/r8188eu.ko"
    assert "could not be read" in wifi["evidence"][-1]
    assert wired["kind"] == "wired"


def test_classes_belong_to_the_ids_before_them(modules: Path) -> None:
    asked = ("18d1:4ee3", "e0/01/03", "0a/00/00", "2717:ff48", "06/01/01", "usb:v0BDAp8179", CHARGING)
    done = mingce_agent("classify", "--json", "--modules", str(modules), *asked)

    assert [(one["line"], one["kind"]) for one in json.loads(done.stdout)] == [
        (1, "usb-tether"),
        (2, "unknown"),
        (3, "wifi"),
        (4, "unknown"),
    ]


def test_bad_lines_are_named_and_the_rest_goes_on(modules: Path) -> None:
    typed = f"# from lsusb\n\n0bda:8179\nnonsense\n{CHARGING}\n0bda:8179 zz\n02:00.0 0280: 8086:24fd (rev 78)\n"
    done = mingce_agent("classify", "--json", "--modules", str(modules), typed=typed)

    assert done.returncode == 1
    assert [(one["line"], one["kind"]) for one in json.loads(done.stdout)] == [(3, "wifi"), (5, "unknown"), (7, "wifi")]
    first, second = done.stderr.splitlines()
    assert first.startswith("mingce-agent: line 4: nonsense: this is neither a modalias nor")
    assert "; write a modalias" in first
    assert second.startswith("mingce-agent: line 6: 0bda:8179 zz: zz is no interface class")


def test_hostile_lines_change_nothing_but_the_text_shown(modules: Path) -> None:
    typed = (
        b"Bus 001 Device 002: ID 0bda:8179 \x1b[2J802.11n\x07\xff\xfe\n"
        + b"x" * 500_000
        + b"\n\x1b[31m\xff:..\n../../etc/passwd\n0bda:8179"
    )
    command = [sys.executable, "-m", "agent", "classify", "--modules", str(modules)]
    done = subprocess.run(command, input=typed, env=environment(), capture_output=True, timeout=60, check=False)

    assert done.returncode == 1
    assert b"\x1b" not in done.stdout + done.stderr
    assert done.stdout.count(b"kind: wifi") == 2
    assert [line[:22] for line in done.stderr.splitlines()] == [b"mingce-agent: line %d: " % n for n in (2, 3, 4)]


def test_answers_come_in_chinese(modules: Path) -> None:
    done = mingce_agent("classify", "--modules", str(modules), "0bda:8179", "nonsense:", language="zh_CN.UTF-8")

    assert ": wifi, Wi-Fi 网卡" in done.stdout
    assert "依据: modules.alias" in done.stdout
    assert "第 2 行" in done.stderr
    assert "请写 modalias" in done.stderr


def test_nothing_asked_is_nothing_answered() -> None:
    done = mingce_agent("classify", "--json")

    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_a_mistyped_word_spoils_no_device_beside_it() -> None:
    done = mingce_agent("classify", "--json", "0bda:c811", "ff/ff/ff", "nonsense", "12d1:1f01")

    assert [one["input"] for one in json.loads(done.stdout)] == ["0bda:c811 ff/ff/ff", "12d1:1f01"]
    assert "nonsense" in done.stderr
    assert done.returncode == 1
