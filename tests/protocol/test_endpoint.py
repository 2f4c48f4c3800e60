import contextlib
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.address import Address
from protocol.endpoint import Endpoint, parse_endpoint
from protocol.errors import MalformedIdentity


@pytest.mark.parametrize("text", ["192.0.2.1:443", "[2001:db8::1]:443", "203.0.113.9:1", "198.51.100.7:65535"])
def test_one_normal_form(text: str) -> None:
    assert str(parse_endpoint(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.0.2.1",
        "192.0.2.1:0",
        "192.0.2.1:65536",
        "192.0.2.1:0443",
        "192.0.2.1:443 ",
        "192.0.2.01:443",
        "2001:db8::1:443",
        "[2001:db8::1]",
        "[2001:db8::1%eth0]:443",
        "[192.0.2.1]x:443",
        "www.example.org:443",
        "http://192.0.2.1:443",
        "127.0.0.1:443",
        "[::1]:443",
        "0.0.0.0:443",
        "224.0.0.251:5353",
        "[fe80::1]:443",
        "169.254.169.254:80",
        "0.1.2.3:80",
        "255.255.255.255:80",
        "[::ffff:127.0.0.1]:22",
        "[::ffff:169.254.169.254]:80",
        "[::7f00:1]:22",
        "[64:ff9b::7f00:1]:22",
        "１92.0.2.1:443",
        "1" * 70 + ":443",
    ],
)
def test_nothing_but_literal_addresses_of_others(text: str) -> None:
    with pytest.raises(MalformedIdentity):
        parse_endpoint(text)


@given(st.ip_addresses(), st.integers(1, 65_535))
def test_what_it_writes_it_reads(address: Address, port: int) -> None:
    endpoint = Endpoint(address, port)
    if address.is_global and not address.is_multicast and not address.is_reserved:
        assert parse_endpoint(str(endpoint)) == endpoint
    assert str(endpoint).startswith("[") is isinstance(address, IPv6Address)


@given(st.text(max_size=80))
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(MalformedIdentity):
        assert 1 <= parse_endpoint(text).port <= 65_535
