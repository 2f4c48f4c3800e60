"""One PC, two ways out: the VPN is exempted and falls silent, the hotspot is not; then the exemption ends.

From a signed report to the log line of a real collector, by the commands people use.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from protocol.codec import decode_observations
from protocol.observations import Observation
from protocol.report import ReportKind
from tests.support.agent_voice import AgentVoice
from tests.support.captured_host import HOSTS
from tests.support.collector_process import collector_process
from tests.support.registered_site import ADMIN, RegisteredSite

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

RULES = ("wireless-adapter", "other-way-out")
PROBES = ("adapters", "wireless", "attached-devices", "addressing")
SAID = frozenset({"adapter", "wireless-device", "attached-device", "interface-address", "route"})
HOSTNAME, MAC, ADDRESS = "CZJ-YSK-01", "00-00-5E-00-53-01", "10.37.12.21"
_DEADLINE_SECONDS = 60


@dataclass
class Office:
    site: RegisteredSite
    reg_no: str
    voice: AgentVoice

    def alerts(self) -> dict[str, dict[str, Any]]:
        """Those of ways out that are not closed, by their part."""
        return {one["part"]: one for rule in RULES for one in self.site.alerts(rule)}

    def told(self, alert: str) -> int:
        """How many lines of the log tell of an alert."""
        return self.site.collector.log.count(f"id={alert}")

    def until_told(self, alert: str, times: int) -> int:
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while (found := self.told(alert)) < times and time.monotonic() < deadline:
            time.sleep(0.05)
        return found


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with collector_process() as collector:
        site = RegisteredSite(collector)
        try:
            site.declare()
            reg_no = site.register(HOSTNAME, MAC, ADDRESS)
            voice = site.enrolled(HOSTNAME, MAC)
            site.beat(voice, MAC, ADDRESS)
            site.deliver(voice, voice.report(*both_ways(), kind=ReportKind.INVENTORY))
            yield Office(site, reg_no, voice)
        finally:
            site.close()


def both_ways() -> tuple[Observation, ...]:
    """A captured VPN client, with the radio of another captured machine, which offers a hotspot."""
    looked = [{"type": "looked", "probe": probe, "outcome": "seen", "reason": None} for probe in PROBES]
    tunnels = [item for item in captured("vpn-client") if item["type"] in SAID]
    hotspot = [item for item in captured("wifi-access-point") if item.get("name") == "wlan0" and item["type"] in SAID]
    return decode_observations(b"{}\n" + json.dumps(looked + tunnels + hotspot).encode())


def captured(name: str) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads((HOSTS / name / "report.json").read_text(encoding="utf-8"))
    return said


def test_the_vpn_falls_silent_the_hotspot_does_not_and_the_end_tells_again(office: Office) -> None:
    run = office.site.collector
    tunnel, hotspot = (
        office.alerts()["tunnel:tun0"]["id"],
        next(one["id"] for one in office.alerts().values() if one["rule"] == "wireless-adapter"),
    )
    assert (office.until_told(tunnel, 1), office.until_told(hotspot, 1)) == (1, 1)

    run.reauthenticate("wang-sec")
    add = ("exempt", "add", "--rule", "other-way-out", "--terminal", HOSTNAME, "--part", "tun0", "--until", "+90d")
    made = run.do(*add, "--approval", "示例批复〔2026〕7号", "--reason", "运维专线", "--json", home="wang-sec").json
    assert ([one["id"] for one in made["alerts"]], made["part"]) == ([tunnel], "tunnel:tun0")

    exempted = run.do("alerts", "--exempted", "--json", home=ADMIN).json
    assert [one["id"] for one in exempted] == [tunnel]
    assert "示例批复〔2026〕7号" in run.do("alerts", "show", tunnel, home=ADMIN).out
    assert "exempted" in run.do("alerts", home=ADMIN).out
    assert {one["id"] for one in run.do("alerts", "--not-exempted", "--json", home=ADMIN).json} >= {hotspot}

    run.do("exempt", "end", made["id"], "--reason", "收回", home="wang-sec")
    assert office.until_told(tunnel, 2) == 2
    assert office.told(hotspot) == 1
    assert run.do("alerts", "--exempted", "--json", home=ADMIN).json == []
    assert [one["what"] for one in run.do("alerts", "show", tunnel, "--json", home=ADMIN).json["events"]][-2:] == [
        "exempted",
        "exemption-over",
    ]


def test_one_that_runs_out_is_told_within_the_second_after(office: Office) -> None:
    run = office.site.collector
    tunnel = office.alerts()["tunnel:wg0"]["id"]
    assert office.until_told(tunnel, 1) == 1
    run.reauthenticate("wang-sec")
    add = (
        "exempt",
        "add",
        "--alert",
        tunnel,
        "--until",
        "+4s",
        "--approval",
        "示例批复〔2026〕9号",
        "--reason",
        "抢修",
    )
    run.do(*add, home="wang-sec")

    assert office.until_told(tunnel, 2) == 2


def test_the_devices_of_all_pcs(office: Office) -> None:
    run = office.site.collector
    rows = run.do("devices", "--kind", "wifi", "--json", home=ADMIN).json
    assert [(row["reg_no"], row["kind"], row["interfaces"]) for row in rows] == [(office.reg_no, "wifi", ["wlan0"])]
    table = run.do("devices", "--kind", "tunnel", home=ADMIN).out
    assert ("tunnel:tun0" in table, "李**" in table, "wlan0" in table) == (True, True, False)
    chinese = run.run("devices", "--csv", home=ADMIN, lang="zh").out
    assert (chinese.startswith("\ufeff"), office.reg_no in chinese, "隧道" in chinese) == (True, True, True)
    assert run.run("devices", "--kind", "wlan", home=ADMIN).code == 2


def test_what_the_pc_says_now(office: Office) -> None:
    run = office.site.collector
    shown = run.do("terminal", "facts", office.reg_no, home=ADMIN).out
    for text in ("adapters: seen ", " ago", "wlan0", "tun0", "10.8.0.6", "access point"):
        assert text in shown
    only = run.do("terminal", "facts", HOSTNAME, "--probe", "addressing", home=ADMIN).out
    assert ("10.8.0.6" in only, "wlan0" in only) == (True, True)
    assert "permanent" not in only
    assert run.do("terminal", "facts", HOSTNAME, "--json", home=ADMIN).json["answers"][0]["probe"] == "adapters"
    assert run.run("terminal", "facts", "NO-SUCH-PC", home=ADMIN).code == 5


def test_a_stranger_is_told_with_the_maker_of_its_adapter(office: Office) -> None:
    heard = office.voice.sighting("00-50-56-00-53-66", "10.37.12.99", lasting=5)
    office.site.deliver(office.voice, office.voice.report(heard))
    (alert,) = office.site.alerts("unregistered-terminal")

    assert alert["evidence"]["vendor"] == "VMware, Inc."
    assert "VMware, Inc." in office.site.do("alerts", "show", alert["id"])
    assert "VMware, Inc." in office.site.do("trace", "00-50-56-00-53-66")


def test_nothing_of_this_was_done_beside_the_journal(office: Office) -> None:
    assert office.site.collector.do("verify", home="wang-audit").code == 0
