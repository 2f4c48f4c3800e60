"""A flood of forged MACs at the agents' door: one letter, and real strangers are told all the same."""

from ipaddress import ip_address

from collector.ingest.flooding import JUDGED_AT_MOST
from collector.ledger.life_cycle import Status
from collector.store import bindings, terminals
from protocol.mac import MacAddress
from protocol.observations import HeardHow, Sighting, SightingsFolded
from tests.support.agent_voice import ADAPTER, AgentVoice
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig
from tests.support.small_ledger import ACTOR, registration

FORGED = 600


def watcher(door: DoorRig) -> AgentVoice:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    return voice


def forged(voice: AgentVoice, begin: int, count: int, frames: int = 1) -> list[Sighting]:
    now = voice.wall_us
    return [
        Sighting(
            ADAPTER,
            MacAddress(bytes([2, 0, 9, 0, number >> 8, number & 0xFF])),
            ip_address("10.37.12.0") + 100 + number % 100,
            HeardHow.ARP_REQUEST,
            None,
            now,
            # A copy within the network: two frames, one moment.
            now + 300_000 * (frames - 1),
            frames,
        )
        for number in range(begin, begin + count)
    ]


def told(door: DoorRig) -> list[str]:
    return sorted(one.alert.rule for one in door.alerts() if one.alert.told_us is not None)


def test_flood_is_one_letter_and_a_stranger_who_stays_another(door: DoorRig) -> None:
    voice = watcher(door)
    folded = SightingsFolded(ADAPTER, 300_000, 298_112, voice.wall_us - 1_000_000, voice.wall_us)
    door.deliver(voice, voice.report(folded))
    assert told(door) == ["address-flood"]

    door.deliver(voice, voice.report(*forged(voice, 0, FORGED, frames=2)))
    stranger = voice.sighting(STRANGER_MAC, "10.37.12.66")
    door.deliver(voice, voice.report(stranger))
    assert told(door) == ["address-flood"]
    assert len(door.alerts("unregistered-terminal")) <= JUDGED_AT_MOST + 1

    door.advance(15, voice)
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.66")))
    assert told(door) == ["address-flood", "unregistered-terminal"]
    last = MacAddress(bytes([2, 0, 9, 0, (FORGED - 1) >> 8, (FORGED - 1) & 0xFF]))
    segment = door.ledger.finance_segment
    assert door.rig.read(lambda connection: bindings.of_mac(connection, segment, last))


def test_many_macs_of_one_moment_are_a_flood_though_none_was_folded(door: DoorRig) -> None:
    voice = watcher(door)
    for begin in range(0, FORGED, 200):
        door.deliver(voice, voice.report(*forged(voice, begin, 200)))
        door.advance(1, voice)

    assert told(door) == ["address-flood"]


def test_a_crowd_heard_once_by_two_is_proved_by_neither(door: DoorRig) -> None:
    other_mac, other_address = "00-00-5E-00-53-07", "10.37.12.22"
    new = registration(door.ledger.finance, door.ledger.li, other_mac, status=Status.APPROVED)
    first, second = watcher(door), door.enrolled(door.rig.do(lambda tx: terminals.add(tx, new, ACTOR)), other_mac)
    door.beat(second, other_mac, other_address)
    for voice in (first, second):
        door.deliver(voice, voice.report(*forged(voice, 0, 40)))
    assert told(door) == []

    door.advance(2, first, second)
    stayed = forged(first, 7, 1)
    door.deliver(first, first.report(*stayed))
    assert told(door) == ["unregistered-terminal"]


def test_few_newcomers_are_none(door: DoorRig) -> None:
    voice = watcher(door)
    door.deliver(voice, voice.report(*forged(voice, 0, 40, frames=2)))

    assert door.alerts("address-flood") == []


def test_over_a_while_later(door: DoorRig) -> None:
    voice = watcher(door)
    door.deliver(voice, voice.report(SightingsFolded(ADAPTER, 300_000, 298_112, voice.wall_us - 1, voice.wall_us)))
    door.advance(700, voice)
    door.tick()
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    seen = voice.sighting(STRANGER_MAC, "10.37.12.66", lasting=1)
    door.deliver(voice, voice.report(seen))

    assert told(door) == ["address-flood", "unregistered-terminal"]
