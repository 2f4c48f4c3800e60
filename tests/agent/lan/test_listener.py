"""Frames in, observations out; once over a recording, once over a real wire."""

import select
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from random import Random

import pytest
from hypothesis import given, strategies

from agent.host.packet_socket import CapturedFrame, PacketSocket
from agent.lan.bpf import LISTENING_FILTER
from agent.lan.encode import arp_announcement
from agent.lan.listener import ECHO_US, SAME_NAME_US, SAME_SERVER_US, Listener
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import (
    DhcpClientHeard,
    DhcpVersion,
    DiscoveryProtocol,
    HeardHow,
    NameHeard,
    Observation,
    OwnMacHeard,
    ServerHeard,
    ServerKind,
    Sighting,
    SwitchPort,
)
from tests.support.frames import (
    GATEWAY,
    PC,
    STRANGER,
    arp,
    damaged,
    dhcp_answer,
    dhcp_request,
    mac,
    nd,
    neighbour_solicitation,
)
from tests.support.inside import inside
from tests.support.laboratory import Lan
from tests.support.told_frames import cdp, everything, fingerprint, lldp, mdns_answer, to_mdns

ADAPTER = AdapterId("a" * 32)
INTERVAL_US = 10_000_000
PATIENCE_S = 20.0


@dataclass
class Recording:
    """A frame source that holds what a test put in."""

    frames: list[CapturedFrame] = field(default_factory=list)
    lost: int = 0

    def read(self, most_frames: int) -> list[CapturedFrame]:
        taken, self.frames = self.frames[:most_frames], self.frames[most_frames:]
        return taken

    def drops(self) -> int:
        return self.lost


def listener(*frames: bytes | CapturedFrame) -> tuple[Listener, Recording]:
    recording = Recording(
        [one if isinstance(one, CapturedFrame) else CapturedFrame(one, None, False, 0) for one in frames]
    )
    return Listener(ADAPTER, mac(PC), recording, INTERVAL_US), recording


def heard(frames: Iterable[CapturedFrame]) -> list[Observation]:
    return listener(*frames)[0].read()


def at(octets: bytes, at_us: int, *, outgoing: bool = False, vlan: int | None = None) -> CapturedFrame:
    return CapturedFrame(octets, vlan, outgoing, at_us)


def test_a_stranger_is_reported_at_once_and_again_when_confirmed() -> None:
    address = ip_address("10.37.12.21")

    assert heard([at(arp(), 1_000), at(arp(), 1_500), at(arp(), 300_000)]) == [
        Sighting(ADAPTER, mac(STRANGER), address, HeardHow.ARP_REQUEST, None, 1_000, 1_000, 1),
        Sighting(ADAPTER, mac(STRANGER), address, HeardHow.ARP_REQUEST, None, 1_500, 300_000, 2),
    ]


def test_folded_repeats_come_with_the_flush() -> None:
    ear, _ = listener(at(arp(), 0), at(arp(), 300_000), at(arp(), 400_000), at(arp(), 500_000))
    ear.read()

    assert ear.flush(1_000_000) == []
    (folded,) = ear.flush(INTERVAL_US + 300_000)
    assert isinstance(folded, Sighting)
    assert (folded.frames, folded.first_us, folded.last_us) == (2, 400_000, 500_000)


def test_tag_is_part_of_the_sighting() -> None:
    (said,) = heard([at(arp(), 0, vlan=7)])

    assert isinstance(said, Sighting)
    assert said.vlan == 7


def test_own_frames_say_nothing() -> None:
    assert heard([at(arp(hardware=PC), 0, outgoing=True)]) == []


def test_own_mac_from_outside_is_a_clone() -> None:
    assert heard([at(arp(hardware=PC), 5)]) == [
        OwnMacHeard(ADAPTER, mac(PC), ip_address("10.37.12.21"), HeardHow.ARP_REQUEST, 5)
    ]


@pytest.mark.parametrize(("back_after_us", "is_clone"), [(100, False), (ECHO_US + 1, True)])
def test_own_frame_that_a_loop_returns_is_an_echo(back_after_us: int, is_clone: bool) -> None:
    ear, _ = listener(at(arp(hardware=PC), 0, outgoing=True), at(arp(hardware=PC), back_after_us))
    said = ear.read()

    assert [type(one) for one in said] == ([OwnMacHeard] if is_clone else [])
    assert ear.echoes == (not is_clone)


def test_another_frame_than_the_one_sent_is_no_echo() -> None:
    said = heard([at(arp(hardware=PC), 0, outgoing=True), at(arp(hardware=PC, sender="10.37.12.66"), 1)])

    assert [type(one) for one in said] == [OwnMacHeard]


def test_name_is_said_once_in_a_while() -> None:
    frame = dhcp_request([("hostname", b"pc-1"), ("vendor_class_id", b"MSFT 5.0")])
    said = [one for one in heard(at(frame, time) for time in (0, 5, SAME_NAME_US)) if isinstance(one, NameHeard)]

    assert said == [
        NameHeard(ADAPTER, mac(STRANGER), "pc-1", "MSFT 5.0", HeardHow.DHCP4, time) for time in (0, SAME_NAME_US)
    ]


def test_server_is_said_once_in_a_while_whomever_it_answers() -> None:
    frames = [at(dhcp_answer(client=client), time) for client, time in ((PC, 0), (STRANGER, 5), (PC, SAME_SERVER_US))]
    said = [one for one in heard(frames) if isinstance(one, ServerHeard)]

    address = ip_address("10.37.12.1")
    assert said == [ServerHeard(ADAPTER, ServerKind.DHCP4, mac(GATEWAY), address, time) for time in (0, SAME_SERVER_US)]


@pytest.mark.parametrize(
    ("kind", "client", "server"), [("ack", PC, "10.37.12.1"), ("offer", PC, None), ("ack", STRANGER, None)]
)
def test_server_of_the_own_lease_is_learnt(kind: str, client: str, server: str | None) -> None:
    ear, _ = listener(dhcp_answer(kind, client=client))
    ear.read()

    assert ear.dhcp_server == (ip_address(server) if server else None)


def test_unreadable_frames_are_counted_and_the_last_one_kept() -> None:
    ear, _ = listener(arp()[:20], nd(neighbour_solicitation(), hop_limit=1), arp())

    assert len(ear.read()) == 1
    assert (ear.frames, ear.unreadable) == (3, {"ARP packet": 1, "ICMPv6 message": 1})
    assert "hop limit" in str(ear.last_unreadable)


def test_what_terminals_tell_of_themselves_is_said_once_in_a_while() -> None:
    frames = [at(frame, time) for time in (0, 5) for frame in (to_mdns(mdns_answer()), fingerprint())]
    said = [one for one in heard(frames) if not isinstance(one, Sighting)]

    assert said == [
        NameHeard(ADAPTER, mac(STRANGER), "pc-1", None, HeardHow.MDNS, 0),
        DhcpClientHeard(ADAPTER, mac(STRANGER), DhcpVersion.DHCP4, "0100005e005301", None, (1, 3, 6, 15), False, 0),
    ]


def test_switch_port_is_said_once_by_each_protocol_and_is_nobody_on_the_segment() -> None:
    said = heard([at(frame, time) for time in (0, 30_000_000) for frame in (lldp(), cdp())])

    assert said == [
        SwitchPort(
            ADAPTER,
            DiscoveryProtocol.LLDP,
            mac(GATEWAY),
            "00-00-5E-00-53-03",
            "GE1/0/12",
            "room 305",
            "S5735-3F",
            12,
            0,
        ),
        SwitchPort(ADAPTER, DiscoveryProtocol.CDP, mac(GATEWAY), "S5735-3F", "GigabitEthernet0/12", None, None, 12, 0),
    ]


def test_losses_are_those_of_the_source() -> None:
    ear, recording = listener()
    recording.lost = 7

    assert ear.drops() == 7


def test_flood_of_servers_is_bounded_and_counted() -> None:
    frames = [at(dhcp_answer(server=f"10.66.0.{number}"), number) for number in range(1, 101)]
    ear, _ = listener(*frames)
    said = [one for one in ear.read() if isinstance(one, ServerHeard)]

    assert len(said) + ear.refused == 100
    assert ear.refused == 36
    assert (ear.evictions, ear.folded_news, ear.lost_frames) == (0, 0, 0)


def test_reading_is_bounded() -> None:
    ear, recording = listener(*[arp(sender=f"10.37.12.{number}") for number in range(1, 11)])
    ear.read(4)

    assert len(recording.frames) == 6


@given(strategies.lists(damaged(everything()), max_size=40))
def test_whatever_comes_every_frame_is_accounted_for(frames: list[bytes]) -> None:
    ear, _ = listener(*frames)
    ear.read()

    assert ear.frames == len(frames)
    assert ear.unreadable.total() <= len(frames)


@pytest.mark.root
def test_a_stranger_on_a_real_lan_is_heard() -> None:
    with Lan() as lan:
        pc = lan.host("pc", mac=PC, address="10.37.12.50/24")
        stranger = lan.host("stranger", mac=STRANGER, address="10.37.12.21/24")
        with inside(pc.namespace):
            source = PacketSocket(socket.if_nametoindex(pc.interface), LISTENING_FILTER, all_multicast=True)
        with source:
            ear = Listener(ADAPTER, mac(PC), source, INTERVAL_US)
            stranger.speak_to("10.37.12.99")
            said: list[Observation] = []
            while not any(is_pair(one, STRANGER, "10.37.12.21") for one in said):
                assert select.select([source], [], [], PATIENCE_S)[0], said
                said += ear.read()
            assert ear.drops() == 0

    assert not any(isinstance(one, OwnMacHeard) for one in said)


@pytest.mark.root
def test_a_clone_on_a_real_lan_is_heard() -> None:
    with Lan() as lan:
        pc = lan.host("pc", mac=PC, address="10.37.12.50/24")
        clone = lan.host("clone", mac=PC, address="10.37.12.66/24")
        with inside(pc.namespace):
            source = PacketSocket(socket.if_nametoindex(pc.interface), LISTENING_FILTER)
        with source:
            ear = Listener(ADAPTER, mac(PC), source, INTERVAL_US)
            pc.speak_to("10.37.12.98")
            clone.speak_to("10.37.12.99")
            said: list[Observation] = []
            while not any(isinstance(one, OwnMacHeard) and str(one.address) == "10.37.12.66" for one in said):
                assert select.select([source], [], [], PATIENCE_S)[0], said
                said += ear.read()

    assert not any(isinstance(one, Sighting) and one.mac == mac(PC) for one in said)


def is_pair(one: Observation, hardware: str, address: str) -> bool:
    return isinstance(one, Sighting) and one.mac == mac(hardware) and str(one.address) == address


def test_many_hosts_that_speak_in_turns_are_not_decoded_for_ever() -> None:
    ear, _ = listener()
    hosts = [arp_announcement(MacAddress(b"\x02\0\0\0" + n.to_bytes(2)), IPv4Address(n + 2**24)) for n in range(4_000)]
    clock = Random(4)
    for turn in range(30):
        for host in hosts:
            ear.inject(host, turn * 1_000_000 + clock.randrange(1_000_000))

    assert len(ear._decoded) >= 3_990, "who shares a mark with another is known in the end"
