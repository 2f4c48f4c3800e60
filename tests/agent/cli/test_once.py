import json
import re

from agent.probes import ALL_PROBES
from tests.support.agent_command import mingce_agent


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
