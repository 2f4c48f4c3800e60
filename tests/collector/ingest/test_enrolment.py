from dataclasses import replace

import pytest

from collector.errors import InvalidValue
from collector.ingest.enrolment import approve
from collector.ledger.life_cycle import Status
from collector.presence.subject import AgentStanding
from collector.store import agents, journal, terminals
from collector.store.scope import CITY
from protocol.enrolment import EnrolmentState
from protocol.identity import AgentId
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import COUNTER_MAC, DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig, fault
from tests.support.small_ledger import ACTOR, registration


def test_matching_pc_is_active_at_once(door: DoorRig) -> None:
    voice = AgentVoice(door.rig.clock.now)
    response = door.post("enrolments", voice.enrolment(door.code(door.ledger.desktop), DESKTOP_MAC))

    answer = door.enrolment_answer(response)
    assert (answer.state, answer.unit, answer.differences) == (EnrolmentState.ACTIVE, "示例市财政局", ())
    assert answer.policy is not None
    (listed,) = door.rig.read(lambda connection: agents.list_all(connection, CITY))
    assert (listed.agent.id, listed.terminal_id) == (voice.id, door.ledger.desktop)


def test_serial_number_alone_is_enough(door: DoorRig) -> None:
    voice = AgentVoice(door.rig.clock.now)
    body = voice.enrolment(door.code(door.ledger.desktop), STRANGER_MAC, serial="pf3fake01")

    assert door.enrolment_answer(door.post("enrolments", body)).state is EnrolmentState.ACTIVE


def test_other_machine_waits_for_a_person(door: DoorRig) -> None:
    voice = AgentVoice(door.rig.clock.now)
    body = voice.enrolment(door.code(door.ledger.desktop), STRANGER_MAC, serial="OTHER")
    answer = door.enrolment_answer(door.post("enrolments", body))

    assert answer.state is EnrolmentState.PENDING
    assert len(answer.differences) == 2
    assert not door.answer(door.post("beats", voice.beat(STRANGER_MAC), voice.id)).may_vouch
    assert door.rig.read(lambda connection: agents.terminal_of(connection, voice.id)) is None

    door.rig.do(lambda tx: approve(tx, voice.id, ACTOR, "looked at it"))
    assert door.rig.read(lambda connection: agents.terminal_of(connection, voice.id)) == door.ledger.desktop
    assert door.answer(door.post("beats", voice.beat(STRANGER_MAC), voice.id)).may_vouch
    entry = door.rig.read(lambda connection: list(journal.entries(connection)))[-1]
    assert (entry.action, entry.actor, entry.reason) == ("agent-admitted", ACTOR, "looked at it")


def test_approved_agent_that_enrolled_for_nothing_is_refused_whole(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    held = door.rig.read(lambda connection: agents.find(connection, voice.id))
    assert held is not None
    orphan = replace(held, id=AgentId("f" * 32), public_key=bytes(32), state=AgentStanding.PENDING)
    door.rig.do(lambda tx: agents.add(tx, orphan, {}))

    with pytest.raises(InvalidValue, match="no terminal"):
        door.rig.do(lambda tx: approve(tx, orphan.id, ACTOR, "looked at it"))
    after = door.rig.read(lambda connection: agents.find(connection, orphan.id))
    assert after is not None
    assert after.state is AgentStanding.PENDING


def test_code_is_good_for_one_pc_whatever_its_notation(door: DoorRig) -> None:
    code = door.code(door.ledger.desktop)
    voice = AgentVoice(door.rig.clock.now)

    assert door.post("enrolments", voice.enrolment(code.lower().replace("-", " "), DESKTOP_MAC)).status_code == 200


def test_lost_answer_may_be_asked_for_again(door: DoorRig) -> None:
    code = door.code(door.ledger.desktop)
    voice = AgentVoice(door.rig.clock.now)
    first = door.enrolment_answer(door.post("enrolments", voice.enrolment(code, DESKTOP_MAC)))
    again = door.enrolment_answer(door.post("enrolments", voice.enrolment(code, DESKTOP_MAC)))

    assert (first.agent, first.state) == (again.agent, again.state)
    assert door.alerts() == []
    acts = door.rig.read(lambda connection: [entry.action for entry in journal.entries(connection)])
    assert acts.count("agent-enrolled") == 1


def test_used_code_with_another_key_is_refused_and_told(door: DoorRig) -> None:
    code = door.code(door.ledger.desktop)
    door.post("enrolments", AgentVoice(door.rig.clock.now).enrolment(code, DESKTOP_MAC))

    thief = AgentVoice(door.rig.clock.now)
    assert fault(door.post("enrolments", thief.enrolment(code, STRANGER_MAC))) == (403, "enrolment-code-reused")
    assert door.told == ["enrolment-code-reused"]
    assert door.refused("enrolment-code-reused") == 1
    (alert,) = door.alerts()
    assert alert.unit_id == door.ledger.finance
    assert alert.alert.evidence["macs"] == [STRANGER_MAC]


def test_wrong_and_expired_codes(door: DoorRig) -> None:
    code = door.code(door.ledger.desktop)
    voice = AgentVoice(door.rig.clock.now)
    assert fault(door.post("enrolments", voice.enrolment("AAAAA-AAAAA-AAAAA-AAAAA", DESKTOP_MAC)))[1] == "unknown-code"

    door.advance(8 * 86_400, voice)
    assert fault(door.post("enrolments", voice.enrolment(code, DESKTOP_MAC))) == (403, "expired-code")


def test_somebody_elses_key_cannot_be_enrolled(door: DoorRig) -> None:
    voice, other = AgentVoice(door.rig.clock.now), AgentVoice(door.rig.clock.now)
    body = other.key.sign(b"something else") + voice.enrolment(door.code(door.ledger.desktop), DESKTOP_MAC)[64:]

    assert fault(door.post("enrolments", body)) == (401, "bad-signature")


def test_guessing_codes_is_slowed_down(door: DoorRig) -> None:
    voice = AgentVoice(door.rig.clock.now)
    body = voice.enrolment("AAAAA-AAAAA-AAAAA-AAAAA", DESKTOP_MAC)

    assert [door.post("enrolments", body).status_code for _ in range(21)][-1] == 429


def test_new_agent_takes_the_old_ones_place(door: DoorRig) -> None:
    old = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.advance(60)
    new = door.enrolled(door.ledger.desktop, DESKTOP_MAC)

    held = door.rig.read(lambda connection: agents.find(connection, old.id))
    assert held is not None
    assert held.state is AgentStanding.RETIRED
    assert door.rig.read(lambda connection: agents.terminal_of(connection, new.id)) == door.ledger.desktop
    assert fault(door.post("beats", old.beat(DESKTOP_MAC, DESKTOP_ADDRESS), old.id)) == (403, "not-admitted")


def test_enrolling_alone_admits_nobody(door: DoorRig) -> None:
    new = registration(door.ledger.services, door.ledger.wang, "00-00-5E-00-53-07", status=Status.APPROVED)
    terminal_id = door.rig.do(lambda tx: terminals.add(tx, new, ACTOR))
    door.enrolled(terminal_id, "00-00-5E-00-53-07")

    row = door.rig.read(lambda connection: terminals.by_id(connection, terminal_id))
    assert row is not None
    assert row.value.status is Status.APPROVED
    assert COUNTER_MAC != DESKTOP_MAC
