from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.rules.dhcp_server_mac_changed import DhcpServerMacChanged
from collector.rules.facts import ServerFacts
from collector.rules.finding import Certainty
from protocol.mac import MacAddress
from protocol.observations import ServerHeard, ServerKind
from tests.support.rule_facts import NOW, findings
from tests.support.scenario import GATEWAY, MAC_2, SEGMENT, STRANGER, VRRP

OWN = ip_address("10.37.12.2")
LISTED = replace(SEGMENT, dhcp_servers=frozenset({OWN}))


def facts(mac: MacAddress, address: str = "10.37.12.2", kind: ServerKind = ServerKind.DHCP4) -> ServerFacts:
    heard = ServerHeard(SEGMENT.id, kind, mac, ip_address(address), NOW)  # type: ignore[arg-type]
    return ServerFacts(heard, NOW, NOW, "agent:1", LISTED, servers=((OWN, MAC_2),))


@pytest.mark.parametrize("mac", [MAC_2, GATEWAY, VRRP], ids=["the-first", "relaying-gateway", "approved"])
def test_own_servers_never_alarm(mac: MacAddress) -> None:
    assert findings(DhcpServerMacChanged().judge(facts(mac))) == []


def test_another_mac_under_a_listed_identifier() -> None:
    (one,) = findings(DhcpServerMacChanged().judge(facts(STRANGER)))

    assert (one.certainty, one.confirm_after_times) == (Certainty.SUSPECTED, 2)
    assert (one.evidence["mac"], one.evidence["known_macs"]) == (str(STRANGER), [str(MAC_2)])


def test_nothing_to_say_of_unlisted_ones_and_before_the_first_was_heard() -> None:
    assert findings(DhcpServerMacChanged().judge(facts(STRANGER, "192.168.1.1"))) == []
    assert findings(DhcpServerMacChanged().judge(facts(STRANGER, kind=ServerKind.ROUTER))) == []
    assert findings(DhcpServerMacChanged().judge(replace(facts(STRANGER), servers=()))) == []
