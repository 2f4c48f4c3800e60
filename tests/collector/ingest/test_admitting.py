"""入网核验: the first report decides, at the door and when a person approves."""

from dataclasses import replace
from typing import Any

import pytest

from collector.errors import InvalidValue, NotAllowed
from collector.ingest.admitting import NO_AGENT, NO_REPORT, Wish, approve, waits_for
from collector.ledger.life_cycle import Status
from collector.operators.roles import Role, rights_of
from collector.store import journal, terminals
from collector.store.terminal_life import By
from protocol.mac import MacAddress
from protocol.observations import Looked, LookOutcome
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import DoorRig
from tests.support.pc import WIRED
from tests.support.small_ledger import ACTOR, registration

MAC, ELSE = "00-00-5E-00-53-07", "00-00-5E-00-53-08"
SUN = By("operator:s", "s", "孙立", rights_of(Role.APPROVER))


def added(door: DoorRig, status: Status = Status.APPROVED, **more: Any) -> str:
    new = registration(door.ledger.services, door.ledger.wang, MAC, status=status, **more)
    return door.rig.do(lambda tx: terminals.add(tx, new, ACTOR))


def report(door: DoorRig, voice: AgentVoice, mac: str) -> None:
    door.advance(60, voice)
    card = replace(WIRED, mac=MacAddress.parse(mac))
    door.deliver(voice, voice.report(card, Looked("adapters", LookOutcome.SEEN, None)))


def status(door: DoorRig, terminal_id: str) -> Status:
    row = door.rig.read(lambda connection: terminals.by_id(connection, terminal_id))
    assert row is not None
    return row.value.status


def reasons(door: DoorRig, terminal_id: str) -> tuple[str, ...]:
    return door.rig.read(lambda connection: waits_for(connection, terminal_id))


def test_admitted_by_the_first_report_that_fits(door: DoorRig) -> None:
    terminal_id = added(door)
    assert reasons(door, terminal_id) == NO_AGENT
    voice = door.enrolled(terminal_id, MAC)
    assert (status(door, terminal_id), reasons(door, terminal_id)) == (Status.APPROVED, NO_REPORT)

    report(door, voice, MAC)

    assert status(door, terminal_id) is Status.ADMITTED
    (entry,) = [
        one
        for one in door.rig.read(lambda connection: list(journal.entries(connection)))
        if one.subject_id == terminal_id and one.action == "terminal-changed"
    ]
    assert (entry.actor, entry.values["new"]["status"]) == ("collector", "admitted")


def test_another_machine_stays_outside_and_why_is_told(door: DoorRig) -> None:
    terminal_id = added(door)
    voice = door.enrolled(terminal_id, MAC)

    report(door, voice, ELSE)

    assert status(door, terminal_id) is Status.APPROVED
    assert reasons(door, terminal_id) == (f"MAC addresses: registered {MAC}, the PC has {ELSE}",)


def test_one_not_approved_is_not_admitted_by_any_report(door: DoorRig) -> None:
    terminal_id = added(door, Status.SUBMITTED)

    report(door, door.enrolled(terminal_id, MAC), MAC)

    assert status(door, terminal_id) is Status.SUBMITTED


def test_approved_after_its_report_is_admitted_at_once(door: DoorRig) -> None:
    terminal_id = added(door, Status.SUBMITTED)
    report(door, door.enrolled(terminal_id, MAC), MAC)

    assert door.rig.do(lambda tx: approve(tx, terminal_id, SUN, Wish(True, False, None))) == ()
    assert status(door, terminal_id) is Status.ADMITTED


def test_waived_with_a_reason_and_journalled(door: DoorRig) -> None:
    terminal_id = added(door, Status.SUBMITTED)
    assert door.rig.do(lambda tx: approve(tx, terminal_id, SUN, Wish(True, False, None))) == NO_AGENT
    with pytest.raises(InvalidValue, match="reason"):
        door.rig.do(lambda tx: approve(tx, terminal_id, SUN, Wish(True, True, " ")))

    door.rig.do(lambda tx: approve(tx, terminal_id, SUN, Wish(True, True, "无盘终端,已现场核对")))

    assert status(door, terminal_id) is Status.ADMITTED
    entries = door.rig.read(lambda connection: list(journal.entries(connection)))
    assert [(one.actor, one.reason) for one in entries if one.action == "terminal-report-waived"] == [
        ("operator:s", "无盘终端,已现场核对")
    ]


def test_without_an_agent_the_approver_admits(door: DoorRig) -> None:
    terminal_id = added(door, Status.SUBMITTED, agent_expected=False)

    assert door.rig.do(lambda tx: approve(tx, terminal_id, SUN, Wish(True, False, None))) == ()
    assert status(door, terminal_id) is Status.ADMITTED


def test_who_applied_does_not_approve(door: DoorRig) -> None:
    terminal_id = added(door, Status.SUBMITTED)
    own = By(ACTOR, ACTOR.removeprefix("operator:"), "周敏", rights_of(Role.APPROVER))

    with pytest.raises(NotAllowed, match="yourself"):
        door.rig.do(lambda tx: approve(tx, terminal_id, own, Wish(True, False, None)))
    assert status(door, terminal_id) is Status.SUBMITTED
