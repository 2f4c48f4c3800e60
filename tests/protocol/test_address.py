from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.address import Address, Prefix, normal_form, parse_address, parse_prefix
from protocol.errors import MalformedIdentity
from tests.support.samples import addresses, prefixes


@given(addresses())
def test_the_normal_form_of_an_address_reads_back(address: Address) -> None:
    assert parse_address(normal_form(address)) == address
    assert parse_address(str(address)) == address


@given(prefixes())
def test_the_normal_form_of_a_prefix_reads_back(prefix: Prefix) -> None:
    assert parse_prefix(normal_form(prefix)) == prefix
    assert parse_prefix(str(prefix)) == prefix


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (IPv4Address("10.37.12.21"), "10.37.12.21"),
        (IPv6Address("2001:DB8:0:0:0:0:0:1"), "2001:db8::1"),
        (IPv6Address("::ffff:c000:201"), "::ffff:192.0.2.1"),
        (IPv6Address("::c000:201"), "::c000:201"),
        (IPv4Network("0.0.0.0/0"), "0.0.0.0/0"),
        (IPv6Network("2001:db8::/64"), "2001:db8::/64"),
        (IPv6Network("::ffff:0:0/96"), "::ffff:0.0.0.0/96"),
    ],
)
def test_the_normal_form_is_the_same_on_every_python(value: Address | Prefix, text: str) -> None:
    assert normal_form(value) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("１０.３７.１２.２１", "10.37.12.21"),
        ("10。37。12。21", "10.37.12.21"),
        ("　10.37.12.21 ", "10.37.12.21"),
        ("２００１：ｄｂ８：：１", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
    ],
)
def test_addresses_are_read_as_people_write_them(typed: str, meant: str) -> None:
    assert normal_form(parse_address(typed)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.37.12",
        "10.37.12.256",
        "010.037.001.005",
        "10.37.12.021",
        "10,37,12,21",
        "10.37.12.21²",
        "10.1.1.5-8",
        "10.37.12.21/24",
        "0x0a.0.0.1",
        "167772161",
        "fe80::1%eth0",
        "fe80::1%",
        "fe80::1％２",
        "1::2::3",
        ":::",
        "٣.٣.٣.٣",
        "10.37.12.21\0",
        "1" * 1000,
    ],
)
def test_nothing_is_guessed_about_an_address(text: str) -> None:
    with pytest.raises(MalformedIdentity) as refused:
        parse_address(text)
    assert refused.value.next_step
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.37.12.0",
        "10.37.12.0/",
        "10.37.12.1/24",
        "10.37.12.0/33",
        "10.37.12.0/024",
        "10.37.12.0/+24",
        "10.37.12.0/24/24",
        "10.37.12.0/255.255.255.0",
        "10.37.12.0/0.0.0.255",
        "fe80::%eth0/64",
        "2001:db8::1/64",
        "2001:db8::/129",
        "/24",
        "1" * 1000 + "/8",
    ],
)
def test_nothing_is_guessed_about_a_prefix(text: str) -> None:
    with pytest.raises(MalformedIdentity) as refused:
        parse_prefix(text)
    assert refused.value.next_step
    assert len(str(refused.value)) < 500


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-f:.%/]{1,50}"))
def test_any_text_is_read_or_a_malformed_identity(text: str) -> None:
    for parse in (parse_address, parse_prefix):
        try:
            value = parse(text)
        except MalformedIdentity:
            continue
        assert parse(normal_form(value)) == value
