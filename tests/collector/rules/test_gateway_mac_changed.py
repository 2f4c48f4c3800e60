from dataclasses import replace
from ipaddress import ip_address

from collector.alerts import lifecycle
from collector.presence.gateways import GatewaySpeaker
from collector.rules.finding import Certainty, Severity
from collector.rules.gateway_mac_changed import GatewayMacChanged, gateway_key
from tests.support.rule_facts import NOW, findings, settled
from tests.support.scenario import GATEWAY, SEGMENT, STRANGER, VRRP

ADDRESS = ip_address("10.37.12.1")
SPOOFED = GatewaySpeaker(
    SEGMENT, ADDRESS, STRANGER, (GATEWAY,), False, NOW, NOW, NOW, ("agent:1",), ("arp-reply",), is_certain=True
)
OWN_ENTRY = replace(SPOOFED, is_certain=False, by_agent=True, heard_in=("neighbour-table",))


def test_stranger_who_speaks_for_the_gateway() -> None:
    (one,) = findings(GatewayMacChanged().judge(SPOOFED))

    assert (one.severity, one.certainty) == (Severity.HIGH, Certainty.CONFIRMED)
    assert (one.evidence["mac"], one.evidence["known_macs"]) == (str(STRANGER), [str(GATEWAY)])
    assert one.dedup_key == gateway_key(ADDRESS, SEGMENT.id)


def test_virtual_routers_mac_weighs_less() -> None:
    (one,) = findings(GatewayMacChanged().judge(replace(SPOOFED, mac=VRRP)))

    assert one.severity is Severity.MEDIUM


def test_agents_own_entry_is_confirmed_when_it_lasts() -> None:
    (one,) = findings(GatewayMacChanged().judge(OWN_ENTRY))
    step = lifecycle.advance(None, one, NOW)
    assert step is not None
    assert not step.notify
    later = replace(one, last_us=NOW + 31_000_000)
    again = lifecycle.advance(step.alert, later, NOW + 31_000_000)
    assert again is not None
    assert again.notify


def test_over_when_only_the_known_one_is_heard() -> None:
    known = replace(SPOOFED, mac=GATEWAY, is_known=True)

    assert [one.dedup_key for one in settled(GatewayMacChanged().judge(known))] == [gateway_key(ADDRESS, SEGMENT.id)]
    assert list(GatewayMacChanged().judge(replace(known, others=(STRANGER,)))) == []
