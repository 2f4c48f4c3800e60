import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.cli.command import Invocation
from agent.cli.language import catalogue
from agent.cli.once import as_text
from agent.probes import ALL_PROBES
from agent.probes.runner import ask
from tests.support.agent_command import mingce_agent
from tests.support.captured_host import captured_host


def test_inventory_of_this_machine_for_a_person() -> None:
    english, chinese = mingce_agent("once"), mingce_agent("once", "--lang", "zh_CN")

    assert "NETWORK ADAPTERS" in english.stdout
    assert "loopback" in english.stdout
    assert "WHAT COULD NOT BE SEEN" in english.stdout
    assert "网卡" in chinese.stdout
    assert "未能看到的内容" in chinese.stdout
    assert english.stderr == ""


def test_times_are_shown_as_a_clock_shows_them() -> None:
    (line,) = [line for line in mingce_agent("once").stdout.splitlines() if "booted at" in line]

    assert re.search(r"booted at +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", line)


def test_inventory_for_a_machine() -> None:
    observations = json.loads(mingce_agent("once", "--json").stdout)

    assert {"host-identity", "adapter", "looked"} <= {item["type"] for item in observations}
    assert [item["probe"] for item in observations if item["type"] == "looked"] == [probe.name for probe in ALL_PROBES]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_whatever_a_machine_calls_itself_is_shown_escaped_and_cut(language: str, tmp_path: Path) -> None:
    answers = ask(ALL_PROBES, captured_host("hostile-strings", tmp_path))
    lines = as_text(answers, Invocation(SimpleNamespace(), catalogue(language).gettext, language))

    assert all(line.isprintable() for line in lines)
    assert any("\\x1b[31mNIC\\x07 \\u202egnp.tac" in line for line in lines)
    assert any("../../x" in line for line in lines)
    assert max(map(len, lines)) < 600
