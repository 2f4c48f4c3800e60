"""A frame sender on a real veth pair."""

import select
import socket
from collections.abc import Iterator

import pytest

from agent.errors import CouldNotLook, CouldNotOpen
from agent.host.frame_sender import FrameSender
from agent.host.packet_socket import PacketSocket
from agent.lan.bpf import LISTENING_FILTER
from tests.support.frames import arp
from tests.support.inside import inside
from tests.support.laboratory import Namespace

PATIENCE_S = 20.0


@pytest.fixture
def wire() -> Iterator[Namespace]:
    with Namespace("sender") as namespace:
        namespace.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", check=False)
        namespace.run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
        for name in ("near", "far"):
            namespace.run("ip", "link", "set", name, "up", "arp", "off")
        yield namespace


@pytest.mark.root
def test_a_frame_leaves_as_it_is_and_nothing_is_received(wire: Namespace) -> None:
    with inside(wire), PacketSocket(socket.if_nametoindex("far"), LISTENING_FILTER) as far:
        sender = FrameSender(socket.if_nametoindex("near"))
        back = FrameSender(socket.if_nametoindex("far"))
        sender.send(arp())
        back.send(arp(sender="10.37.12.99"))
        assert select.select([far], [], [], PATIENCE_S)[0]

        heard = [frame.octets for frame in far.read() if not frame.outgoing]
        assert heard == [arp()]
        with pytest.raises(BlockingIOError):
            sender._socket.recv(2048)
        sender.close()
        back.close()


@pytest.mark.root
def test_an_interface_that_is_down_takes_nothing(wire: Namespace) -> None:
    with inside(wire):
        sender = FrameSender(socket.if_nametoindex("near"))
        wire.run("ip", "link", "set", "near", "down")
        with pytest.raises(CouldNotLook, match="sending: Network is down"):
            sender.send(arp())
        sender.close()


@pytest.mark.root
def test_an_interface_that_is_gone_could_not_be_opened(wire: Namespace) -> None:
    with inside(wire), pytest.raises(CouldNotOpen, match="packet socket"):
        FrameSender(9999)
