"""A packet socket on a real veth pair: what is sent at one end is read at the other."""

import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from agent.errors import CouldNotOpen
from agent.host.packet_socket import SNAP_BYTES, CapturedFrame, Instruction, PacketSocket
from agent.listening import DISCOVERY_GROUPS
from tests.support.frames import arp
from tests.support.inside import inside
from tests.support.laboratory import Namespace

PATIENCE_S = 20.0
ARP_ONLY = (
    Instruction(0x28, 0, 0, 12),
    Instruction(0x15, 0, 1, 0x0806),
    Instruction(0x06, 0, 0, SNAP_BYTES),
    Instruction(0x06, 0, 0, 0),
)


@pytest.fixture(scope="module")
def wire() -> Iterator[Namespace]:
    with Namespace("packets") as namespace:
        namespace.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", check=False)
        namespace.run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
        namespace.run("ip", "link", "set", "near", "up", "arp", "off")
        namespace.run("ip", "link", "set", "far", "up", "arp", "off")
        yield namespace


def send(interface: str, *frames: bytes) -> None:
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender:
        sender.bind((interface, 0))
        for frame in frames:
            sender.send(frame)


def read(source: PacketSocket, count: int) -> list[CapturedFrame]:
    frames: list[CapturedFrame] = []
    while len(frames) < count:
        assert select.select([source], [], [], PATIENCE_S)[0], f"{len(frames)} of {count} frames came"
        frames += source.read()
    return frames


@pytest.mark.root
def test_frames_come_whole_with_the_kernels_time(wire: Namespace) -> None:
    with inside(wire), PacketSocket(socket.if_nametoindex("near"), ARP_ONLY) as source:
        before = time.time_ns() // 1000
        send("far", arp())
        (frame,) = read(source, 1)

    assert frame.octets == arp()
    assert (frame.vlan, frame.outgoing) == (None, False)
    assert before <= frame.at_us <= time.time_ns() // 1000


@pytest.mark.root
def test_own_frames_are_told_apart(wire: Namespace) -> None:
    with inside(wire), PacketSocket(socket.if_nametoindex("near"), ARP_ONLY) as source:
        send("near", arp())

        assert [frame.outgoing for frame in read(source, 1)] == [True]


@pytest.mark.root
def test_tag_taken_off_on_the_way_is_reported_beside_the_frame(wire: Namespace) -> None:
    with inside(wire), PacketSocket(socket.if_nametoindex("near"), ARP_ONLY) as source:
        send("far", arp(vlan=7))
        (frame,) = read(source, 1)

    assert frame.vlan == 7
    assert frame.octets[12:14] == b"\x08\x06"


@pytest.mark.root
def test_what_the_filter_refuses_never_arrives(wire: Namespace) -> None:
    refused = arp()[:12] + b"\x88\xb5" + bytes(46)
    with inside(wire), PacketSocket(socket.if_nametoindex("near"), ARP_ONLY) as source:
        send("far", refused, arp(sender="10.37.12.99"))

        assert [frame.octets for frame in read(source, 1)] == [arp(sender="10.37.12.99")]


@pytest.mark.root
def test_reading_is_bounded_and_never_blocks(wire: Namespace) -> None:
    with inside(wire), PacketSocket(socket.if_nametoindex("near"), ARP_ONLY) as source:
        assert source.read() == []
        send("far", *[arp()] * 5)

        assert [len(source.read(2)) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.root
def test_lost_frames_are_counted_over_several_readings(wire: Namespace) -> None:
    with inside(wire), PacketSocket(socket.if_nametoindex("near"), ARP_ONLY) as source:
        send("far", *[arp()] * 60_000)
        first = source.drops()
        second = source.drops()
        kept = 0
        while frames := source.read(10_000):
            kept += len(frames)

    assert first > 0
    assert second == first
    assert kept + first == 60_000


@pytest.mark.root
def test_all_multicast_lasts_as_long_as_the_socket(wire: Namespace) -> None:
    def is_on() -> bool:
        return "allmulti 1" in wire.run("ip", "-d", "link", "show", "near")

    with inside(wire):
        index = socket.if_nametoindex("near")
        with PacketSocket(index, ARP_ONLY, all_multicast=True):
            assert is_on()
    assert not is_on()


@pytest.mark.root
def test_interface_going_down_and_up_is_survived(wire: Namespace) -> None:
    with inside(wire), PacketSocket(socket.if_nametoindex("near"), ARP_ONLY) as source:
        wire.run("ip", "link", "set", "near", "down")
        assert source.read() == []
        wire.run("ip", "link", "set", "near", "up")
        send("far", arp())

        assert len(read(source, 1)) == 1


@pytest.mark.root
def test_interface_that_is_gone_could_not_be_opened(wire: Namespace) -> None:
    with inside(wire), pytest.raises(CouldNotOpen, match="packet socket"):
        PacketSocket(9999, ARP_ONLY)


@pytest.mark.root
def test_program_the_kernel_refuses_could_not_be_opened(wire: Namespace) -> None:
    with inside(wire), pytest.raises(CouldNotOpen, match="Invalid argument"):
        PacketSocket(socket.if_nametoindex("near"), (Instruction(0x15, 9, 9, 0),))


@pytest.mark.root
def test_without_the_capability_the_sentence_says_what_to_do() -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("the command `setpriv` is missing (Debian package util-linux)")
    script = (
        "from agent.errors import CouldNotOpen\n"
        "from agent.host.packet_socket import PacketSocket\n"
        "try: PacketSocket(1, ())\n"
        "except CouldNotOpen as error: print(error)\n"
    )
    command = ["setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw", sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert "CAP_NET_RAW is missing; start the agent by its systemd unit" in done.stdout, done.stderr


@pytest.mark.root
def test_interface_receives_the_groups_for_as_long_as_the_socket_is_open(wire: Namespace) -> None:
    def joined() -> set[str]:
        listed = wire.run("cat", "/proc/net/dev_mcast")
        return {line.split()[4] for line in listed.splitlines() if line.split()[1] == "near"}

    with inside(wire):
        before = joined()
        with PacketSocket(socket.if_nametoindex("near"), ARP_ONLY, groups=DISCOVERY_GROUPS):
            while_open = joined()

    assert while_open - before == {group.hex() for group in DISCOVERY_GROUPS}
    assert joined() == before
