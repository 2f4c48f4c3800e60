"""A real service in a namespace, called and ordered by a collector; every frame counted where the switch hears it."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest

from agent.host.packet_socket import SNAP_BYTES, CapturedFrame, Instruction, PacketSocket
from protocol.codec import encode
from protocol.identity import AdapterId, SegmentId
from protocol.observations import HeardHow, OrderCarriedOut, OrderOutcome, Sighting
from protocol.order import Order, OrderKind
from protocol.policy import DeclaredSegment, Policy
from tests.support.agent_process import AgentProcess
from tests.support.fake_collector import FakeCollector
from tests.support.inside import inside
from tests.support.laboratory import Door, Host, Lan
from tests.support.ordered import CANARY_MAC, ask, canary, sweep
from tests.support.raw_frames import octets

pytestmark = [pytest.mark.root, pytest.mark.slow]

CODE = "ABCD-EFGH-JKLM-NPQR"
LIVE = ("10.37.12.65", "10.37.12.70", "10.37.12.77", "10.37.12.90", "10.37.12.95")
ANY_FRAME = (Instruction(0x06, 0, 0, SNAP_BYTES),)
DECLARED = DeclaredSegment(
    SegmentId("5e" * 16), (ip_network("10.37.12.0/24"),), (), (), probe_frames_per_second=10, allows_second_mac=True
)


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Office:
    """A PC with a real agent, five hosts that are up, and a switch that notes what the PC sends."""

    def __init__(self, folder: Path, lan: Lan, collector: FakeCollector, door: Door) -> None:
        self.lan, self.collector = lan, collector
        self.pc = lan.host("pc", mac="02:00:5e:00:53:03", address="10.37.12.3/24")
        self.hosts: dict[str, Host] = {address: lan.host(address, address=f"{address}/24") for address in LIVE}
        with inside(lan.switch):
            self.tap = PacketSocket(socket.if_nametoindex(self.pc.port), ANY_FRAME)
        door.open_for(self.pc.namespace)
        # Beats are far between: what happens at once, happens because the agent was called.
        self.declare(DECLARED, 1)
        self.agent = AgentProcess(folder / "agent", self.pc.namespace, {"log.level": "info"})
        (folder / "site.json").write_bytes(encode(collector.site))
        self.agent.enrol(folder / "site.json", CODE)
        self.agent.start()
        (self.id,) = collector.agents
        wait_for(lambda: any(beat.claims for beat in collector.agents[self.id].beats) and collector.standbys)
        self.adapter = AdapterId(collector.agents[self.id].beats[-1].claims[0].adapter)
        wait_for(lambda: "tentative" not in self.pc.namespace.run("ip", "-6", "address", "show", "dev", "eth0"))
        wait_for(lambda: any(address.version == 6 for address in self.own_addresses()))

    def declare(self, segment: DeclaredSegment, version: int) -> None:
        with self.collector.lock:
            self.collector.policy = Policy(version, "*", 1, 2**53, (segment,), 60_000, 1_000, 600_000, 86_400_000)

    def own_addresses(self) -> list[IPv4Address | IPv6Address]:
        claims = [claim for beat in self.collector.agents[self.id].beats for claim in beat.claims]
        return list(claims[-1].addresses)

    def carry_out(self, order: Order) -> OrderCarriedOut:
        """What the agent says of it, once it has."""
        self.tap_frames()
        order = replace(order, adapter=self.adapter, segment=DECLARED.id)
        self.collector.order(order)
        wait_for(lambda: self.said(order.id))
        self.collector.order()
        (said,) = self.said(order.id)
        return said

    def said(self, order_id: str) -> list[OrderCarriedOut]:
        told = self.collector.observations(self.id)
        return [item for item in told if isinstance(item, OrderCarriedOut) and item.order == order_id]

    def sightings(self) -> list[Sighting]:
        return [item for item in self.collector.observations(self.id) if isinstance(item, Sighting)]

    def tap_frames(self) -> list[CapturedFrame]:
        """What the PC sent since this was asked last."""
        frames: list[CapturedFrame] = []
        while more := self.tap.read():
            frames += [frame for frame in more if not frame.outgoing]
        return frames

    def close(self) -> None:
        self.agent.stop()
        self.tap.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("wire")
    with FakeCollector(folder) as collector, Lan() as lan, _door(folder, collector) as door:
        made = Office(folder, lan, collector, door)
        try:
            yield made
        finally:
            made.close()


def _door(folder: Path, collector: FakeCollector) -> Door:
    return Door(int(collector.url.rpartition(":")[2]), folder / "door")


def arp_requests(frames: list[CapturedFrame]) -> list[CapturedFrame]:
    return [frame for frame in frames if frame.octets[12:14] == b"\x08\x06" and frame.octets[20:22] == b"\0\1"]


def assert_paced(frames: list[CapturedFrame], most: int = 10) -> None:
    times = [frame.at_us for frame in frames]
    assert all(later - earlier > 1_000_000 for earlier, later in zip(times, times[most:], strict=False))


def test_a_sweep_finds_who_is_there_at_ten_frames_a_second(office: Office) -> None:
    first, second = list(office.hosts.values())[:2]
    first.speak_to(LIVE[1])
    second.speak_to("10.37.12.99")
    said = office.carry_out(sweep("10.37.12.64/27"))
    sent = arp_requests(office.tap_frames())

    assert (said.outcome, said.why, said.asked, said.answered) == (OrderOutcome.DONE, None, 32, 5)
    assert said.frames == len(sent) == 32 + 27
    assert_paced(sent)
    assert {frame.octets[6:12] for frame in sent} == {octets(office.pc.mac)}
    assert {frame.octets[28:32] for frame in sent} == {ip_address("10.37.12.3").packed}
    targets = [str(IPv4Address(frame.octets[38:42])) for frame in sent]
    assert sorted(set(targets[:32])) == sorted(f"10.37.12.{last}" for last in range(64, 96))
    assert set(targets[32:]) == set(targets[:32]) - set(LIVE)
    told = {str(item.address): (item.mac.octets, item.how) for item in office.sightings()}
    assert told == {address: (octets(host.mac), HeardHow.ARP_REPLY) for address, host in office.hosts.items()}
    status = office.agent.status()
    assert (status["orders"], status["duties"]) == ([], [])


def test_neighbours_of_ipv6_are_asked_and_listeners_queried(office: Office) -> None:
    host = office.hosts[LIVE[0]]
    link_local = next(
        word.partition("/")[0]
        for word in host.namespace.run("ip", "-6", "address", "show", "dev", "eth0").split()
        if word.startswith("fe80")
    )
    reports = len(office.sightings())
    order = replace(ask(f"{link_local}/128", "fe80::dead:beef/128", order_id="6e1"), queries_listeners=True)
    said = office.carry_out(order)
    sent = office.tap_frames()

    assert (said.outcome, said.asked, said.answered, said.frames) == (OrderOutcome.DONE, 2, 1, 5)
    solicited = [frame for frame in sent if frame.octets[20] == 58 and frame.octets[54] == 135]
    assert [IPv6Address(frame.octets[62:78]) for frame in solicited].count(IPv6Address("fe80::dead:beef")) == 3
    queries = [frame for frame in sent if frame.octets[20] == 0 and frame.octets[62] == 130]
    assert len(queries) == 1
    assert_paced(sorted(solicited + queries, key=lambda frame: frame.at_us))
    (answer,) = office.sightings()[reports:]
    assert (str(answer.address), answer.mac.octets, answer.how) == (
        link_local,
        octets(host.mac),
        HeardHow.ND_ADVERTISEMENT,
    )


def test_a_listener_query_is_one_that_kernels_answer(office: Office) -> None:
    """An agent without a watch does not say so: seen at the switch, where the hosts' reports pass."""
    office.tap_frames()
    order = replace(sweep(order_id="4d1d"), queries_listeners=True)
    with inside(office.lan.switch):
        port = socket.if_nametoindex(office.hosts[LIVE[1]].port)
        with PacketSocket(port, ANY_FRAME) as wire:
            office.carry_out(order)
            heard = [frame.octets for frame in wire.read() if not frame.outgoing]

    assert any(frame[12:14] == b"\x86\xdd" and frame[20] == 0 and frame[62] == 143 for frame in heard)


def test_a_canary_leaves_as_one_frame_in_its_own_name(office: Office) -> None:
    said = office.carry_out(canary(address="10.37.12.200"))
    marked = [frame for frame in office.tap_frames() if frame.octets[6:12] == CANARY_MAC.octets]

    assert (said.outcome, said.asked, said.frames) == (OrderOutcome.DONE, 0, 1)
    assert len(marked) == 1
    assert len(marked[0].octets) == 60


def test_what_lies_outside_the_segment_is_not_asked(office: Office) -> None:
    said = office.carry_out(sweep("10.37.13.64/27", order_id="0ff"))

    assert (said.outcome, said.frames) == (OrderOutcome.REFUSED, 0)
    assert said.why == "10.37.13.64/27 is not among the segment's declared prefixes"
    assert arp_requests(office.tap_frames()) == []


def test_a_policy_without_probe_frames_ends_asking(office: Office) -> None:
    office.declare(replace(DECLARED, probe_frames_per_second=0), 2)
    office.collector.called.set()
    said = office.carry_out(sweep("10.37.12.64/27", order_id="0f0", kind=OrderKind.ASK))

    assert (said.outcome, said.frames) == (OrderOutcome.REFUSED, 0)
    assert said.why == "the policy lets no probe frame be sent on that segment"
    assert arp_requests(office.tap_frames()) == []
