from dataclasses import replace
from ipaddress import ip_address

import pytest

from agent.hearsay import LONGEST_US, Hearsay
from agent.host.netlink.events import EVERYTHING, Wake
from protocol.identity import AdapterId
from protocol.observations import HeardHow, Observation, ServerHeard, ServerKind, Sighting
from tests.support.observed import ADAPTER, GATEWAY_MAC

OTHER = AdapterId("b" * 32)
SIGHTING = Sighting(ADAPTER, GATEWAY_MAC, ip_address("192.168.1.1"), HeardHow.ARP_REPLY, None, 1, 1, 1)
HOME: tuple[Observation, ...] = (
    SIGHTING,
    ServerHeard(ADAPTER, ServerKind.DHCP4, GATEWAY_MAC, ip_address("192.168.1.1"), 1),
)
OFFICE = replace(SIGHTING, adapter=OTHER)


def heard(*items: Observation) -> Hearsay:
    hearsay = Hearsay()
    hearsay.add(items)
    return hearsay


def test_in_peace_everything_is_said_at_once_and_once() -> None:
    hearsay = heard(*HOME)

    assert hearsay
    assert hearsay.take(1) == [*HOME]
    assert not hearsay
    assert hearsay.take(2) == []


def test_what_a_moved_adapter_heard_is_dropped_and_nothing_else() -> None:
    hearsay = heard(*HOME, OFFICE)
    hearsay.doubt({Wake.LINKS}, 1)
    assert hearsay.is_doubted(2)
    assert hearsay.take(2) == []

    hearsay.forget({ADAPTER})
    hearsay.settle()
    assert not hearsay.is_doubted(3)
    assert hearsay.take(3) == [OFFICE]


def test_what_was_heard_in_doubt_is_said_when_nothing_moved() -> None:
    hearsay = heard(HOME[0])
    hearsay.doubt({Wake.ADDRESSES, Wake.NEIGHBOURS}, 1)
    hearsay.add(HOME[1:])
    hearsay.settle()

    assert hearsay.take(3) == [*HOME]


@pytest.mark.parametrize("wake", sorted(EVERYTHING))
def test_what_moves_a_pc_makes_doubt(wake: Wake) -> None:
    hearsay = heard(*HOME)
    hearsay.doubt({wake}, 1)

    assert bool(hearsay.take(2)) is (wake not in (Wake.LINKS, Wake.ADDRESSES, Wake.ROUTES))


def test_links_that_never_rest_do_not_silence_a_witness() -> None:
    hearsay = heard(*HOME)
    for now_us in range(1, LONGEST_US + 1, 100_000):
        hearsay.doubt({Wake.LINKS}, now_us)
        assert hearsay.take(now_us) == []

    assert not hearsay.is_doubted(1 + LONGEST_US)
    assert hearsay.take(1 + LONGEST_US) == [*HOME]
