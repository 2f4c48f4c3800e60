from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.presence.gateways import has_routers_declared, is_listed_router, known_macs, speakers
from collector.presence.learnt import Surroundings
from collector.presence.subject import Presence
from protocol.mac import MacAddress
from protocol.observations import HeardHow
from tests.support.scenario import GATEWAY, MAC_2, SEGMENT, STRANGER, VRRP, Scenario

ADDRESS = ip_address("10.37.12.1")
BARE = replace(SEGMENT, gateway_macs=frozenset(), infrastructure_macs=frozenset())


def spoken(mac: MacAddress, *, segment: object = SEGMENT, first: MacAddress | None = None, times: int = 1) -> Presence:
    story = Scenario(segment=segment)  # type: ignore[arg-type]
    story.at("09:00")
    for _ in range(times):
        story.sighting(mac, ADDRESS).after(1)
    found = story.presence(mac)
    around = Surroundings(gateways=((ADDRESS, first),) if first else ())
    return replace(found, learnt=around, gateway_bindings=found.rivals)


@pytest.mark.parametrize(
    ("mac", "is_known"), [(GATEWAY, True), (VRRP, True), (STRANGER, False), (MAC_2, False)], ids=str
)
def test_what_is_declared_decides(mac: MacAddress, is_known: bool) -> None:
    (one,) = speakers(spoken(mac, first=STRANGER))

    assert one.is_known is is_known


def test_where_no_mac_is_declared_the_first_speaker_is_the_gateway() -> None:
    assert list(speakers(spoken(MAC_2, segment=BARE))) == []
    (first,) = speakers(spoken(MAC_2, segment=BARE, first=MAC_2))
    (second,) = speakers(spoken(STRANGER, segment=BARE, first=MAC_2))
    assert (first.is_known, second.is_known) == (True, False)
    assert known_macs(BARE, ADDRESS, ((ADDRESS, MAC_2),)) == (MAC_2,)


def test_one_frame_is_one_sign() -> None:
    (once,) = speakers(spoken(STRANGER))
    (twice,) = speakers(spoken(STRANGER, times=2))

    assert (once.is_certain, twice.is_certain) == (False, True)


def test_who_only_probes_for_the_address_is_no_gateway() -> None:
    story = Scenario().at("09:00").sighting(STRANGER, ADDRESS, how=HeardHow.ARP_PROBE)

    assert list(speakers(story.presence(STRANGER))) == []


@pytest.mark.parametrize(
    ("segment", "mac", "address", "is_listed"),
    [
        (SEGMENT, GATEWAY, "fe80::1", True),
        (SEGMENT, VRRP, "fe80::1", True),
        (SEGMENT, STRANGER, "fe80::1", False),
        (BARE, MAC_2, "fe80::1", True),
        (BARE, STRANGER, "fe80::1", False),
        (replace(BARE, gateways=frozenset({ip_address("fe80::1")})), STRANGER, "fe80::1", True),
        (replace(SEGMENT, gateways=frozenset({ip_address("fe80::1")})), STRANGER, "fe80::1", False),
    ],
)
def test_routers_are_compared_by_mac_else_by_address(
    segment: object, mac: MacAddress, address: str, is_listed: bool
) -> None:
    assert is_listed_router(segment, mac, ip_address(address), ((ADDRESS, MAC_2),)) is is_listed  # type: ignore[arg-type]


def test_a_segment_without_gateways_has_nothing_to_compare_with() -> None:
    assert has_routers_declared(SEGMENT)
    assert not has_routers_declared(replace(BARE, gateways=frozenset()))
