from dataclasses import replace

import pytest

from collector.rules.finding import Severity
from collector.rules.spoofed_mac import SpoofedMac
from protocol.mac import MacAddress
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIRED
from tests.support.rule_facts import findings, pc_facts, settled
from tests.support.scenario import SEGMENT

OWN = MacAddress.parse("00-00-5E-00-53-41")
FOREIGN, RANDOM = MacAddress.parse("00-00-5E-00-53-42"), MacAddress.parse("02-00-5E-00-53-42")
SPOOFED = replace(WIRED, mac=FOREIGN, permanent_mac=OWN)


@pytest.mark.parametrize(("mac", "severity"), [(FOREIGN, Severity.HIGH), (RANDOM, Severity.MEDIUM), (OWN, None)])
def test_another_mac_than_the_one_burnt_in(mac: MacAddress, severity: Severity | None) -> None:
    found = findings(SpoofedMac().judge(pc_facts(replace(SPOOFED, mac=mac))))

    assert [one.severity for one in found] == ([severity] if severity is not None else [])
    assert all(one.evidence["permanent_mac"] == str(OWN) for one in found)


@pytest.mark.parametrize("kind", ["bridge", "vlan", "bond"])
def test_wire_under_what_is_attached(kind: str) -> None:
    above = stacked("lan0", kind, "eth0")
    (one,) = findings(SpoofedMac().judge(pc_facts(SPOOFED, above, attached=((above.id, SEGMENT),))))

    assert one.evidence["interface"] == "eth0"


def test_what_is_not_meant() -> None:
    idle = replace(SPOOFED, carrier=False)
    macvlan = replace(stacked("mv0", "macvlan", "eth0"), mac=RANDOM)
    radio = replace(WIFI, mac=FOREIGN, permanent_mac=OWN)

    assert findings(SpoofedMac().judge(pc_facts(idle))) == []
    assert findings(SpoofedMac().judge(pc_facts(SPOOFED, attached=()))) == []
    own = replace(WIRED, permanent_mac=WIRED.mac)
    assert findings(SpoofedMac().judge(pc_facts(own, macvlan, attached=((macvlan.id, SEGMENT),)))) == []
    assert findings(SpoofedMac().judge(pc_facts(own, radio, attached=((radio.id, SEGMENT),)))) == []


def test_restored_mac_is_over_but_only_if_somebody_looked() -> None:
    (over,) = settled(SpoofedMac().judge(pc_facts(replace(SPOOFED, mac=OWN))))

    assert over.but == frozenset()
    assert settled(SpoofedMac().judge(pc_facts(answered=frozenset()))) == []
