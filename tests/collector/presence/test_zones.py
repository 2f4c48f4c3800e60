from ipaddress import ip_address

import pytest

from collector.presence.zones import Zone, handed_out_by, zone_of


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("59.192.0.1", Zone.EXTRANET),
        ("59.255.255.254", Zone.EXTRANET),
        ("59.191.255.255", Zone.PUBLIC),
        ("10.37.12.21", Zone.PRIVATE),
        ("172.16.0.1", Zone.PRIVATE),
        ("172.20.10.2", Zone.CONSUMER),
        ("172.20.10.16", Zone.PRIVATE),
        ("192.168.137.5", Zone.CONSUMER),
        ("10.42.0.9", Zone.CONSUMER),
        ("192.168.77.1", Zone.PRIVATE),
        ("100.64.0.1", Zone.SHARED),
        ("100.128.0.1", Zone.PUBLIC),
        ("169.254.7.7", Zone.LINK_LOCAL),
        ("127.0.0.1", Zone.LOOPBACK),
        ("fe80::1", Zone.LINK_LOCAL),
        ("fd00::1", Zone.PRIVATE),
        ("::1", Zone.LOOPBACK),
        ("2001:db8::1", Zone.PUBLIC),
    ],
)
def test_zone(address: str, zone: Zone) -> None:
    assert zone_of(ip_address(address)) is zone


def test_who_hands_an_address_out() -> None:
    assert handed_out_by(ip_address("172.20.10.2")) == "iPhone hotspot"
    assert handed_out_by(ip_address("10.37.12.21")) is None
    assert handed_out_by(ip_address("2001:db8::1")) is None
