"""Slices of a sweep: whatever the segment, nobody is asked for twice and no rate is exceeded."""

from ipaddress import IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import InvalidValue
from collector.presence.interval import MINUTE_US
from collector.presence.sweeping import (
    ADDRESSES_PER_ORDER,
    LATELY_US,
    MOST_ADDRESSES,
    Able,
    Plan,
    eui_64,
    plan,
    prefixes_of,
    questions_share,
    wanted,
)
from protocol.address import Address, Prefix
from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.mac import MacAddress

NOW = 10_000_000_000_000
PREFIX = ip_network("10.37.12.0/24")
MAC = MacAddress.parse("00-00-5E-00-53-01")


def able(number: int, *addresses: str) -> Able:
    return Able(f"{number:032x}", f"{number:032x}", frozenset(ip_address(one) for one in addresses))


def agents(count: int, base: str = "10.37.12.10") -> list[Able]:
    return [able(number, str(ip_address(base) + number), f"fe80::{number + 1}") for number in range(count)]


def asked(made: Plan) -> list[Address]:
    return [one for share in made.shares for order in share.orders for prefix in order for one in prefix]


@given(
    st.lists(
        st.sampled_from(["10.37.12.0/24", "10.37.13.0/25", "10.37.12.128/26", "2001:db8:37:12::/64"]), unique=True
    ),
    st.dictionaries(st.integers(0, 511), st.integers(0, 3 * LATELY_US), max_size=200),
    st.integers(1, 40),
    st.integers(1, 200),
)
def test_nobody_twice_none_left_and_no_rate_exceeded(
    texts: list[str], ages: dict[int, int], count: int, cap: int
) -> None:
    heard = {ip_address("10.37.12.0") + number: NOW - age for number, age in ages.items()}
    what = wanted([ip_network(text) for text in texts], [ip_address("2001:db8:37:12::5")], [MAC])
    there = [
        able(number, f"10.37.12.{number + 1}", f"10.37.13.{number + 1}", f"10.37.12.{number + 130}", "fe80::1")
        for number in range(count)
    ]

    made = plan(what, heard, there, cap, NOW)

    addresses = asked(made)
    everything = {one for _, group in what.groups for one in group}
    fresh = {one for one, last_us in heard.items() if NOW - last_us <= LATELY_US}
    assert len(addresses) == len(set(addresses)) == made.addresses
    assert set(addresses) == everything - fresh
    assert made.heard_lately == len(everything & fresh)
    assert all(1 <= share.frames_per_second <= PROBE_FRAMES_PER_SECOND for share in made.shares)
    assert made.frames_per_second <= cap
    assert all(len(order) <= ADDRESSES_PER_ORDER for share in made.shares for order in share.orders)
    assert all(len({prefix.version for prefix in order}) == 1 for share in made.shares for order in share.orders)


@given(st.sets(st.integers(0, 1023), max_size=64))
def test_prefixes_hold_exactly_these_addresses(numbers: set[int]) -> None:
    addresses = [ip_address("10.37.0.0") + number for number in numbers]

    found = [one for prefix in prefixes_of(addresses) for one in prefix]

    assert found == sorted(addresses)


def test_shares_are_balanced_and_take_as_long_as_the_rate_says() -> None:
    made = plan(wanted([ip_network("10.37.12.0/22")], [], []), {}, agents(8), 50, NOW)

    sizes = [share.addresses for share in made.shares]
    rates = [share.frames_per_second for share in made.shares]
    assert sum(sizes) == 1022
    assert sorted(rates) == [6, 6, 6, 6, 6, 6, 7, 7]
    assert max(sizes) - min(sizes) <= 25
    assert made.seconds <= 1022 * 2 // 50 + 3


def test_ten_agents_are_ten_times_as_fast_as_one_port_may_be() -> None:
    what = wanted([PREFIX], [], [])
    alone = plan(what, {}, agents(1), 200, NOW)
    together = plan(what, {}, agents(10), 200, NOW)

    assert alone.frames_per_second == PROBE_FRAMES_PER_SECOND
    assert together.frames_per_second == 10 * PROBE_FRAMES_PER_SECOND
    assert together.seconds * 7 < alone.seconds


def test_more_agents_than_frames_leave_some_out() -> None:
    made = plan(wanted([PREFIX], [], []), {}, agents(8), 3, NOW)

    assert [share.frames_per_second for share in made.shares] == [1, 1, 1]
    assert len(asked(made)) == 254


def test_nobody_asks_where_no_frame_is_allowed_or_nobody_is_able() -> None:
    what = wanted([PREFIX], [], [])

    assert plan(what, {}, agents(3), 0, NOW).shares == ()
    assert plan(what, {}, [], 50, NOW).shares == ()


@pytest.mark.parametrize("texts", [["10.0.0.0/19"], ["10.0.0.0/20", "10.1.0.0/30"]])
def test_a_wide_scan_is_refused(texts: list[str]) -> None:
    with pytest.raises(InvalidValue, match="never a wide scan"):
        wanted([ip_network(text) for text in texts], [], [])


def test_overlapping_prefixes_count_once() -> None:
    what = wanted([ip_network("10.0.0.0/20"), ip_network("10.0.4.0/24")], [], [])

    assert sum(len(group) for _, group in what.groups) == MOST_ADDRESSES - 2


def test_who_was_heard_lately_is_not_asked_for() -> None:
    heard: dict[Address, int] = {
        ip_address("10.37.12.21"): NOW - 59 * MINUTE_US,
        ip_address("10.37.12.22"): NOW - 61 * MINUTE_US,
    }
    made = plan(wanted([PREFIX], [], []), heard, agents(1), 50, NOW)

    assert ip_address("10.37.12.21") not in asked(made)
    assert ip_address("10.37.12.22") in asked(made)
    assert (made.wanted, made.heard_lately, made.addresses) == (254, 1, 253)


def test_ipv6_is_asked_for_what_is_known_or_easily_guessed_only() -> None:
    prefix = IPv6Network("2001:db8:37:12::/64")
    known: list[Address] = [ip_address("2001:db8:37:12:dead::1"), ip_address("2001:db8:ffff::1")]
    made = plan(wanted([prefix], known, [MAC]), {}, agents(1), 50, NOW)

    found = asked(made)
    assert len(found) == 1 + 255 + 2
    assert ip_address("2001:db8:37:12:dead::1") in found
    assert ip_address("2001:db8:ffff::1") not in found
    assert ip_address("fe80::200:5eff:fe00:5301") in found
    assert eui_64(prefix, MAC) == ip_address("2001:db8:37:12:200:5eff:fe00:5301")


def test_a_segment_without_ipv6_is_asked_for_none() -> None:
    assert all(group.version == 4 for group, _ in wanted([PREFIX], [], [MAC]).groups)


def test_guesses_are_bounded_and_what_is_known_comes_first() -> None:
    macs = [MacAddress(number.to_bytes(6, "big")) for number in range(2, 3002)]
    known: list[Address] = [ip_address("2001:db8:37:12:dead::1")]
    what = wanted([IPv6Network("2001:db8:37:12::/64")], known, macs)

    (_, addresses) = what.groups[-1]
    assert len(addresses) == MOST_ADDRESSES
    assert what.unguessed == 1 + 255 + 6000 - MOST_ADDRESSES
    assert known[0] in addresses


def test_an_address_on_no_able_agents_link_is_counted() -> None:
    prefixes: list[Prefix] = [PREFIX, ip_network("10.99.0.0/24"), ip_network("2001:db8::/64")]
    made = plan(wanted(prefixes, [], []), {}, [able(1, "10.37.12.10")], 50, NOW)

    assert made.unreached == 254 + 255
    assert made.addresses == 254


@pytest.mark.parametrize(("cap", "share"), [(0, 0), (4, 0), (10, 2), (50, 10), (200, 15)])
def test_single_questions_have_a_part_of_the_cap(cap: int, share: int) -> None:
    assert questions_share(cap) == share
