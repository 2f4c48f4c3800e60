"""What the decoders make of frames that others captured: whole, and beside what scapy reads in them."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scapy.contrib.cdp import CDPMsgDeviceID, CDPMsgPortID, CDPv2_HDR
from scapy.contrib.lldp import LLDPDUChassisID, LLDPDUPortID
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dhcp6 import DHCP6_RelayForward, DHCP6OptClientId, DHCP6OptServerId
from scapy.layers.inet import UDP
from scapy.layers.inet6 import ICMPv6ND_RA, IPv6
from scapy.layers.l2 import ARP, Ether
from scapy.packet import Packet
from scapy.utils import RawPcapReader

from agent.lan.bpf import LISTENING_FILTER
from agent.lan.decode.frame import decode
from agent.lan.decode.heard import ClientTold, Heard, PortTold, ServerOffering, SightingHeard, Unreadable
from protocol.observations.lan import DhcpVersion, HeardHow, ServerKind
from tests.support.bpf import accepted

CAPTURES = Path(__file__).parents[3] / "fixtures/captures"
NAMES = sorted(path.stem for path in CAPTURES.glob("*.pcap"))
GOLDEN = CAPTURES / "heard.json"
ARP_HOWS = {HeardHow.ARP_REQUEST, HeardHow.ARP_REPLY, HeardHow.ARP_ANNOUNCEMENT, HeardHow.ARP_GRATUITOUS}

Claim = tuple[str, str]


def frames_of(name: str) -> list[bytes]:
    reader = RawPcapReader(str(CAPTURES / f"{name}.pcap"))
    with reader:
        return [octets for octets, _ in reader]


def heard_in(frame: bytes) -> tuple[Heard, ...] | Unreadable:
    try:
        return decode(frame)
    except Unreadable as error:
        return error


def account_of(name: str) -> dict[str, Any]:
    frames = frames_of(name)
    results = [heard_in(frame) for frame in frames]
    readable = [one for one in results if not isinstance(one, Unreadable)]
    return {
        "frames": len(frames),
        "pass the filter": sum(1 for frame in frames if accepted(LISTENING_FILTER, frame)),
        "say something": sum(1 for heard in readable if heard),
        "unreadable": dict(sorted(Counter(one.what for one in results if isinstance(one, Unreadable)).items())),
        "said": dict(sorted(Counter(statement(one) for heard in readable for one in heard).items())),
    }


def statement(heard: Heard) -> str:
    fields = (f"{name}={value}" for name, value in heard._asdict().items() if value is not None)
    return f"{type(heard).__name__} {' '.join(fields)}"


def test_every_capture_says_what_it_said(update_golden: bool) -> None:
    found = {name: account_of(name) for name in NAMES}
    if update_golden:
        GOLDEN.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_scapy_reads_the_same(name: str) -> None:
    for number, frame in enumerate(frames_of(name), 1):
        heard = heard_in(frame)
        if not isinstance(heard, Unreadable):
            assert set(claims(heard)) == set(referee(Ether(frame))), f"frame {number}"


@pytest.mark.parametrize("name", NAMES)
def test_the_filter_lets_through_whatever_says_something(name: str) -> None:
    for number, frame in enumerate(frames_of(name), 1):
        heard = heard_in(frame)
        assert isinstance(heard, Unreadable) or not heard or accepted(LISTENING_FILTER, frame), f"frame {number}"


def claims(heard: tuple[Heard, ...]) -> Iterator[Claim]:
    """What the referee can judge: who holds which address, clients' and servers' identifiers, switch ports."""
    for one in heard:
        match one:
            case SightingHeard(how=how, address=address) if how in ARP_HOWS and address is not None:
                yield "arp", f"{colons(one.mac)} {address}"
            case ClientTold(version=version, client_id=identifier) if identifier is not None:
                yield f"{version} client", identifier
            case ServerOffering(kind=ServerKind.DHCP4):
                yield "dhcp4 server", f"{one.address}"
            case ServerOffering(kind=ServerKind.DHCP6):
                yield "dhcp6 server", f"{one.identifier}"
            case ServerOffering(kind=ServerKind.ROUTER):
                yield "router", f"{one.address}"
            case PortTold():
                yield f"{one.protocol} port", f"{plain(one.chassis)} {plain(one.port)}"


def referee(packet: Packet) -> Iterator[Claim]:
    if packet.src == "00:00:00:00:00:00":
        return
    if ARP in packet and packet[ARP].hwtype in (1, 6) and packet[ARP].op in (1, 2) and packet[ARP].psrc != "0.0.0.0":
        yield "arp", f"{packet[ARP].hwsrc} {packet[ARP].psrc}"
    if DHCP in packet:
        yield from dhcp4_claims(packet)
    if UDP in packet and packet[UDP].dport == 547 and DHCP6OptClientId in packet and DHCP6_RelayForward not in packet:
        yield f"{DhcpVersion.DHCP6} client", bytes(packet[DHCP6OptClientId].duid).hex()
    if UDP in packet and packet[UDP].dport == 546:
        yield "dhcp6 server", bytes(packet[DHCP6OptServerId].duid).hex()
    if ICMPv6ND_RA in packet:
        yield "router", packet[IPv6].src
    yield from port_claims(packet)


def dhcp4_claims(packet: Packet) -> Iterator[Claim]:
    options = {option[0]: option[1] for option in packet[DHCP].options if isinstance(option, tuple)}
    if packet[BOOTP].op == 1 and packet[BOOTP].giaddr == "0.0.0.0" and "client_id" in options:
        yield f"{DhcpVersion.DHCP4} client", options["client_id"].hex()
    if packet[BOOTP].op == 2 and options.get("message-type") in (2, 5, 6):
        yield "dhcp4 server", options["server_id"]


def port_claims(packet: Packet) -> Iterator[Claim]:
    if LLDPDUChassisID in packet and LLDPDUPortID in packet:
        yield "lldp port", f"{plain(packet[LLDPDUChassisID].id)} {plain(packet[LLDPDUPortID].id)}"
    if CDPv2_HDR in packet:
        fields = {type(field): field for field in packet[CDPv2_HDR].msg}
        yield "cdp port", f"{plain(fields[CDPMsgDeviceID].val)} {plain(fields[CDPMsgPortID].iface)}"


def plain(told: str | bytes) -> str:
    return (told.decode() if isinstance(told, bytes) else told).lower().replace("-", ":")


def colons(mac: object) -> str:
    return str(mac).replace("-", ":").lower()
