from dataclasses import replace
from typing import Any

import pytest

from collector.rules.finding import Severity
from collector.rules.wireless_adapter import WirelessAdapter
from protocol.mac import MacAddress
from protocol.observations import AdapterKind
from tests.support.hardware import DONGLE, stacked
from tests.support.pc import WIFI, WIFI_DEVICE, WIRED, adapter, default_route, held
from tests.support.rule_facts import findings, pc_facts, settled

AP = MacAddress.parse("02-00-00-00-01-00")


@pytest.mark.parametrize(
    ("changes", "severity", "grade"),
    [
        ({"is_up": False}, Severity.INFO, "driver-bound"),
        ({"soft_blocked": True}, Severity.INFO, "driver-bound"),
        ({}, Severity.MEDIUM, "radio-on"),
        ({"bssid": AP, "ssid": "示例"}, Severity.HIGH, "associated"),
        ({"mode": "monitor"}, Severity.CRITICAL, "monitor"),
        ({"mode": "ap", "ssid": "示例", "clients": 2}, Severity.CRITICAL, "access-point"),
    ],
)
def test_severity_follows_what_the_radio_opens(changes: dict[str, Any], severity: Severity, grade: str) -> None:
    (one,) = findings(WirelessAdapter().judge(pc_facts(wireless=(replace(WIFI_DEVICE, **changes),))))

    assert (one.severity, one.evidence["grade"], one.evidence["clients"]) == (severity, grade, changes.get("clients"))


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({}, Severity.LOW),
        ({"bus": "pci", "device": "0000:03:00.0"}, Severity.INFO),
        ({"is_authorized": False}, Severity.INFO),
    ],
)
def test_what_was_plugged_in_weighs_more_than_what_came_with_the_pc(
    changes: dict[str, Any], severity: Severity
) -> None:
    (one,) = findings(WirelessAdapter().judge(pc_facts(WIRED, said=(replace(DONGLE, **changes),))))

    assert one.severity is severity
    assert one.evidence["recognised_by"] == ["modules.alias: mt7601u"]
    assert (one.evidence["module"], one.evidence["ids"]) == ("mt7601u", ["148f", "7601"])


def test_evidence_names_device_network_and_sources() -> None:
    facts = pc_facts(wireless=(replace(WIFI_DEVICE, bssid=AP, ssid="示例"),), routes=(default_route(WIFI.id),))
    (one,) = findings(WirelessAdapter().judge(facts))

    assert one.evidence["grade"] == "carries-route"
    assert (one.evidence["ssid"], one.evidence["bssid"]) == ("示例", str(AP))
    assert one.evidence["ids"] == ["8086", "0001"]
    assert one.terminal_id is not None


def test_hidden_radio_names_who_knows_it_and_who_denies_it() -> None:
    hidden = replace(
        WIFI_DEVICE, name=None, adapter=None, is_up=False, sources=("rfkill", "driver"), denied_by=("nl80211", "netdev")
    )
    (one,) = findings(WirelessAdapter().judge(pc_facts(WIRED, wireless=(hidden,))))

    assert (one.severity, one.evidence["grade"]) == (Severity.HIGH, "hidden")
    assert one.evidence["told_by"] == ["rfkill", "driver"]
    assert one.evidence["denied_by"] == ["nl80211", "netdev"]


def test_radio_that_is_off_need_not_be_listed() -> None:
    facts = pc_facts(wireless=(replace(WIFI_DEVICE, is_up=False),))

    assert findings(WirelessAdapter(report_radio_that_is_off=False).judge(facts)) == []


def test_unplugged_radio_is_over_but_only_if_somebody_looked() -> None:
    (over,) = settled(WirelessAdapter().judge(pc_facts(WIRED)))
    assert over.but == frozenset()

    assert settled(WirelessAdapter().judge(pc_facts(WIRED, answered=frozenset({"adapters"})))) == []


def test_built_in_radio_that_is_merely_on_is_listed_and_told_only_if_wanted() -> None:
    facts = pc_facts(wireless=(WIFI_DEVICE,))
    (listed,) = findings(WirelessAdapter().judge(facts))
    (told,) = findings(WirelessAdapter(tell_built_in_radio_that_is_on=True).judge(facts))
    (dongle,) = findings(WirelessAdapter().judge(pc_facts(wireless=(replace(WIFI_DEVICE, bus="usb"),))))
    (joined,) = findings(WirelessAdapter().judge(pc_facts(wireless=(replace(WIFI_DEVICE, ssid="x"),))))

    assert (listed.severity, listed.untold) == (Severity.MEDIUM, "built-in-and-idle")
    assert [one.untold for one in (told, dongle, joined)] == [None, None, None]


def test_radio_of_sensors_is_told_once_it_leads_somewhere() -> None:
    radio, lowpan = adapter("wpan0", AdapterKind.IEEE802154), stacked("lowpan0", "lowpan", "wpan0")
    idle = findings(WirelessAdapter().judge(pc_facts(WIRED, radio, lowpan)))
    (addressed,) = findings(
        WirelessAdapter().judge(pc_facts(WIRED, radio, lowpan, addresses=(held(lowpan.id, "2001:db8::7"),)))
    )
    (routed,) = findings(
        WirelessAdapter().judge(pc_facts(WIRED, radio, lowpan, routes=(default_route(lowpan.id, "fe80::1"),)))
    )

    assert idle == []
    assert (addressed.severity, addressed.evidence["grade"]) == (Severity.HIGH, "associated")
    assert (routed.severity, routed.evidence["grade"]) == (Severity.CRITICAL, "carries-route")
