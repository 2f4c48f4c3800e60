from dataclasses import replace

from collector.ingest.beats import take_beat
from collector.presence.liveness import EndedBy
from collector.store import agents, claims, coverage
from collector.store.tables import agent_stretch
from protocol.beat import Beat
from protocol.codec import decode
from protocol.identity import BootId, digest_of
from protocol.limits import BEAT_BYTES
from protocol.policy import DutyKind
from protocol.signing import split
from tests.support.agent_voice import ADAPTER
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig, fault


def test_first_beat_is_given_policy_and_the_watch(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    answer = door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)

    (duty,) = answer.duties
    assert (duty.kind, duty.segment, duty.adapter) == (DutyKind.WATCH, door.ledger.finance_segment, ADAPTER)
    assert answer.policy is not None
    assert answer.next_sequence == 1


def test_claims_last_while_they_are_renewed(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.advance(60, voice)
    door.beat(voice, DESKTOP_MAC, "10.37.12.77")

    held = door.rig.read(lambda c: claims.attached(c, voice.id))
    assert held == [(ADAPTER, door.ledger.finance_segment)]


def test_watching_is_coverage_until_beats_are_missing(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    (duty,) = door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS).duties
    for _ in range(3):
        door.advance(60, voice)
        door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS, duties=(duty.id,))
    last_us = door.rig.clock.now
    door.advance(200, voice)
    door.tick()

    covered = door.rig.read(lambda c: coverage.of_segment(c, door.ledger.finance_segment, 0, door.rig.clock.now))
    assert {(one.family, one.to_us, one.ended_by) for one in covered} == {
        ("ipv4", last_us, EndedBy.MISSED_BEATS.value),
        ("ipv6", last_us, EndedBy.MISSED_BEATS.value),
    }
    assert door.rig.read(lambda c: agents.open_stretch(c, voice.id)) is None


def test_stretch_keeps_its_last_beats_bytes(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.advance(60, voice)
    message = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    door.answer(door.post("beats", message, voice.id))

    (row,) = door.rig.read(lambda c: c.execute(agent_stretch.select()).all())
    assert row.last_beat == message
    assert row.last_us - row.from_us == 60_000_000


def test_two_boots_that_speak_by_turns_are_a_fork(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    clone = replace(voice, boot=BootId("c" * 32))
    for speaker in (voice, clone):
        door.beat(speaker, DESKTOP_MAC, DESKTOP_ADDRESS)

    answered = door.post("beats", voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS), voice.id)

    assert fault(answered) == (409, "replayed-beat")
    assert door.told == ["agent-fork"]


def test_a_beat_of_an_earlier_boot_played_again_accuses_nobody(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    heard = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    assert door.post("beats", heard, voice.id).status_code == 200
    door.beat(replace(voice, boot=BootId("c" * 32)), DESKTOP_MAC, DESKTOP_ADDRESS)

    assert fault(door.post("beats", heard, voice.id)) == (409, "replayed-beat")
    assert door.told == []


def test_a_beat_counts_from_when_it_reached_the_door_not_from_when_the_writer_had_time(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    arrived_us = door.rig.clock.now
    message = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    beat = decode(split(message)[1], Beat, BEAT_BYTES)
    door.rig.clock.advance(11)
    digest = digest_of(message)
    door.rig.do(lambda tx: take_beat(tx, door.context, beat, message, digest, "10.37.12.21", arrived_us))

    agent = door.rig.read(lambda c: agents.find(c, voice.id))
    stretch = door.rig.read(lambda c: agents.newest_stretch(c, voice.id))
    assert agent is not None
    assert stretch is not None
    assert (agent.last_beat_us, stretch.stretch.last_us) == (arrived_us, arrived_us)
    assert agent.clock_offset_us == beat.taken.wall_us - arrived_us
