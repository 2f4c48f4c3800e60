"""From delivered reports to bindings and alerts, through the door and the store."""

from dataclasses import replace
from ipaddress import ip_address

from collector.ledger.adapter import Adapter
from collector.ledger.exemption import Exemption
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import TerminalType
from collector.presence.binding import Binding
from collector.rules.finding import Severity
from collector.store import adapters, bindings, exemptions, outbox, terminals
from protocol.mac import MacAddress
from protocol.observations import HeardHow, OwnMacHeard
from tests.support.agent_voice import ADAPTER, AgentVoice
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig
from tests.support.small_ledger import ACTOR, registration

PRINTER_MAC = "00-00-5E-00-53-04"


def watching(door: DoorRig) -> AgentVoice:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    return voice


def heard(door: DoorRig, mac: str) -> list[Binding]:
    return door.rig.read(
        lambda connection: bindings.of_mac(connection, door.ledger.finance_segment, MacAddress.parse(mac))
    )


def letters(door: DoorRig) -> list[outbox.Letter]:
    return door.rig.read(lambda connection: outbox.due(connection, door.rig.clock.now))


def test_stranger_is_suspected_then_confirmed_and_told_once(door: DoorRig) -> None:
    voice = watching(door)
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99", ago=0.2)))
    (alert,) = door.alerts()
    assert (alert.alert.rule, alert.alert.certainty) == ("unregistered-terminal", "suspected")
    assert letters(door) == []

    for _ in range(5):
        door.advance(10, voice)
        door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99")))

    (alert,) = door.alerts()
    assert alert.alert.certainty == "confirmed"
    assert (alert.unit_id, alert.segment_id) == (door.ledger.finance, door.ledger.finance_segment)
    evidence = alert.alert.evidence
    assert evidence["mac"] == STRANGER_MAC
    assert evidence["addresses"] == ["10.37.12.99"]
    assert evidence["segment"] == "财政局三楼"
    assert evidence["witnesses"] == [f"agent:{voice.id}"]
    assert evidence["latency_ms"] == 200
    assert "late" not in evidence
    assert len(letters(door)) == 1


def test_vouched_pc_registered_printer_and_gateway_raise_nothing(door: DoorRig) -> None:
    voice = watching(door)
    other = door.enrolled(door.ledger.counter, "00-00-5E-00-53-03")
    printer = registration(
        door.ledger.finance, door.ledger.zhao, PRINTER_MAC, terminal_type=TerminalType.PRINTER, agent_expected=False
    )
    door.rig.do(lambda tx: terminals.add(tx, printer, ACTOR))
    for _ in range(30):
        door.advance(20, voice, other)
        door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
        said = [
            voice.sighting(PRINTER_MAC, "10.37.12.240", how=HeardHow.ARP_REPLY),
            voice.sighting("00-00-5E-00-53-FE", "10.37.12.1"),
            voice.sighting(DESKTOP_MAC, DESKTOP_ADDRESS),
        ]
        door.deliver(voice, voice.report(*said))

    assert door.alerts() == []


def test_report_of_an_hour_ago_is_folded_in_at_its_time_and_says_so(door: DoorRig) -> None:
    voice = watching(door)
    message = voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99", lasting=30))
    heard_us = door.rig.clock.now
    door.advance(3600, voice)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, message)

    (alert,) = door.alerts()
    assert alert.alert.renewed_us == heard_us
    assert alert.alert.first_us == heard_us - 30_000_000
    assert alert.alert.state == "quiet"
    assert alert.alert.evidence["late"] is True
    assert heard(door, STRANGER_MAC) == []


def test_old_evidence_accuses_no_agent_of_silence(door: DoorRig) -> None:
    """The collector was away for an hour: beats of that time are gone, sightings of that time come late."""
    voice = watching(door)
    other = door.enrolled(door.ledger.counter, "00-00-5E-00-53-03")
    reports = []
    for _ in range(60):
        door.advance(60, voice, other)
        reports.append(voice.report(voice.sighting("00-00-5E-00-53-03", "10.37.12.23")))
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, *reports)

    assert door.alerts() == []


def test_stopped_agent_is_told_and_its_next_beat_settles_it(door: DoorRig) -> None:
    voice = watching(door)
    other = door.enrolled(door.ledger.counter, "00-00-5E-00-53-03")
    door.beat(other, "00-00-5E-00-53-03", "10.37.12.23")
    for _ in range(25):
        door.advance(10, voice, other)
        door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
        door.deliver(voice, voice.report(voice.sighting("00-00-5E-00-53-03", "10.37.12.23")))

    (alert,) = door.alerts()
    assert (alert.alert.rule, alert.alert.certainty) == ("agent-silent-while-present", "confirmed")
    assert alert.terminal_id == door.ledger.counter

    door.beat(other, "00-00-5E-00-53-03", "10.37.12.23")
    (alert,) = door.alerts()
    assert alert.alert.state == "closed"


def test_second_host_on_a_registered_address_is_a_conflict_with_both_macs(door: DoorRig) -> None:
    voice = watching(door)
    for _ in range(3):
        door.advance(2, voice)
        door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, DESKTOP_ADDRESS)))

    (alert,) = door.alerts("ip-conflict")
    assert alert.alert.certainty == "confirmed"
    assert alert.alert.evidence["macs"] == [DESKTOP_MAC, STRANGER_MAC]
    assert alert.terminal_id == door.ledger.desktop


def test_registered_pc_without_agent_is_missing_one(door: DoorRig) -> None:
    voice = watching(door)
    for _ in range(14):
        door.advance(10, voice)
        door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
        door.deliver(voice, voice.report(voice.sighting("00-00-5E-00-53-03", "10.37.12.23")))

    assert door.told == ["agent-missing"]


def test_retired_terminal_heard_again(door: DoorRig) -> None:
    voice = watching(door)
    door.rig.do(lambda tx: terminals.change(tx, door.ledger.counter, {"status": Status.SUSPENDED}, ACTOR))
    door.advance(1, voice)
    door.deliver(voice, voice.report(voice.sighting("00-00-5E-00-53-03", "10.37.12.23", lasting=1)))

    assert door.told == ["not-admitted"]


def test_own_mac_from_outside(door: DoorRig) -> None:
    voice = watching(door)
    said = OwnMacHeard(ADAPTER, MacAddress.parse(DESKTOP_MAC), ip_address("10.37.12.9"), HeardHow.ARP_REPLY, 0)
    said = OwnMacHeard(said.adapter, said.mac, said.address, said.how, voice.wall_us)
    door.deliver(voice, voice.report(said))
    assert door.told == []
    door.advance(1, voice)
    door.deliver(voice, voice.report(replace(said, at_us=voice.wall_us)))

    assert door.told == ["own-mac-heard"]


def test_exemption_is_recorded_and_tells_nobody(door: DoorRig) -> None:
    voice = watching(door)
    until_us = door.rig.clock.now + 3_600_000_000
    granted = Exemption(
        rule="unregistered-terminal",
        subject_kind="mac",
        subject_id=STRANGER_MAC,
        approval_no="示例批复〔2026〕1号",
        expires_us=until_us,
        reason="meeting",
        up_to=Severity.CRITICAL,
    )
    door.rig.do(lambda tx: exemptions.add(tx, granted, ACTOR))
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99", lasting=5)))
    (alert,) = door.alerts()
    assert alert.alert.exempted_by is not None
    assert alert.alert.exempted_by.number == "示例批复〔2026〕1号"
    assert letters(door) == []

    door.advance(3_700, voice)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99", lasting=5)))
    assert len(letters(door)) == 1


def test_registering_the_stranger_settles_it(door: DoorRig) -> None:
    voice = watching(door)
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99", lasting=5)))
    new = Adapter(mac=MacAddress.parse(STRANGER_MAC))
    door.rig.do(lambda tx: adapters.add(tx, door.ledger.desktop, new, ACTOR))
    door.advance(5, voice)
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99")))

    (alert,) = door.alerts("unregistered-terminal")
    assert alert.alert.state == "closed"


def test_a_storm_of_strangers_is_capped(door: DoorRig) -> None:
    voice = watching(door)
    said = [voice.sighting(f"00-00-5E-10-00-{n:02X}", f"10.37.12.{n}", lasting=1) for n in range(100, 150)]
    door.deliver(voice, voice.report(*said))

    assert len(door.alerts("unregistered-terminal")) == 50
    assert len(letters(door)) == 30


def test_pending_agents_word_is_kept_but_counts_for_nothing(door: DoorRig) -> None:
    voice = AgentVoice(door.rig.clock.now)
    door.post("enrolments", voice.enrolment(door.code(door.ledger.desktop), STRANGER_MAC))
    door.beat(voice, STRANGER_MAC, "10.37.12.99")
    door.deliver(voice, voice.report(voice.sighting("00-00-5E-00-53-77", "10.37.12.77", lasting=5)))

    assert door.alerts() == []
