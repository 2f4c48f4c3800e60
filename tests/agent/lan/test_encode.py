"""Our frames read by scapy, and by our own decoders."""

from ipaddress import IPv4Address, IPv6Address

from hypothesis import given, strategies
from scapy.layers.inet6 import (
    ICMPv6MLQuery2,
    ICMPv6ND_NS,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
    IPv6ExtHdrHopByHop,
    RouterAlert,
)
from scapy.layers.l2 import ARP, Ether
from scapy.packet import Packet
from scapy.utils6 import in6_getnsma, in6_getnsmac

from agent.lan.decode.frame import decode
from agent.lan.decode.heard import SightingHeard
from agent.lan.encode import (
    LEAST_FRAME_BYTES,
    MOST_LISTENER_DELAY_MS,
    arp_announcement,
    arp_request,
    listener_query,
    neighbour_solicitation,
)
from protocol.mac import MacAddress
from protocol.observations import HeardHow

OWN_MAC = MacAddress.parse("00-00-5E-00-53-03")
OWN_4, TARGET_4 = IPv4Address("10.37.12.23"), IPv4Address("10.37.12.99")
OWN_6 = IPv6Address("fe80::200:5eff:fe00:5303")

macs = strategies.binary(min_size=6, max_size=6).map(MacAddress)
addresses_6 = strategies.ip_addresses(v=6)


def summed_by_scapy(frame: bytes, layer: type[Packet]) -> tuple[int, int]:
    """The checksum in the frame, and the one scapy finds for it."""
    read = Ether(frame)
    stated = read[layer].cksum
    del read[layer].cksum
    return stated, Ether(bytes(read))[layer].cksum


@given(macs, strategies.ip_addresses(v=4), strategies.ip_addresses(v=4))
def test_arp_request_is_what_scapy_would_send(mac: MacAddress, own: IPv4Address, target: IPv4Address) -> None:
    theirs = Ether(src=str(mac).replace("-", ":"), dst="ff:ff:ff:ff:ff:ff") / ARP(
        op=1, hwsrc=str(mac).replace("-", ":"), psrc=str(own), hwdst="00:00:00:00:00:00", pdst=str(target)
    )

    assert arp_request(mac, own, target) == bytes(theirs).ljust(LEAST_FRAME_BYTES, b"\0")


def test_announcement_is_heard_as_one() -> None:
    frame = arp_announcement(OWN_MAC, OWN_4)

    assert decode(frame) == (SightingHeard(OWN_MAC, OWN_4, HeardHow.ARP_ANNOUNCEMENT, None),)
    assert len(frame) == LEAST_FRAME_BYTES


def test_a_question_is_heard_as_a_question_of_ours() -> None:
    assert decode(arp_request(OWN_MAC, OWN_4, TARGET_4)) == (SightingHeard(OWN_MAC, OWN_4, HeardHow.ARP_REQUEST, None),)
    assert decode(neighbour_solicitation(OWN_MAC, OWN_6, IPv6Address("fe80::99"))) == (
        SightingHeard(OWN_MAC, OWN_6, HeardHow.ND_SOLICITATION, None),
    )
    assert decode(listener_query(OWN_MAC, OWN_6)) == (SightingHeard(OWN_MAC, OWN_6, HeardHow.MLD, None),)


@given(macs, addresses_6, addresses_6)
def test_neighbour_solicitation_holds_before_scapy(mac: MacAddress, own: IPv6Address, target: IPv6Address) -> None:
    frame = neighbour_solicitation(mac, own, target)
    read = Ether(frame)
    group = in6_getnsma(target.packed)

    assert (read.src, read.dst) == (str(mac).replace("-", ":").lower(), in6_getnsmac(group))
    assert (IPv6Address(read[IPv6].src), IPv6Address(read[IPv6].dst)) == (own, IPv6Address(group))
    assert read[IPv6].hlim == 255
    assert IPv6Address(read[ICMPv6ND_NS].tgt) == target
    assert read[ICMPv6NDOptSrcLLAddr].lladdr == read.src
    stated, found = summed_by_scapy(frame, ICMPv6ND_NS)
    assert stated == found
    assert len(frame) == 14 + 40 + 32


@given(macs, addresses_6)
def test_listener_query_holds_before_scapy(mac: MacAddress, own: IPv6Address) -> None:
    frame = listener_query(mac, own)
    read = Ether(frame)
    query = read[ICMPv6MLQuery2]

    assert (read.dst, read[IPv6].dst, read[IPv6].hlim) == ("33:33:00:00:00:01", "ff02::1", 1)
    assert read[IPv6ExtHdrHopByHop].options[0].otype == RouterAlert().otype
    assert read[RouterAlert].value == 0
    assert (query.mladdr, query.mrd, query.S, query.sources) == ("::", MOST_LISTENER_DELAY_MS, 1, [])
    stated, found = summed_by_scapy(frame, ICMPv6MLQuery2)
    assert stated == found
