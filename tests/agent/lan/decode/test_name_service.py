from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, strategies
from scapy.layers.dns import DNS, DNSRR
from scapy.layers.inet import IP
from scapy.layers.l2 import Ether
from scapy.layers.llmnr import LLMNRResponse
from scapy.layers.netbios import NBNSRegistrationRequest

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import Heard, NameGiven, SightingHeard, Unreadable, host_address_4
from protocol.observations.lan import HeardHow
from tests.support.frames import LINK_LOCAL, PC, STRANGER, damaged, mac
from tests.support.told_frames import ADDRESS, llmnr, mdns_answer, mdns_query, netbios, to_mdns

SPEAKER = SightingHeard(mac(STRANGER), IPv4Address(ADDRESS), HeardHow.MDNS, None)
SPEAKER_6 = SightingHeard(mac(STRANGER), IPv6Address(LINK_LOCAL), HeardHow.LLMNR, None)
NAMES = strategies.text(strategies.characters(codec="ascii", categories=("Lu", "N")), min_size=1, max_size=15)


def names(heard: tuple[Heard, ...]) -> list[str]:
    return [one.name for one in heard if isinstance(one, NameGiven)]


def test_mdns_host_names_itself_and_its_services_stay_unsaid() -> None:
    assert decode(to_mdns(mdns_answer())) == (SPEAKER, NameGiven(mac(STRANGER), "pc-1", None, HeardHow.MDNS))


def test_llmnr_host_names_itself() -> None:
    assert decode(llmnr()) == (SPEAKER_6, NameGiven(mac(STRANGER), "pc-1", None, HeardHow.LLMNR))


@pytest.mark.parametrize("kind", [0x00, 0x20])
def test_netbios_host_names_itself(kind: int) -> None:
    assert decode(netbios(kind=kind)) == (
        SPEAKER._replace(how=HeardHow.NETBIOS),
        NameGiven(mac(STRANGER), "PC-1", None, HeardHow.NETBIOS),
    )


@pytest.mark.parametrize("frame", [to_mdns(mdns_query()), llmnr(is_answer=False)], ids=["mdns", "llmnr"])
def test_who_asks_for_a_name_says_nothing(frame: bytes) -> None:
    assert decode(frame) == ()


@pytest.mark.parametrize(
    "frame",
    [
        to_mdns(mdns_answer(address="10.37.12.22")),
        to_mdns(mdns_answer(lasts_s=0)),
        to_mdns(mdns_answer("Somebody's printer._ipp._tcp.local.")),
        to_mdns(mdns_answer("somewhere.example.")),
        llmnr(address="fe80::9"),
        llmnr("pc-1.example."),
        netbios(address="10.37.12.22"),
        netbios(kind=0x03),
        netbios(kind=0x1D),
        netbios(is_group=True),
    ],
    ids=["reflected", "given-up", "service", "far-away", "llmnr-of-another", "llmnr-with-domain", "proxy", "logged-on",
         "browser", "workgroup"],
)  # fmt: skip
def test_only_a_hosts_own_name_is_a_name(frame: bytes) -> None:
    heard = decode(frame)

    assert names(heard) == []
    assert heard, "who speaks is there all the same"


@pytest.mark.parametrize(
    "frame", [to_mdns(mdns_answer(), hop_limit=64, target=PC), llmnr(hop_limit=64)], ids=["mdns", "llmnr"]
)
def test_what_may_have_been_routed_says_nothing(frame: bytes) -> None:
    assert decode(frame) == ()


def test_speaker_without_an_address_has_no_name() -> None:
    assert decode(to_mdns(mdns_answer(address="0.0.0.0"), source="0.0.0.0")) == (SPEAKER._replace(address=None),)


def test_each_name_is_said_once() -> None:
    record = DNSRR(rrname="pc-1.local.", type="A", rdata=ADDRESS, ttl=120)

    assert names(decode(to_mdns(DNS(qr=1, qd=[], an=[record, record, record])))) == ["pc-1"]


@given(NAMES)
def test_scapy_reads_the_same_netbios_name(name: str) -> None:
    frame = netbios(name)

    assert [Ether(frame)[NBNSRegistrationRequest].QUESTION_NAME.decode().strip()] == names(decode(frame))


@given(NAMES, strategies.ip_addresses(v=4), strategies.ip_addresses(v=4), strategies.integers(0, 200))
def test_scapy_reads_the_same_mdns_name(name: str, source: IPv4Address, claimed: IPv4Address, lasts_s: int) -> None:
    frame = to_mdns(mdns_answer(f"{name}.local.", str(claimed), lasts_s), source=str(source))
    packet = Ether(frame)
    record = packet[DNS].an[1]
    is_own = record.rdata == packet[IP].src and bool(record.ttl)
    is_host = host_address_4(source.packed) is not None

    expected = [record.rrname.decode().removesuffix(".local.")] if is_own and is_host else []
    assert names(decode(frame)) == expected


@given(NAMES)
def test_scapy_reads_the_same_own_mdns_name(name: str) -> None:
    frame = to_mdns(mdns_answer(f"{name}.local."))

    assert names(decode(frame)) == [Ether(frame)[DNS].an[1].rrname.decode().removesuffix(".local.")]


@given(NAMES)
def test_scapy_reads_the_same_llmnr_name(name: str) -> None:
    frame = llmnr(f"{name}.")

    assert names(decode(frame)) == [Ether(frame)[LLMNRResponse].an[0].rrname.decode().removesuffix(".")]


@given(damaged([to_mdns(mdns_answer()), llmnr(), netbios()]))
def test_damage_is_refused_or_bounded(frame: bytes) -> None:
    try:
        heard = decode(frame)
    except Unreadable:
        return
    assert all(len(name) <= 255 and name.isprintable() for name in names(heard))
