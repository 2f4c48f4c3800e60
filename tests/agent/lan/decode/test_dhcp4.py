from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import ClientTold, NameGiven, ServerOffering, SightingHeard, Unreadable
from protocol.observations.lan import DhcpVersion, HeardHow, ServerKind
from tests.support.frames import GATEWAY, OTHER, PC, STRANGER, dhcp_answer, dhcp_request, mac, wire

CLIENT = SightingHeard(mac(STRANGER), None, HeardHow.DHCP4, None)


def test_client_with_name_and_vendor_class() -> None:
    heard = decode(dhcp_request([("hostname", b"pc-1"), ("vendor_class_id", b"MSFT 5.0")]))

    assert heard == (CLIENT, NameGiven(mac(STRANGER), "pc-1", "MSFT 5.0", HeardHow.DHCP4))


@pytest.mark.parametrize(
    ("option", "name"),
    [
        (b"\0\0\0pc-1.example", "pc-1.example"),
        (b"\4\0\0\4pc-1\7example\0", "pc-1.example"),
        (b"\1\0\0", None),
    ],
    ids=["ascii", "wire-format", "empty"],
)
def test_fully_qualified_name_counts_where_no_host_name_is(option: bytes, name: str | None) -> None:
    expected = (CLIENT,) if name is None else (CLIENT, NameGiven(mac(STRANGER), name, None, HeardHow.DHCP4))

    assert decode(dhcp_request([(81, option)])) == expected


def test_vendor_class_without_a_name_is_worth_saying() -> None:
    heard = decode(dhcp_request([("vendor_class_id", b"android-dhcp-14")]))

    assert heard == (CLIENT, NameGiven(mac(STRANGER), "", "android-dhcp-14", HeardHow.DHCP4))


def test_renewing_client_speaks_for_its_address() -> None:
    address = IPv4Address("10.37.12.21")

    assert decode(dhcp_request([], address="10.37.12.21")) == (CLIENT._replace(address=address),)


def test_client_of_another_link_is_not_reported() -> None:
    assert decode(dhcp_request([("hostname", b"far-away")], relay="10.99.0.1", source=GATEWAY)) == ()


def test_client_hardware_address_of_another_leaves_the_sender_on_record() -> None:
    assert decode(dhcp_request([], client=STRANGER, source=OTHER)) == (CLIENT, CLIENT._replace(mac=mac(OTHER)))


@pytest.mark.parametrize(("kind", "leased_to"), [("offer", None), ("ack", mac(PC)), ("nak", None)])
def test_server_that_answers(kind: str, leased_to: object) -> None:
    address = IPv4Address("10.37.12.1")

    assert decode(dhcp_answer(kind)) == (
        SightingHeard(mac(GATEWAY), address, HeardHow.DHCP4, None),
        ServerOffering(ServerKind.DHCP4, mac(GATEWAY), address, leased_to=leased_to),  # type: ignore[arg-type]
    )


def test_behind_a_relay_mac_and_address_are_no_pair() -> None:
    heard = decode(dhcp_answer("offer", server="10.99.0.1", relay="10.37.12.1"))

    assert heard[0] == SightingHeard(mac(GATEWAY), None, HeardHow.DHCP4, None)
    assert heard[1] == ServerOffering(ServerKind.DHCP4, mac(GATEWAY), IPv4Address("10.99.0.1"))


def test_plain_bootp_says_nothing() -> None:
    assert decode(dhcp_request([]).replace(b"\x63\x82\x53\x63", bytes(4))) == ()


@pytest.mark.parametrize(("overload", "field"), [(1, "file"), (2, "sname"), (3, "sname"), (3, "file")])
def test_a_server_does_not_hide_where_options_are_overloaded(overload: int, field: str) -> None:
    hidden = b"\x35\1\2\x36\4\x0a\x25\x0c\x01\xff"
    message = BOOTP(
        op=2,
        chaddr=mac(PC).octets,
        file=hidden if field == "file" else b"",
        sname=hidden if field == "sname" else b"",
    )
    message = message / DHCP(options=[(52, bytes((overload,))), "end"])
    frame = wire(Ether(src=GATEWAY) / IP(src="10.37.12.9") / UDP(sport=67, dport=68) / message)

    assert decode(frame)[1] == ServerOffering(ServerKind.DHCP4, mac(GATEWAY), IPv4Address("10.37.12.1"))


def test_fields_that_are_not_overloaded_hold_no_options() -> None:
    message = BOOTP(op=2, chaddr=mac(PC).octets, file=b"\x35\1\2\xff") / DHCP(options=[(52, b"\2"), "end"])

    assert decode(wire(Ether(src=GATEWAY) / IP() / UDP(sport=67, dport=68) / message)) == ()


def test_the_options_field_goes_before_the_overloaded_ones() -> None:
    options: list[object] = [(52, b"\1"), ("message-type", "ack"), ("server_id", "10.37.12.1"), "end"]
    message = BOOTP(op=2, chaddr=mac(PC).octets, file=b"\x36\4\x0a\x63\0\1\xff") / DHCP(options=options)
    (_, offering) = decode(wire(Ether(src=GATEWAY) / IP(src="10.37.12.9") / UDP(sport=67, dport=68) / message))

    assert isinstance(offering, ServerOffering)
    assert offering.address == IPv4Address("10.37.12.1")


def test_option_longer_than_the_message_is_unreadable() -> None:
    frame = dhcp_request([("hostname", b"pc-1")]).replace(b"\x0c\x04pc-1", b"\x0c\xffpc-1")

    with pytest.raises(Unreadable, match="DHCP option: 12 "):
        decode(frame)


def test_unknown_operation_is_unreadable() -> None:
    frame = bytearray(dhcp_request([]))
    frame[42] = 7

    with pytest.raises(Unreadable, match="operation 7"):
        decode(bytes(frame))


def test_client_tells_its_identifier_and_what_it_asks_for() -> None:
    options: list[object] = [
        ("vendor_class_id", b"MSFT 5.0"),
        ("client_id", b"\xff\1\2"),
        ("param_req_list", [1, 3, 6, 119, 252]),
    ]

    assert decode(dhcp_request(options))[2] == ClientTold(
        mac(STRANGER), DhcpVersion.DHCP4, "ff0102", "MSFT 5.0", (1, 3, 6, 119, 252), False
    )


@pytest.mark.parametrize("option", [("relay_agent_information", b"\1\4port"), (82, b"")], ids=["circuit", "empty"])
def test_mark_of_a_snooping_switch_is_told(option: object) -> None:
    assert decode(dhcp_request([option]))[1] == ClientTold(mac(STRANGER), DhcpVersion.DHCP4, None, None, (), True)


@given(st.binary(min_size=1, max_size=200), st.lists(st.integers(0, 255), max_size=200))
def test_scapy_reads_the_same_and_what_is_kept_is_bounded(identifier: bytes, asked: list[int]) -> None:
    frame = dhcp_request([("client_id", identifier), ("param_req_list", asked)])
    referee = {option[0]: option[1] for option in Ether(frame)[DHCP].options if isinstance(option, tuple)}

    (told,) = (heard for heard in decode(frame) if isinstance(heard, ClientTold))
    assert told.client_id == referee["client_id"][:128].hex()
    assert told.parameters == tuple(referee.get("param_req_list", []))[:64]
