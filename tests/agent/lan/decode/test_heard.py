from ipaddress import IPv4Address, IPv6Address

import pytest

from agent.lan.decode.heard import SightingHeard, host_address_4, host_address_6, sightings, terminal
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

MAC, OTHER = bytes.fromhex("00005e005301"), bytes.fromhex("00005e005304")


@pytest.mark.parametrize("octets", ["ffffffffffff", "01005e000001", "333300000001", "000000000000"])
def test_group_addresses_and_zeros_are_no_terminal(octets: str) -> None:
    assert terminal(bytes.fromhex(octets)) is None


def test_any_other_mac_is_a_terminal() -> None:
    assert terminal(MAC) == MacAddress(MAC)


@pytest.mark.parametrize("address", ["0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.251", "239.9.9.9", "255.255.255.255"])
def test_nobodys_ipv4_addresses(address: str) -> None:
    assert host_address_4(IPv4Address(address).packed) is None


@pytest.mark.parametrize("address", ["10.37.12.21", "169.254.1.1", "240.0.0.1", "223.255.255.255", "1.0.0.1"])
def test_hosts_ipv4_addresses(address: str) -> None:
    assert host_address_4(IPv4Address(address).packed) == IPv4Address(address)


@pytest.mark.parametrize(
    ("address", "is_host"), [("::", False), ("::1", False), ("ff02::1", False), ("fe80::1", True), ("::2", True)]
)
def test_ipv6_addresses_of_hosts(address: str, is_host: bool) -> None:
    found = host_address_6(IPv6Address(address).packed)

    assert found == (IPv6Address(address) if is_host else None)


def test_speaker_and_sender_are_both_reported_where_they_differ() -> None:
    address = IPv4Address("10.37.12.21")

    assert sightings(MAC, OTHER, address, HeardHow.ARP_REPLY, 7) == (
        SightingHeard(MacAddress(MAC), address, HeardHow.ARP_REPLY, 7),
        SightingHeard(MacAddress(OTHER), None, HeardHow.ARP_REPLY, 7),
    )


def test_a_speaker_that_is_a_group_leaves_the_sender() -> None:
    found = sightings(b"\xff" * 6, MAC, None, HeardHow.ARP_REPLY, None)

    assert found == (SightingHeard(MacAddress(MAC), None, HeardHow.ARP_REPLY, None),)
