from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest

from agent.attachment import attachments
from agent.errors import OrderRefused
from agent.orders.ceilings import (
    MOST_ADDRESSES,
    Place,
    addresses_of,
    canary_of,
    frames_per_second,
    link_local_of,
    place_of,
    source_for,
)
from protocol.identity import AdapterId, SegmentId
from protocol.mac import MacAddress
from protocol.observations import InterfaceAddress, Observation
from protocol.order import Order
from protocol.policy import DeclaredSegment
from tests.support.observed import ADAPTER, OWN_MAC, SEGMENT, adapter, holds, office, policy, segment
from tests.support.ordered import CANARY_MAC, canary, sweep

DECLARED = replace(
    segment(),
    prefixes=(ip_network("59.207.0.0/24"), ip_network("2001:db8:5::/64")),
    probe_frames_per_second=8,
    allows_second_mac=True,
    gateways=(ip_address("59.207.0.254"),),
)


def place(observations: tuple[Observation, ...] = office(), declared: DeclaredSegment = DECLARED) -> Place:
    return place_of(ADAPTER, SEGMENT, attachments(observations, (declared,), {}), policy(1, declared))


def six(address: str, length: int) -> Place:
    return place((*office(), InterfaceAddress(ADAPTER, "enp3s0", ip_address(address), length, "global", True, False)))


def test_an_order_is_for_the_adapter_on_its_segment_under_a_policy_in_force() -> None:
    here = attachments(office(), (DECLARED,), {})
    assert (place().index, place().mac) == (2, OWN_MAC)
    with pytest.raises(OrderRefused, match="no policy is in force"):
        place_of(ADAPTER, SEGMENT, here, None)
    for adapter_id, segment_id, in_force in (
        (AdapterId("0" * 32), SEGMENT, policy(1, DECLARED)),
        (ADAPTER, SegmentId("0" * 32), policy(1, DECLARED)),
        (ADAPTER, SEGMENT, policy(1)),
    ):
        with pytest.raises(OrderRefused, match="not attached to that segment"):
            place_of(adapter_id, segment_id, here, in_force)
    with pytest.raises(OrderRefused, match="has no link"):
        place((replace(adapter(), carrier=False), *office()[1:]))


@pytest.mark.parametrize(("ordered", "allowed", "found"), [(10, 8, 8), (3, 8, 3), (10, 10, 10)])
def test_the_slowest_of_all_ceilings_holds(ordered: int, allowed: int, found: int) -> None:
    there = place(declared=replace(DECLARED, probe_frames_per_second=allowed))

    assert frames_per_second(replace(sweep(), frames_per_second=ordered), there) == found


def test_no_frames_are_no_order() -> None:
    with pytest.raises(OrderRefused, match="lets no probe frame"):
        frames_per_second(sweep(), place(declared=replace(DECLARED, probe_frames_per_second=0)))


def test_own_network_and_broadcast_addresses_are_left_out() -> None:
    found = addresses_of(sweep("59.207.0.0/24"), place())

    assert len(found) == 253
    assert not set(found) & {ip_address(f"59.207.0.{last}") for last in (0, 23, 255)}
    assert addresses_of(sweep("59.207.0.24/31", "59.207.0.25/32"), place()) == (
        ip_address("59.207.0.24"),
        ip_address("59.207.0.25"),
    )


@pytest.mark.parametrize(
    ("targets", "why"),
    [
        (("59.207.1.7/32",), "59.207.1.7/32 is not among the segment's declared prefixes"),
        (("59.207.0.0/23",), "not among"),
        (("2001:db8:5::1/128",), "not on this adapter's own link"),
        (("2001:db8:6::1/128",), "not among"),
        (("59.207.0.23/32",), "no address that another could hold"),
        ((), "no address that another could hold"),
        (("2001:db8:5::/64",), "18446744073709551616 addresses, at most 4096"),
        (("59.207.0.0/24", "fe80::/116"), "4352 addresses"),
    ],
)
def test_what_is_not_the_segments_and_here_is_refused(targets: tuple[str, ...], why: str) -> None:
    with pytest.raises(OrderRefused, match=why):
        addresses_of(sweep(*targets), place())


def test_declared_wider_than_the_link_is_refused_beyond_the_link() -> None:
    there = place(declared=replace(DECLARED, prefixes=(ip_network("59.207.0.0/20"),)))

    assert len(addresses_of(sweep("59.207.0.0/28"), there)) == 15
    with pytest.raises(OrderRefused, match="not on this adapter's own link"):
        addresses_of(sweep("59.207.1.0/28"), there)


def test_as_many_addresses_as_may_be() -> None:
    assert len(addresses_of(sweep("fe80::/116"), place())) == MOST_ADDRESSES - 1


def test_ipv6_is_asked_from_the_same_prefix_or_from_the_link_local_address() -> None:
    neighbour, peer = IPv6Address("2001:db8:5::99"), IPv6Address("fe80::99")
    assert source_for(IPv4Address("59.207.0.99"), place()) == ip_address("59.207.0.23")
    assert source_for(peer, place()) == link_local_of(place()) == ip_address("fe80::3")
    assert source_for(neighbour, six("2001:db8:5::3", 64)) == ip_address("2001:db8:5::3")
    by_dhcp = six("2001:db8:5::3", 128)
    assert addresses_of(sweep("2001:db8:5::99/128"), by_dhcp) == (neighbour,)
    assert source_for(neighbour, by_dhcp) == ip_address("2001:db8:5::3")


def test_without_an_own_address_nothing_is_asked() -> None:
    four_only = place((adapter(), holds("59.207.0.23")))
    for order in (sweep("fe80::1/128"), sweep("59.207.0.99/32", queries_listeners=True)):
        with pytest.raises(OrderRefused, match="has no"):
            addresses_of(order, four_only)


def test_canary_is_a_marked_stranger_on_a_free_address() -> None:
    assert canary_of(canary(), place()) == (CANARY_MAC, ip_address("59.207.0.77"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda order: replace(order, canary_mac=None), "needs a MAC"),
        (lambda order: replace(order, canary_address=ip_address("fe80::9")), "an IPv4 address"),
        (lambda order: replace(order, canary_mac=MacAddress.parse("00-00-5E-00-53-07")), "may be somebody's"),
        (lambda order: replace(order, canary_mac=MacAddress.parse("03-00-5E-00-53-07")), "may be somebody's"),
        (lambda order: replace(order, canary_address=ip_address("59.207.0.254")), "no free address"),
        (lambda order: replace(order, canary_address=ip_address("59.207.0.23")), "no free address"),
        (lambda order: replace(order, canary_address=ip_address("59.207.0.255")), "no free address"),
        (lambda order: replace(order, canary_address=ip_address("10.0.0.1")), "not among"),
    ],
)
def test_canary_that_could_pass_for_somebody_is_refused(change: Callable[[Order], Order], why: str) -> None:
    with pytest.raises(OrderRefused, match=why):
        canary_of(change(canary()), place())


def test_second_mac_needs_the_policy_but_injecting_does_not() -> None:
    there = place(declared=replace(DECLARED, allows_second_mac=False))
    with pytest.raises(OrderRefused, match="no second MAC"):
        canary_of(canary(), there)

    assert canary_of(canary(over_the_wire=False), there)[0] == CANARY_MAC
