from dataclasses import replace

from collector.rules.finding import Severity
from collector.rules.wireless_adapter import WirelessAdapter
from protocol.mac import MacAddress
from tests.support.pc import WIFI, WIFI_DEVICE, WIRED, default_route
from tests.support.rule_facts import findings, pc_facts, settled

AP = MacAddress.parse("02-00-00-00-01-00")


def severity(**changes: object) -> Severity:
    facts = pc_facts(wireless=(replace(WIFI_DEVICE, **changes),))  # type: ignore[arg-type]
    (one,) = findings(WirelessAdapter().judge(facts))
    return one.severity


def test_severity_follows_what_the_radio_opens() -> None:
    assert severity(is_up=False) is Severity.INFO
    assert severity() is Severity.MEDIUM
    assert severity(bssid=AP, ssid="示例") is Severity.HIGH
    assert severity(mode="ap") is Severity.CRITICAL


def test_evidence_names_device_network_and_sources() -> None:
    facts = pc_facts(wireless=(replace(WIFI_DEVICE, bssid=AP, ssid="示例"),), routes=(default_route(WIFI.id),))
    (one,) = findings(WirelessAdapter().judge(facts))

    assert one.evidence["grade"] == "carries-route"
    assert (one.evidence["ssid"], one.evidence["bssid"]) == ("示例", str(AP))
    assert one.evidence["ids"] == ["8086", "0001"]
    assert one.terminal_id is not None


def test_radio_that_is_off_need_not_be_listed() -> None:
    facts = pc_facts(wireless=(replace(WIFI_DEVICE, is_up=False),))

    assert findings(WirelessAdapter(report_radio_that_is_off=False).judge(facts)) == []


def test_unplugged_radio_is_over_but_only_if_somebody_looked() -> None:
    (over,) = settled(WirelessAdapter().judge(pc_facts(WIRED)))
    assert over.but == frozenset()

    assert settled(WirelessAdapter().judge(pc_facts(WIRED, answered=frozenset({"adapters"})))) == []
