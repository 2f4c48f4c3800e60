from ipaddress import IPv4Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.host.netlink.nftables_messages import Element
from agent.privileged.prefixes import MOST_PREFIXES, between, compared, prefixes_of

OCTETS = st.binary(min_size=4, max_size=4) | st.binary(max_size=16)
V4 = st.integers(0, 2**32 - 1)


def octets(text: str) -> bytes:
    return ip_address(text).packed


@pytest.mark.parametrize(
    ("value", "mask", "width", "prefix"),
    [
        (bytes((172, 17)), b"\xff\xff", 4, "172.17.0.0/16"),
        (bytes((10, 20, 16, 0)), b"\xff\xff\xf0\0", 4, "10.20.16.0/20"),
        (octets("10.3.0.9"), b"\xff" * 4, 4, "10.3.0.9/32"),
        (octets("fd00:1::")[:6], b"\xff" * 6, 16, "fd00:1::/48"),
        (octets("10.0.0.1"), b"\xff\0\0\xff", 4, None),
    ],
)
def test_a_comparison_is_for_a_prefix(value: bytes, mask: bytes, width: int, prefix: str | None) -> None:
    assert compared(value, mask, width) == (None if prefix is None else ip_network(prefix))


@given(V4, V4)
def test_a_range_covers_its_ends_and_nothing_outside(one: int, other: int) -> None:
    low, high = sorted((one, other))
    found = between(low.to_bytes(4), high.to_bytes(4))

    assert len(found) <= MOST_PREFIXES
    assert not found or (IPv4Address(low) in found[0] and IPv4Address(high) in found[-1])
    assert all(low <= int(prefix[0]) <= int(prefix[-1]) <= high for prefix in found)


def test_intervals_of_a_set_and_single_addresses() -> None:
    starts = [Element(octets(text), False, None) for text in ("10.1.0.0", "10.9.0.0")]
    ends = [Element(octets(text), True, None) for text in ("0.0.0.0", "10.2.0.0", "10.9.1.0")]
    up_to_the_end = [Element(octets("255.255.255.0"), False, None), Element(octets("0.0.0.0"), True, None)]
    with_last = [Element(octets("10.4.0.0"), False, octets("10.4.0.255"))]

    assert list(map(str, prefixes_of(starts + ends))) == ["10.1.0.0/16", "10.9.0.0/24"]
    assert list(map(str, prefixes_of(starts))) == ["10.1.0.0/32", "10.9.0.0/32"]
    assert list(map(str, prefixes_of(up_to_the_end))) == ["255.255.255.0/24"]
    assert list(map(str, prefixes_of(with_last))) == ["10.4.0.0/24"]


def test_half_of_a_list_is_never_said() -> None:
    many = [Element(octets(f"10.{number}.0.0"), False, octets(f"10.{number}.0.255")) for number in range(40)]
    ragged = [Element(octets("10.0.0.1"), False, octets("10.255.255.254"))]

    assert prefixes_of(many) == prefixes_of(ragged) == prefixes_of([*many[:3], *ragged]) == ()
    assert len(prefixes_of(many[:MOST_PREFIXES])) == MOST_PREFIXES


@given(st.lists(st.builds(Element, OCTETS, st.booleans(), st.none() | OCTETS)))
def test_no_elements_make_it_fail(elements: list[Element]) -> None:
    assert len(prefixes_of(elements)) <= MOST_PREFIXES
