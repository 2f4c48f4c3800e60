"""Clocks behind reports and claims, from stored beats."""

from collector.presence.clock_quality import ClockAt
from collector.store import agents, clock_readings
from protocol.identity import AgentId, BootId
from tests.support.agent_voice import AgentVoice
from tests.support.collector_store import CollectorStore
from tests.support.signing_agent import BOOT, SigningAgent

DAY_US = 86_400_000_000
MAC = "00-00-5E-00-53-01"


def of(rig: CollectorStore, intakes: list[int], claiming: list[str], at_us: int) -> tuple[ClockAt, ...]:
    return rig.read(lambda connection: clock_readings.of_witnesses(connection, intakes, claiming, at_us))


def test_a_report_is_read_by_the_beats_of_its_boot(rig: CollectorStore) -> None:
    sender = SigningAgent(AgentId("a" * 32))
    rig.do(sender.enrol)
    intake = rig.do(sender.store_report)
    assert [one.is_proven for one in of(rig, [intake], [], rig.clock.now)] == [False]
    voice = AgentVoice(rig.clock.now - DAY_US, boot_us=1_000_000, id=sender.id, boot=BootId(BOOT))
    rig.do(lambda tx: agents.start_stretch(tx, sender.id, voice.boot, voice.beat(MAC)))

    (found,) = of(rig, [intake], [], rig.clock.now)

    assert (found.is_proven, found.offset_us, found.at_us) == (True, 0, rig.clock.now)


def test_a_claim_is_read_by_the_stretch_of_then(rig: CollectorStore) -> None:
    voice = AgentVoice(rig.clock.now + DAY_US)
    rig.do(lambda tx: agents.start_stretch(tx, voice.id, voice.boot, voice.beat(MAC)))
    then = rig.clock.now
    rig.clock.advance(86_400)
    later = AgentVoice(rig.clock.now, id=voice.id, key=voice.key)
    rig.do(lambda tx: agents.start_stretch(tx, later.id, later.boot, later.beat(MAC)))

    assert [one.offset_us for one in of(rig, [], [voice.id], then)] == [DAY_US]
    assert [one.offset_us for one in of(rig, [], [voice.id], rig.clock.now)] == [0]
    assert of(rig, [], [voice.id], then - 1) == ()
