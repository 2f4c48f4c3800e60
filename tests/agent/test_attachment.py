from ipaddress import ip_address, ip_network

import pytest

from agent.attachment import Attached, attachments
from protocol.mac import MacAddress
from protocol.observations import AdapterKind, Observation
from protocol.policy import DeclaredSegment
from tests.support.observed import (
    ADAPTER,
    GATEWAY_MAC,
    OWN_MAC,
    SEGMENT,
    adapter,
    default_route,
    holds,
    neighbour,
    office,
    segment,
)

STRANGER = MacAddress.parse("00-00-5E-00-53-66")


def place(told: tuple[Observation, ...], *declared: DeclaredSegment, before: tuple[Attached, ...] = ()) -> Attached:
    return attachments(told, declared, {}, before)[0]


def test_evidence_holds_what_the_kernel_says() -> None:
    evidence = attachments(office(), (), {ADAPTER: ip_address("59.207.0.1")})[0].evidence

    assert (evidence.mac, evidence.prefixes) == (OWN_MAC, (ip_network("59.207.0.0/24"),))
    assert [str(address) for address in evidence.addresses] == ["59.207.0.23", "fe80::3"]
    assert (evidence.gateways, evidence.gateway_macs) == ((ip_address("59.207.0.254"),), (GATEWAY_MAC,))
    assert evidence.dhcp_server == ip_address("59.207.0.1")


MATCHES = [
    pytest.param(office(), segment(), True, id="prefix suffices"),
    pytest.param(office(), segment("10.37.12.0/24"), False, id="other prefix"),
    pytest.param(office(), segment("2001:db8::/64"), False, id="other family"),
    pytest.param(office(), segment(gateway_macs=(GATEWAY_MAC,)), True, id="gateway's MAC known"),
    pytest.param(office(STRANGER), segment(gateway_macs=(GATEWAY_MAC,)), False, id="other gateway: at home"),
    pytest.param(office(None), segment(gateway_macs=(GATEWAY_MAC,)), False, id="gateway's MAC not known yet"),
    pytest.param(
        (*office(None), neighbour("59.207.0.253")), segment(gateway_macs=(GATEWAY_MAC,)), True, id="known as neighbour"
    ),
    pytest.param(office(), segment(gateways=("59.207.0.254",)), True, id="gateway declared"),
    pytest.param(office(), segment(gateways=("59.207.0.1",)), False, id="undeclared gateway"),
    pytest.param((adapter(), holds("59.207.0.23")), segment(gateways=("59.207.0.1",)), True, id="no default route"),
]


@pytest.mark.parametrize(("told", "declared", "is_attached"), MATCHES)
def test_matching(told: tuple[Observation, ...], declared: DeclaredSegment, is_attached: bool) -> None:
    assert place(told, declared).segments == ((SEGMENT,) if is_attached else ())


@pytest.mark.parametrize(
    "told",
    [
        (adapter(AdapterKind.LOOPBACK), holds("127.0.0.1", 8)),
        (adapter(is_up=False), holds("59.207.0.23")),
        (adapter(), holds("59.207.0.23", is_tentative=True)),
        (adapter(),),
    ],
)
def test_adapter_without_a_usable_address_is_attached_to_nothing(told: tuple[Observation, ...]) -> None:
    assert attachments(told, (segment(),), {}) == ()


def test_gateway_the_kernel_forgot_still_counts_while_nothing_else_changed() -> None:
    declared = segment(gateway_macs=(GATEWAY_MAC,))
    before = (place(office(), declared),)

    assert place(office(None), declared, before=before).segments == (SEGMENT,)
    assert place(office(STRANGER), declared, before=before).segments == ()
    moved = (adapter(), holds("59.207.0.99", 25), default_route("59.207.0.126", None))
    assert place(moved, declared, before=before).segments == ()
