import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

import pytest

from agent.attachment import Attached, attachments
from agent.errors import CouldNotLook, CouldNotOpen
from agent.host.packet_socket import CapturedFrame
from agent.listening import Ear, Listening, Losses
from protocol.observations import OwnMacHeard, Sighting, SwitchPort
from tests.support.observed import ADAPTER, OWN_MAC, office, segment
from tests.support.told_frames import lldp

HERE = attachments(office(), (segment(),), {})
STRANGER = bytes.fromhex("00005e005366")
AT_US = 1_767_225_600_000_000


def arp(sender: bytes) -> CapturedFrame:
    """An ARP request by which `sender` says that it has 59.207.0.99."""
    ethernet = b"\xff" * 6 + sender + b"\x08\x06"
    packet = bytes.fromhex("0001080006040001") + sender + bytes([59, 207, 0, 99]) + bytes(6) + bytes([59, 207, 0, 1])
    return CapturedFrame(ethernet + packet, None, False, AT_US)


@dataclass
class Recording:
    """An ear that hears what it is given."""

    frames: list[CapturedFrame] = field(default_factory=list)
    lost: int = 0
    is_gone: bool = False
    descriptor: int = field(default_factory=lambda: os.open(os.devnull, os.O_RDONLY))

    def read(self, most_frames: int) -> list[CapturedFrame]:
        if self.is_gone:
            raise CouldNotLook("packet socket", "network is down")
        frames, self.frames = self.frames, []
        return frames

    def drops(self) -> int:
        return self.lost

    def fileno(self) -> int:
        return self.descriptor

    def close(self) -> None:
        os.close(self.descriptor)


@dataclass
class Scene:
    opened: list[tuple[bool, Recording]] = field(default_factory=list)
    refuse: bool = False
    changes: int = 0

    def open_one(self, index: int, for_multicast: bool) -> Ear:
        if self.refuse:
            raise CouldNotOpen("packet socket", "CAP_NET_RAW is missing")
        self.opened.append((for_multicast, Recording()))
        return self.opened[-1][1]

    def changed(self) -> None:
        self.changes += 1


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def listening(scene: Scene) -> Iterator[Listening]:
    made = Listening(scene.open_one, scene.changed)
    yield made
    made.close()


def follow(listening: Listening, attached: tuple[Attached, ...] = HERE, watching: bool = False) -> None:
    listening.follow(attached, frozenset({ADAPTER}) if watching else frozenset(), 10_000_000)


def test_ears_follow_the_attachment(scene: Scene, listening: Listening) -> None:
    follow(listening)
    follow(listening)
    assert (len(listening.filenos()), scene.changes) == (1, 1)
    follow(listening, attachments(office(), (), {}))

    assert (listening.filenos(), scene.changes) == ({}, 2)


def test_watch_is_one_only_with_an_open_ear_that_hears_all_multicast(scene: Scene, listening: Listening) -> None:
    follow(listening)
    assert not listening.watches(ADAPTER)
    scene.refuse = True
    follow(listening, watching=True)
    assert not listening.watches(ADAPTER)
    scene.refuse = False
    follow(listening, watching=True)
    assert listening.watches(ADAPTER)
    scene.opened[0][1].is_gone = True
    listening.read(ADAPTER, is_watching=True)
    assert not listening.watches(ADAPTER)


def test_without_a_duty_only_a_clone_is_said(scene: Scene, listening: Listening) -> None:
    follow(listening)
    scene.opened[0][1].frames = [arp(STRANGER), arp(OWN_MAC.octets)]

    assert [type(item) for item in listening.read(ADAPTER, is_watching=False)] == [OwnMacHeard]


def test_without_a_duty_the_own_switch_port_is_said(scene: Scene, listening: Listening) -> None:
    follow(listening)
    scene.opened[0][1].frames = [CapturedFrame(lldp(), None, False, AT_US)]

    (said,) = listening.read(ADAPTER, is_watching=False)
    assert isinstance(said, SwitchPort)
    assert (said.chassis, said.port) == ("00-00-5E-00-53-03", "GE1/0/12")


def test_under_a_watch_duty_a_stranger_is_said_at_once_and_all_multicast_heard(
    scene: Scene, listening: Listening
) -> None:
    follow(listening, watching=True)
    assert [for_multicast for for_multicast, _ in scene.opened] == [False, True]
    scene.opened[0][1].frames = [arp(STRANGER)]

    (said,) = listening.read(ADAPTER, is_watching=True)
    assert isinstance(said, Sighting)
    assert (said.mac.octets, str(said.address)) == (STRANGER, "59.207.0.99")


def test_missing_permission_is_said_and_tried_again(scene: Scene, listening: Listening) -> None:
    scene.refuse = True
    follow(listening)
    assert "CAP_NET_RAW" in listening.trouble[ADAPTER]
    scene.refuse = False
    follow(listening)

    assert (listening.trouble, len(listening.filenos())) == ({}, 1)


def test_ear_that_breaks_is_closed_and_its_drops_are_kept(scene: Scene, listening: Listening) -> None:
    follow(listening)
    recording = scene.opened[0][1]
    recording.lost, recording.is_gone = 7, True

    assert listening.read(ADAPTER, is_watching=True) == []
    assert (listening.drops(), listening.new_losses(), listening.new_losses()) == (7, Losses(7, 0), Losses())


def test_frames_of_a_flood_that_are_not_kept_are_counted(scene: Scene, listening: Listening) -> None:
    follow(listening)
    (opened,) = listening._ears.values()
    opened.listener._suppressor.lost_frames = 5

    assert (listening.new_losses(), listening.new_losses()) == (Losses(0, 5), Losses())
    opened.listener._suppressor.lost_frames = 8
    follow(listening, ())
    assert listening.new_losses() == Losses(0, 3)


def reply(sender: bytes, last: int = 99) -> CapturedFrame:
    """`sender` answers that it has 59.207.0.`last`."""
    packet = bytes.fromhex("0001080006040002") + sender + bytes([59, 207, 0, last])
    packet += OWN_MAC.octets + bytes([59, 207, 0, 23])
    return CapturedFrame(OWN_MAC.octets + sender + b"\x08\x06" + packet, None, False, AT_US)


def test_an_answer_to_a_question_is_told_without_a_duty_though_the_pair_is_known(
    scene: Scene, listening: Listening
) -> None:
    follow(listening)
    tape = scene.opened[0][1]
    tape.frames = [reply(STRANGER), arp(STRANGER)]
    assert listening.read(ADAPTER, is_watching=False) == []
    listening.asked(ADAPTER).add(ip_address("59.207.0.99"))
    tape.frames = [reply(STRANGER), reply(STRANGER, 98), arp(STRANGER), reply(OWN_MAC.octets)]

    told = listening.read(ADAPTER, is_watching=False)
    assert [type(item) for item in told] == [OwnMacHeard, Sighting]
    assert listening.take_answers() == told[1:]
    assert listening.take_answers() == []


def test_a_watchers_answer_is_told_once(scene: Scene, listening: Listening) -> None:
    follow(listening, watching=True)
    listening.asked(ADAPTER).add(ip_address("59.207.0.99"))
    scene.opened[0][1].frames = [reply(STRANGER)]

    assert len(listening.read(ADAPTER, is_watching=True)) == 1


def test_questions_outlive_an_ear(scene: Scene, listening: Listening) -> None:
    listening.asked(ADAPTER).add(ip_address("59.207.0.99"))
    assert not listening.is_open(ADAPTER)
    follow(listening)
    scene.opened[0][1].frames = [reply(STRANGER)]

    assert listening.is_open(ADAPTER)
    assert len(listening.read(ADAPTER, is_watching=False)) == 1


def test_an_injected_frame_is_heard_as_if_it_had_come(scene: Scene, listening: Listening) -> None:
    frame = arp(STRANGER).octets
    assert listening.inject(ADAPTER, frame, AT_US, is_watching=True) == []
    follow(listening, watching=True)

    assert listening.inject(ADAPTER, frame, AT_US, is_watching=False) == []
    (said,) = listening.inject(ADAPTER, arp(b"\x02" + STRANGER[1:]).octets, AT_US, is_watching=True)
    assert isinstance(said, Sighting)
