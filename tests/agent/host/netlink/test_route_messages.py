import struct
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from socket import AF_INET, AF_INET6

import pytest
from hypothesis import given, strategies

from agent.host.netlink import route_messages
from agent.host.netlink.message import MalformedNetlink, attribute
from agent.host.tables import Link, LinkAddress, NeighbourEntry, RouteEntry
from protocol.mac import MacAddress

MAC = bytes.fromhex("00005e005301")


def number(value: int) -> bytes:
    return struct.pack("=I", value)


def link(*attributes: bytes, flags: int = 0x1003, index: int = 4) -> bytes:
    return struct.pack("=BxHiII", 0, 1, index, flags, 0) + b"".join(attributes)


def route(family: int, length: int, *attributes: bytes, table: int = 254, flags: int = 0) -> bytes:
    return struct.pack("=BBBBBBBBI", family, length, 0, 0, table, 3, 0, 1, flags) + b"".join(attributes)


def test_link_of_a_virtual_bridge_port() -> None:
    body = link(
        attribute(3, b"vnet0\0"),
        attribute(1, MAC),
        attribute(16, b"\6"),
        attribute(33, b"\1"),
        attribute(10, number(9)),
        attribute(18 | 0x8000, attribute(1, b"tun\0")),
    )

    mac = MacAddress(MAC)
    assert route_messages.parse_link(body) == Link(
        4, "vnet0", mac, None, 1, 0x1003, "tun", master=9, carrier=True, operstate=6
    )


def test_link_of_a_device_names_its_place_and_its_permanent_address() -> None:
    found = route_messages.parse_link(link(attribute(54, MAC), attribute(56, b"1-2:1.0\0"), attribute(57, b"usb\0")))

    assert (found.permanent_mac, found.parent_bus, found.parent_device) == (MacAddress(MAC), "usb", "1-2:1.0")


def test_alternative_names_are_kept_in_order_and_bounded() -> None:
    names = attribute(53, b"enp0s3\0") + attribute(53, b"office\0") + attribute(99, b"later\0")
    many = b"".join(attribute(53, b"name%d\0" % n) for n in range(99))

    assert route_messages.parse_link(link(attribute(52 | 0x8000, names))).other_names == ("enp0s3", "office")
    assert len(route_messages.parse_link(link(attribute(52 | 0x8000, many))).other_names) == 16


@pytest.mark.parametrize(("octets", "namespace"), [(number(3), 3), (b"\xff" * 4, -1), (b"\0", None)])
def test_link_that_sits_on_one_in_another_namespace_says_in_which(octets: bytes, namespace: int | None) -> None:
    found = route_messages.parse_link(link(attribute(5, number(2)), attribute(37, octets)))

    assert (found.lower, found.lower_namespace) == (None, namespace)


@pytest.mark.parametrize("octets", [bytes(6), bytes(4), b"\1" * 20], ids=["zero", "ipv4-tunnel", "infiniband"])
def test_link_layers_without_a_48_bit_address_have_none(octets: bytes) -> None:
    assert route_messages.parse_link(link(attribute(1, octets))).mac is None


def test_carrier_of_a_link_that_is_down_means_nothing() -> None:
    assert route_messages.parse_link(link(attribute(33, b"\0"), flags=0x1002)).carrier is None


@pytest.mark.parametrize(
    ("attributes", "lower"),
    [
        ([attribute(5, number(2))], 2),
        ([attribute(5, number(4))], None),
        ([attribute(5, number(0))], None),
        ([attribute(5, number(2)), attribute(37, number(0))], None),
        ([attribute(5, number(2)), attribute(18, attribute(1, b"veth\0"))], None),
    ],
    ids=["vlan", "itself", "zero", "other-namespace", "veth-peer"],
)
def test_lower_link_is_what_it_sits_on(attributes: list[bytes], lower: int | None) -> None:
    assert route_messages.parse_link(link(*attributes)).lower == lower


def test_own_address_of_a_point_to_point_link_is_not_the_peers() -> None:
    header = struct.pack("=BBBBI", AF_INET, 32, 0x80, 0, 7)
    body = header + attribute(1, bytes([10, 0, 0, 9])) + attribute(2, bytes([10, 0, 0, 1]))

    assert route_messages.parse_address(body) == LinkAddress(7, IPv4Address("10.0.0.1"), 32, 0, 0x80)


def test_flags_beyond_eight_bits_are_read() -> None:
    header = struct.pack("=BBBBI", AF_INET6, 64, 0x80, 253, 7)
    body = header + attribute(1, IPv6Address("fe80::1").packed) + attribute(8, number(0x280))

    assert route_messages.parse_address(body) == LinkAddress(7, IPv6Address("fe80::1"), 64, 253, 0x280)


def test_multipath_route_becomes_one_entry_a_next_hop() -> None:
    hops = b"".join(struct.pack("=HBBi", 16, 0, 0, index) + attribute(5, bytes([10, 0, 0, index])) for index in (1, 2))

    found = route_messages.parse_route(route(AF_INET, 0, attribute(9, hops), attribute(6, number(50))))

    assert [(entry.gateway, entry.out_index, entry.metric) for entry in found] == [
        (IPv4Address("10.0.0.1"), 1, 50),
        (IPv4Address("10.0.0.2"), 2, 50),
    ]


def test_table_beyond_255_and_gateway_of_the_other_family() -> None:
    via = struct.pack("=H", AF_INET6) + IPv6Address("fe80::1").packed

    found = route_messages.parse_route(
        route(AF_INET, 24, attribute(1, bytes([10, 1, 2, 0])), attribute(15, number(51820)), attribute(18, via))
    )

    network = IPv4Network("10.1.2.0/24")
    assert found == (RouteEntry(AF_INET, network, IPv6Address("fe80::1"), None, 0, 51820, 3, 1),)


def test_ipv6_default_route_has_no_destination_attribute() -> None:
    assert route_messages.parse_route(route(AF_INET6, 0))[0].destination == IPv6Network("::/0")


@pytest.mark.parametrize("body", [route(AF_INET, 0, flags=0x200), route(128, 0)], ids=["cloned", "multicast-routing"])
def test_routes_nobody_configured_are_left_out(body: bytes) -> None:
    assert route_messages.parse_route(body) == ()


def test_neighbour_with_and_without_a_mac() -> None:
    header = struct.pack("=BxxxiHBB", AF_INET, 4, 2, 0, 1)
    address = attribute(1, bytes([10, 0, 0, 9]))

    known = NeighbourEntry(4, IPv4Address("10.0.0.9"), MacAddress(MAC), 2, 0)
    assert route_messages.parse_neighbour(header + address + attribute(2, MAC)) == known
    assert route_messages.parse_neighbour(header + address) == NeighbourEntry(4, IPv4Address("10.0.0.9"), None, 2, 0)


def test_forwarding_entry_of_a_bridge_is_no_neighbour() -> None:
    assert route_messages.parse_neighbour(struct.pack("=BxxxiHBB", 7, 4, 2, 0, 0) + attribute(2, MAC)) is None


PARSERS: list[Callable[[bytes], object]] = [
    route_messages.parse_link,
    route_messages.parse_address,
    route_messages.parse_route,
    route_messages.parse_neighbour,
]
WELL_FORMED = [
    link(attribute(3, b"eth0\0"), attribute(1, MAC), attribute(18, attribute(1, b"vlan\0"))),
    struct.pack("=BBBBI", AF_INET, 24, 0, 0, 4) + attribute(1, bytes(4)),
    route(AF_INET, 0, attribute(9, struct.pack("=HBBi", 16, 0, 0, 1) + attribute(5, bytes(4)))),
    struct.pack("=BxxxiHBB", AF_INET6, 4, 2, 0, 0) + attribute(1, bytes(16)) + attribute(2, MAC),
]


@given(
    strategies.sampled_from(PARSERS),
    strategies.sampled_from(WELL_FORMED) | strategies.binary(max_size=200),
    strategies.lists(strategies.tuples(strategies.integers(0, 199), strategies.integers(0, 255)), max_size=6),
)
def test_any_bytes_parse_or_are_malformed(
    parse: Callable[[bytes], object], body: bytes, overwritten: list[tuple[int, int]]
) -> None:
    damaged = bytearray(body)
    for place, value in overwritten:
        if damaged:
            damaged[place % len(damaged)] = value
    with suppress(MalformedNetlink):
        parse(bytes(damaged))
