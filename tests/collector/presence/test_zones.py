from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import privacy
from collector.presence.zones import PUBLIC_RESOLVERS, SHIPPED, handed_out_by, zone_of
from protocol.address import Address
from protocol.zones import TABLE, Zone, ZonePrefix

ADDRESSES = st.ip_addresses()
ROWS = st.builds(
    ZonePrefix,
    st.one_of(
        st.tuples(st.ip_addresses(v=4), st.integers(0, 32)).map(lambda it: ip_network(it, strict=False)),
        st.tuples(st.ip_addresses(v=6), st.integers(0, 128)).map(lambda it: ip_network(it, strict=False)),
    ),
    st.sampled_from(list(Zone)),
)


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("59.192.0.1", Zone.EXTRANET),
        ("59.255.255.254", Zone.EXTRANET),
        ("59.191.255.255", Zone.PUBLIC),
        ("60.0.0.0", Zone.PUBLIC),
        ("10.37.12.21", Zone.PRIVATE),
        ("172.16.0.1", Zone.PRIVATE),
        ("172.20.10.2", Zone.CONSUMER),
        ("172.20.10.16", Zone.PRIVATE),
        ("172.32.0.1", Zone.PUBLIC),
        ("192.168.137.5", Zone.CONSUMER),
        ("192.168.8.100", Zone.CONSUMER),
        ("10.42.0.9", Zone.CONSUMER),
        ("192.168.77.1", Zone.PRIVATE),
        ("100.64.0.1", Zone.SHARED),
        ("100.128.0.1", Zone.PUBLIC),
        ("169.254.7.7", Zone.LINK_LOCAL),
        ("127.0.0.53", Zone.LOOPBACK),
        ("fe80::1", Zone.LINK_LOCAL),
        ("fd00::1", Zone.PRIVATE),
        ("::1", Zone.LOOPBACK),
        ("2001:db8::1", Zone.PUBLIC),
        ("::ffff:59.192.0.1", Zone.EXTRANET),
        ("::ffff:192.168.1.7", Zone.CONSUMER),
    ],
)
def test_zone(address: str, zone: Zone) -> None:
    assert zone_of(ip_address(address)) is zone


def test_who_hands_an_address_out() -> None:
    assert handed_out_by(ip_address("172.20.10.2")) == "iPhone hotspot"
    assert handed_out_by(ip_address("192.168.137.9")) == "Windows connection sharing"
    assert handed_out_by(ip_address("10.37.12.21")) is None
    assert handed_out_by(ip_address("2001:db8::1")) is None


def test_declared_segment_comes_before_the_table() -> None:
    declared = (ip_network("192.168.1.0/24"), ip_network("2001:db8:37::/48"))

    assert SHIPPED.zone_of(ip_address("192.168.1.7"), declared) is Zone.DECLARED
    assert SHIPPED.zone_of(ip_address("192.168.3.7"), declared) is Zone.CONSUMER
    assert SHIPPED.zone_of(ip_address("2001:db8:37::7"), declared) is Zone.DECLARED


def test_deployment_adds_and_overrides() -> None:
    own = (
        ZonePrefix(ip_network("2001:db8:64::/48"), Zone.EXTRANET, "city extranet"),
        ZonePrefix(ip_network("192.168.1.0/24"), Zone.PRIVATE, "registry hall"),
        ZonePrefix(ip_network("10.0.0.0/7"), Zone.CONSUMER),
    )
    zones = SHIPPED.extended(own)

    assert zones.zone_of(ip_address("2001:db8:64::1")) is Zone.EXTRANET
    assert (zones.zone_of(ip_address("192.168.1.7")), zones.name_of(ip_address("192.168.1.7"))) == (
        Zone.PRIVATE,
        "registry hall",
    )
    assert zones.zone_of(ip_address("10.1.1.1")) is Zone.PRIVATE, "a shorter prefix overrides nothing"


def test_public_resolvers_are_public() -> None:
    assert {zone_of(address) for address in PUBLIC_RESOLVERS} == {Zone.PUBLIC}


def test_every_consumer_range_says_who_hands_it_out() -> None:
    assert all(row.name for row in TABLE if row.zone in (Zone.CONSUMER, Zone.SHARED))


@given(ADDRESSES, st.lists(ROWS, max_size=20))
def test_longest_prefix_wins_and_of_equal_ones_the_added(address: Address, rows: list[ZonePrefix]) -> None:
    zones = SHIPPED.extended(rows)
    plain = (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
    fitting = [row for row in zones.rows if row.prefix.version == plain.version and plain in row.prefix]

    row = zones.row_of(address)

    if not fitting:
        assert row is None
        assert zones.zone_of(address) is Zone.PUBLIC
        return
    assert row is not None
    assert row.prefix.prefixlen == max(one.prefix.prefixlen for one in fitting)
    assert row is next(one for one in fitting if one.prefix == row.prefix)
    assert zones.zone_of(address) is row.zone


@given(st.lists(ROWS, max_size=6), st.data())
def test_all_addresses_of_a_prefix_are_in_its_zone_or_a_narrower_ones(
    rows: list[ZonePrefix], data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from([*rows, *TABLE]))
    last = int(row.prefix.broadcast_address)
    number = data.draw(st.integers(int(row.prefix.network_address), last))
    address = IPv4Address(number) if row.prefix.version == 4 else IPv6Address(number)
    found = SHIPPED.extended(rows).row_of(address)

    if not (isinstance(address, IPv6Address) and address.ipv4_mapped):
        assert found is not None
        assert found.prefix.prefixlen >= row.prefix.prefixlen


@given(ADDRESSES)
def test_the_agent_says_the_same_zone(address: Address) -> None:
    assert privacy.zone_of(address) is zone_of(address)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row.prefix))
def test_the_agent_agrees_at_the_edges_of_every_row(row: ZonePrefix) -> None:
    for address in (row.prefix.network_address, row.prefix.broadcast_address):
        assert privacy.zone_of(address) is zone_of(address)
