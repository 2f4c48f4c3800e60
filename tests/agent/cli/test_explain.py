"""Explanations of this machine and of captured ones, for a person and for a machine."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from agent.cli.command import Invocation
from agent.cli.explain import as_explanation, explained, said_elsewhere, sources_of, withheld_fields
from agent.cli.language import catalogue
from agent.cli.once import EMPTY
from agent.probes import ALL_PROBES
from agent.probes.runner import Answered, ask
from protocol.observations import Looked, LookOutcome
from tests.support.agent_command import mingce_agent
from tests.support.captured_host import captured_host
from tests.support.pc import WIFI_DEVICE
from tests.support.probes import ToldProbe


def test_for_a_person_in_both_languages(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path))
    english = mingce_agent(*state, "once", "--explain")
    chinese = mingce_agent(*state, "--lang", "zh_CN", "once", "--explain")

    assert "read from: " in english.stdout
    assert "WHAT IS SENT" in english.stdout
    assert "now: the service does not run: nothing" in english.stdout
    assert "发送的内容" in chinese.stdout
    assert "read from" not in chinese.stdout
    assert english.stderr == chinese.stderr == ""


def test_for_a_machine() -> None:
    told = json.loads(mingce_agent("once", "--explain", "--json").stdout)

    assert [one["probe"] for one in told] == [probe.name for probe in ALL_PROBES]
    assert all(one["read_from"] for one in told)
    assert all(bool(one["unseen"]) == bool(one["what_helps"]) for one in told)
    assert {one["probe"]: one["elsewhere"] for one in told}["addressing"] == "nothing"


def test_a_captured_station(tmp_path: Path) -> None:
    told = {one["probe"]: one for one in explained(ask(ALL_PROBES, captured_host("wifi-station", tmp_path)), str)}

    assert any("told by nl80211" in text for text in told["wireless"]["seen"])
    assert told["wireless"]["elsewhere"] == "part"
    assert {"ssid", "bssid"} <= set(told["wireless"]["withheld_fields"])
    assert told["firewall"]["outcome"] == "could-not-look"
    assert any("install the root helper" in text for text in told["firewall"]["what_helps"])


def test_each_probe_says_in_few_words_where_it_looks(tmp_path: Path) -> None:
    call = Invocation(SimpleNamespace(), catalogue("zh_CN").gettext, "zh_CN")
    answers = ask(ALL_PROBES, captured_host("phone-tether-rndis", tmp_path))
    lines = as_explanation(answers, call, None, EMPTY)
    places = [line for line in lines if "读取自" in line]

    assert len(places) == len(ALL_PROBES)
    assert max(map(len, places)) < 120
    assert any("USB 共享网络" in line and "接口类" in line and "holds it" not in line for line in lines)
    assert not any(line.strip().endswith("–") for line in lines if "再除去" in line)


def test_a_place_is_named_once() -> None:
    for probe in ALL_PROBES:
        places = sources_of(Answered(probe, Looked(probe.name, LookOutcome.NOTHING_HERE, None), ()))
        assert len(set(places)) == len(places)
        assert not any(", " in place for place in places)


def answered(ssid: str | None) -> Answered:
    probe = ToldProbe(observes=(type(WIFI_DEVICE),))
    return Answered(probe, Looked("told", LookOutcome.SEEN, None), (replace(WIFI_DEVICE, ssid=ssid),))


def test_what_may_be_said_elsewhere() -> None:
    assert (said_elsewhere(answered(None)), withheld_fields(answered(None))) == ("all", [])
    assert (said_elsewhere(answered("office")), withheld_fields(answered("office"))) == ("part", ["ssid"])


def test_sources_are_the_schemas() -> None:
    assert "NL80211_ATTR_SSID" in sources_of(answered(None))


def test_what_a_device_says_of_itself_moves_no_cursor() -> None:
    (told,) = explained((answered("\x1b[2J"),), str)

    assert json.dumps(told)
    assert "\x1b" not in "".join(told["seen"])
