from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.privacy import WITHHELD, may_be_said, zone_of
from protocol.codec import encode
from protocol.observations import (
    AgentEvent,
    AgentEventKind,
    Attachment,
    DhcpClientHeard,
    DhcpVersion,
    DiscoveryProtocol,
    Elsewhere,
    HeardHow,
    Looked,
    LookOutcome,
    NameHeard,
    Observation,
    OrderCarriedOut,
    OrderOutcome,
    OwnMacHeard,
    Resolver,
    ServerHeard,
    ServerKind,
    Sighting,
    SightingsFolded,
    SwitchPort,
    WirelessDevice,
)
from tests.support.observed import ADAPTER, GATEWAY_MAC, OWN_MAC, adapter, default_route, holds, neighbour

HOME = ip_address("192.168.31.77")
RADIO = WirelessDevice(
    "phy0", "wlan0", ADAPTER, ("nl80211",), (), "pci", None, None, "iwlwifi", False, False, "station", True,
    "home-network", GATEWAY_MAC, 2437, None,
)  # fmt: skip
EVERYWHERE: tuple[Observation, ...] = (
    adapter(),
    AgentEvent(AgentEventKind.STARTED, "", 1),
    Elsewhere(ADAPTER, "private", 1, 2),
    OrderCarriedOut("1", ADAPTER, OrderOutcome.CUT_SHORT, "attached elsewhere by now", 3, 1, 4, 1, 2),
    Looked("adapters", LookOutcome.SEEN, None),
)
ONLY_ATTACHED: tuple[Observation, ...] = (
    holds("192.168.31.77"),
    default_route("192.168.31.1"),
    Resolver(HOME, "resolv.conf"),
    neighbour("192.168.31.1"),
    Attachment(ADAPTER, OWN_MAC, (), (HOME,), (), (), HOME),
    Sighting(ADAPTER, GATEWAY_MAC, HOME, HeardHow.ARP_REPLY, None, 1, 2, 1),
    SightingsFolded(ADAPTER, 9, 7, 1, 2),
    NameHeard(ADAPTER, GATEWAY_MAC, "neighbours-phone", None, HeardHow.MDNS, 1),
    DhcpClientHeard(ADAPTER, GATEWAY_MAC, DhcpVersion.DHCP4, "01c0ffee", "neighbours-phone", (1, 3), False, 1),
    SwitchPort(ADAPTER, DiscoveryProtocol.LLDP, GATEWAY_MAC, "home-network", "lan1", None, "home-network", 7, 1),
    ServerHeard(ADAPTER, ServerKind.DHCP4, GATEWAY_MAC, HOME, 1),
    OwnMacHeard(ADAPTER, OWN_MAC, HOME, HeardHow.ARP_REPLY, 1),
)


def test_everything_may_be_said_beside_a_declared_segment() -> None:
    everything = (*EVERYWHERE, *ONLY_ATTACHED, RADIO)

    assert may_be_said(everything, is_attached=True) == everything


def test_elsewhere_nothing_that_tells_where() -> None:
    assert may_be_said((*EVERYWHERE, *ONLY_ATTACHED), is_attached=False) == EVERYWHERE


def test_elsewhere_a_radio_has_no_network() -> None:
    (said,) = may_be_said((RADIO,), is_attached=False)

    assert isinstance(said, WirelessDevice)
    assert (said.ssid, said.bssid, said.frequency_mhz) == (None, None, None)
    assert (said.device, said.is_up, said.mode) == ("phy0", True, "station")


@pytest.mark.parametrize("probe", ["addressing", "neighbours"])
@pytest.mark.parametrize("outcome", LookOutcome)
def test_withheld_answer_never_reads_as_none(probe: str, outcome: LookOutcome) -> None:
    said = may_be_said((Looked(probe, outcome, "on 192.168.31.77"),), is_attached=False)

    assert said == (Looked(probe, LookOutcome.COULD_NOT_LOOK, WITHHELD),)
    assert may_be_said(said, is_attached=False) == said


@given(st.lists(st.sampled_from((*EVERYWHERE, *ONLY_ATTACHED, RADIO))))
def test_whatever_is_said_elsewhere_names_no_address_and_no_network(observations: list[Observation]) -> None:
    said = b"".join(encode(item) for item in may_be_said(observations, is_attached=False))

    assert not any(
        secret in said for secret in (b"192.168.31", b"home-network", b"neighbours-phone", b"c0ffee", b"lan1", b"2437")
    )


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("59.207.0.23", "extranet"),
        ("59.128.0.1", "public"),
        ("100.64.3.4", "shared"),
        ("192.168.1.1", "consumer"),
        ("192.168.43.9", "consumer"),
        ("172.20.10.3", "consumer"),
        ("172.20.11.3", "private"),
        ("192.168.77.1", "private"),
        ("10.42.0.9", "consumer"),
        ("10.43.0.9", "private"),
        ("::ffff:192.168.1.1", "consumer"),
        ("172.31.255.255", "private"),
        ("172.32.0.1", "public"),
        ("fd00::1", "private"),
        ("2001:db8::1", "public"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("127.0.0.1", "loopback"),
    ],
)
def test_zone(address: str, zone: str) -> None:
    assert zone_of(ip_address(address)) == zone
