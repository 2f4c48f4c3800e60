"""A flood of forged MACs: bounded in memory and in what is said, and nobody who is really there goes unseen."""

import select
import socket
import time
from ipaddress import ip_address

import pytest
from hypothesis import given, strategies

from agent.host.packet_socket import PacketSocket
from agent.lan.bpf import LISTENING_FILTER
from agent.lan.decode.heard import SightingHeard
from agent.lan.listener import Listener
from agent.lan.suppress import CONFIRMED_AFTER_US, Suppressor, key_of
from protocol.mac import MacAddress
from protocol.observations import Observation, OwnMacHeard, Sighting, SightingsFolded
from protocol.observations.lan import HeardHow
from tests.agent.lan.test_listener import ADAPTER, PATIENCE_S, at, is_pair, listener
from tests.agent.lan.test_suppress import gaps, says, sighting
from tests.support.frames import PC, STRANGER, arp, mac
from tests.support.inside import inside
from tests.support.laboratory import Namespace

INTERVAL_US = 10_000_000


def forged(number: int) -> SightingHeard:
    """A pair of its own for every number."""
    stranger = MacAddress(b"\x06\0" + number.to_bytes(4))
    return SightingHeard(stranger, ip_address(0x0A000000 + number), HeardHow.ARP_REPLY, None)


def settle(suppressor: Suppressor, pairs: list[SightingHeard], at_us: int = 0) -> None:
    for moment in (at_us, at_us + CONFIRMED_AFTER_US):
        for pair in pairs:
            suppressor.hear(pair, moment)


def held(suppressor: Suppressor) -> int:
    return len(suppressor._settled) + len(suppressor._newcomers)


def test_flood_of_strangers_is_bounded_and_every_frame_accounted_for() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=50, most_at_once=20)
    told = sum(len(suppressor.hear(forged(number), number)) for number in range(1000))
    folded = suppressor.folded(2 * INTERVAL_US)

    assert (told, suppressor.lost_frames, held(suppressor)) == (20, 980, 20)
    assert folded is not None
    assert (folded.frames, folded.first_us, folded.last_us) == (980, 20, 999)
    assert 950 <= folded.pairs <= 980
    assert suppressor.folded(2 * INTERVAL_US) is None


@given(
    strategies.lists(strategies.tuples(strategies.integers(0, 40), gaps), max_size=150),
    strategies.integers(1, 8),
    strategies.integers(1, 8),
)
def test_whatever_comes_memory_is_bounded_and_no_frame_is_lost(
    stream: list[tuple[int, int]], room: int, most_at_once: int
) -> None:
    suppressor, at_us, total = Suppressor(INTERVAL_US, room, most_at_once), 1_000_000_000, 0
    for number, gap in stream:
        at_us += gap
        total += sum(statement.frames for statement in suppressor.hear(forged(number), at_us))
        assert held(suppressor) <= room
    total += sum(statement.frames for statement in suppressor.flush(at_us + INTERVAL_US))
    folded = suppressor.folded(at_us)

    assert total + (folded.frames if folded else 0) == len(stream)
    assert suppressor.lost_frames == (folded.frames if folded else 0)


def test_who_was_there_before_a_flood_stays_known_through_it() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=64, most_at_once=20)
    office = [forged(1_000_000 + number) for number in range(60)]
    settle(suppressor, office[:20])
    settle(suppressor, office[20:40], INTERVAL_US)
    settle(suppressor, office[40:], 2 * INTERVAL_US)
    for number in range(20_000):
        suppressor.hear(forged(number), 3 * INTERVAL_US + number * 100)

    assert list(suppressor._settled) == [key_of(pair) for pair in office]
    assert held(suppressor) == 64


def test_alternation_of_known_pairs_is_said_at_once_during_a_flood() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=64, most_at_once=20)
    settle(suppressor, [sighting(0), sighting(1)])
    said = []
    for number in range(10_000):
        at_us = INTERVAL_US + number * 10
        suppressor.hear(forged(number), at_us)
        if number % 1000 == 0:
            said.append(suppressor.hear(sighting(number // 1000 % 2), at_us))

    assert all(says(statements, sighting(turn % 2)) for turn, statements in enumerate(said))


def test_challenger_of_a_known_address_is_said_at_once_during_a_flood() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=64, most_at_once=20)
    settle(suppressor, [sighting(0)])
    for number in range(5_000):
        suppressor.hear(forged(number), INTERVAL_US + number)

    assert says(suppressor.hear(sighting(1), INTERVAL_US + 5_000), sighting(1))
    assert says(suppressor.hear(sighting(0), INTERVAL_US + 5_001), sighting(0)), "and who takes it back"
    assert says(suppressor.hear(sighting(0, 1), INTERVAL_US + 5_002), sighting(0, 1)), (
        "a known MAC with another address"
    )


def test_what_is_urgent_is_said_at_once_during_a_flood() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=64, most_at_once=20)
    for number in range(5_000):
        suppressor.hear(forged(number), INTERVAL_US + number)

    assert suppressor.hear(sighting(), INTERVAL_US + 5_000, is_urgent=True)


def test_who_is_new_and_heard_again_is_said_during_a_flood() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=64, most_at_once=20)
    arrivals = {15_000 + 100 * number: 1_000_000 + number for number in range(20)}
    first: list[bool] = []
    again: list[bool] = []
    for number in range(30_000):
        at_us = INTERVAL_US + number * 33
        suppressor.hear(forged(number), at_us)
        for base, said in ((0, first), (10_000, again)):
            who = arrivals.get(number - base)
            if who is not None:
                said.append(says(suppressor.hear(forged(who), at_us), forged(who)))

    assert not any(first)
    # Whose place a forged pair had a moment before is glimpsed later: one in seventeen here, by secret hashes.
    assert sum(again) >= 13
    assert len(suppressor._settled) == sum(again), "nobody else was heard again"


def test_forger_who_repeats_himself_pushes_out_so_many_and_no_more() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=640, most_at_once=20)
    office = [forged(1_000_000 + number) for number in range(600)]
    for turn in range(30):
        settle(suppressor, office[turn * 20 : turn * 20 + 20], turn * INTERVAL_US)
    began = 40 * INTERVAL_US
    for number in range(20_000):
        for turn in (0, CONFIRMED_AFTER_US * 2):
            suppressor.hear(forged(number), began + number * 100 + turn)

    known = sum(key_of(pair) in suppressor._settled for pair in office)
    assert known >= 600 - 20 * 2, "two intervals were touched"
    assert held(suppressor) <= 640


def test_segment_that_speaks_all_at_once_is_said_to_the_last_pair() -> None:
    suppressor, said = Suppressor(INTERVAL_US), set()
    for number in range(200_000):
        said |= {one.mac for one in suppressor.hear(forged(number % 4_096), INTERVAL_US + number * 33)}
    said |= {one.mac for one in suppressor.flush(3 * INTERVAL_US)}

    assert len(said) == 4_096


def test_in_a_flood_that_lasts_fewer_are_said_at_once() -> None:
    suppressor = Suppressor(INTERVAL_US, most_pairs=640, most_at_once=200)
    said = [
        sum(len(suppressor.hear(forged(turn * 1000 + number), (turn + 1) * INTERVAL_US)) for number in range(1000))
        for turn in range(3)
    ]

    assert said == [200, 10, 10]


def test_flood_of_forged_macs_is_summed_up_and_a_clone_said_all_the_same() -> None:
    frames = [at(arp(hardware=f"06:00:00:00:{number >> 8:02x}:{number & 255:02x}"), number) for number in range(1_500)]
    ear, _ = listener(*frames, at(arp(hardware=PC, sender="10.37.12.66"), 1_500))
    said = ear.read(4_000)

    assert isinstance(said[-1], OwnMacHeard)
    assert len(said) == 1_000 + 1
    (summed,) = ear.flush(2 * INTERVAL_US)
    assert isinstance(summed, SightingsFolded)
    assert (summed.frames, summed.first_us, summed.last_us) == (500, 1_000, 1_499)
    assert 475 <= summed.pairs <= 500


@pytest.mark.root
def test_terminals_are_heard_through_a_flood_of_forged_macs_on_a_real_wire() -> None:
    flood = [arp(hardware=f"06:00:00:00:{number >> 8:02x}:{number & 255:02x}") for number in range(6_000)]
    residents = [arp(hardware=f"02:00:5e:00:53:{number:02x}", sender=f"10.37.13.{number}") for number in range(1, 21)]
    with Namespace("flood") as namespace:
        namespace.run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
        for name in ("near", "far"):
            namespace.run("sh", "-c", f"echo 1 > /proc/sys/net/ipv6/conf/{name}/disable_ipv6")
            namespace.run("ip", "link", "set", name, "up", "arp", "off")
        with (
            inside(namespace),
            PacketSocket(socket.if_nametoindex("near"), LISTENING_FILTER) as source,
            socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender,
        ):
            sender.bind(("far", 0))
            ear = Listener(ADAPTER, mac(PC), source, INTERVAL_US)
            _pass(ear, source, sender, residents)
            time.sleep(0.25)
            known = _pass(ear, source, sender, residents)
            told = _pass(ear, source, sender, flood)
            told += _pass(ear, source, sender, [arp(hardware=STRANGER, sender="10.37.13.1")])
            drops = ear.drops()

    summed = ear.flush(time.time_ns() // 1000 + INTERVAL_US)
    assert len({one.mac for one in known if isinstance(one, Sighting)}) == 20
    assert drops == 0
    assert len(told) <= 1_000 + 1, "so many at once"
    assert is_pair(told[-1], STRANGER, "10.37.13.1"), "who takes a known address is said at once"
    folded = [one for one in summed if isinstance(one, SightingsFolded)]
    assert sum(one.frames for one in folded) == 6_000 + 1 - len(told)


def _pass(ear: Listener, source: PacketSocket, sender: socket.socket, frames: list[bytes]) -> list[Observation]:
    """What is said at once of frames that go over the wire; not more at a time than the socket's buffer takes."""
    said: list[Observation] = []
    for start in range(0, len(frames), 500):
        portion = frames[start : start + 500]
        wanted = ear.frames + len(portion)
        for frame in portion:
            sender.send(frame)
        while ear.frames < wanted:
            assert select.select([source], [], [], PATIENCE_S)[0], f"{ear.frames} of {wanted} frames came"
            said += ear.read()
    return said
