from ipaddress import ip_address

import pytest

from agent.lan.ownership import MANY_ADDRESSES, Ownership, Pair
from tests.support.frames import GATEWAY, OTHER, PC, STRANGER, mac


def pair(hardware: str, address: str | None, *, tentative: bool = False, vlan: int | None = None) -> Pair:
    return Pair(mac(hardware), ip_address(address) if address else None, tentative, vlan, 0, 0)


def test_address_that_changes_hands_is_a_change_each_time() -> None:
    ownership = Ownership()
    first, second = pair(STRANGER, "10.0.0.9"), pair(PC, "10.0.0.9")

    assert [ownership.take(one) for one in (first, second, first, second, second)] == [False, True, True, True, False]


def test_who_lost_the_address_is_not_current() -> None:
    ownership = Ownership()
    first, second = pair(STRANGER, "2001:db8::9"), pair(PC, "2001:db8::9")
    ownership.take(first)
    ownership.take(second)

    assert (first.is_current, second.is_current) == (False, True)


def test_mac_with_another_ipv4_address_is_a_change() -> None:
    ownership = Ownership()
    first, second = pair(STRANGER, "10.0.0.9"), pair(STRANGER, "10.0.0.10")

    assert [ownership.take(one) for one in (first, second, first)] == [False, True, True]


def test_ipv6_host_speaks_for_several_addresses() -> None:
    ownership = Ownership()
    addresses = [pair(STRANGER, "fe80::1"), pair(STRANGER, "2001:db8::1"), pair(STRANGER, "10.0.0.9")]

    assert [ownership.take(one) for one in addresses * 2] == [False] * 6
    assert all(one.is_current for one in addresses)


def test_router_with_many_addresses_is_no_news_but_losing_one_is() -> None:
    ownership = Ownership()
    held = [pair(GATEWAY, f"10.0.{third}.1") for third in range(MANY_ADDRESSES + 1)]
    for one in held:
        ownership.take(one)

    assert [ownership.take(one) for one in held] == [False] * len(held)
    assert ownership.take(pair(OTHER, "10.0.0.1"))
    assert ownership.take(held[0])


@pytest.mark.parametrize("other", [pair(PC, "10.0.0.9", vlan=7), pair(PC, "10.0.0.9", tentative=True), pair(PC, None)])
def test_other_vlans_probes_and_frames_without_address_take_nothing(other: Pair) -> None:
    ownership = Ownership()
    first = pair(STRANGER, "10.0.0.9")
    ownership.take(first)

    assert not ownership.take(other)
    assert first.is_current


def test_forgotten_pair_was_never_heard() -> None:
    ownership = Ownership()
    first, second = pair(STRANGER, "10.0.0.9"), pair(STRANGER, "10.0.0.10")
    for one in (first, second):
        ownership.take(one)
        ownership.forget(one)

    assert not ownership.take(pair(PC, "10.0.0.9"))
    assert not ownership.take(pair(STRANGER, "10.0.0.11"))
