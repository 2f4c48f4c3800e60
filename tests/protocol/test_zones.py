from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.zones import TABLE, Zone, ZonePrefix, holds, row_of, unmapped


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("59.255.255.255", Zone.EXTRANET),
        ("59.191.255.255", None),
        ("172.20.10.15", Zone.CONSUMER),
        ("172.20.10.16", Zone.PRIVATE),
        ("192.168.31.1", Zone.CONSUMER),
        ("192.168.32.1", Zone.PRIVATE),
        ("100.127.255.255", Zone.SHARED),
        ("fd00::1", Zone.PRIVATE),
        ("fe80::1", Zone.LINK_LOCAL),
        ("::1", Zone.LOOPBACK),
        ("2001:db8::1", None),
    ],
)
def test_longest_prefix_wins(address: str, zone: Zone | None) -> None:
    row = row_of(TABLE, ip_address(address))

    assert (row.zone if row else None) is zone


def test_of_equal_prefixes_the_first_wins() -> None:
    own = ZonePrefix(ip_network("192.168.1.0/24"), Zone.PRIVATE, "of our own")

    assert row_of((own, *TABLE), ip_address("192.168.1.7")) is own


@given(st.ip_addresses(v=4))
def test_an_address_in_the_clothes_of_ipv6_is_itself(address: object) -> None:
    dressed = ip_address(f"::ffff:{address}")

    assert unmapped(dressed) == address
    assert row_of(TABLE, dressed) is row_of(TABLE, unmapped(dressed))


def test_no_prefix_holds_an_address_of_the_other_family() -> None:
    assert not holds(ip_network("0.0.0.0/0"), ip_address("::1"))
    assert holds(ip_network("0.0.0.0/0"), ip_address("192.0.2.1"))
