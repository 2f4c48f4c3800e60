"""Deciding moves what is bound to what, and deciding anew moves it back; both intervals stay."""

from dataclasses import replace

import pytest

from collector.errors import InvalidValue
from collector.ingest import identity_decisions
from collector.ingest.identity_decisions import CaseDecision
from collector.ledger.adapter import Adapter as RegisteredAdapter
from collector.ledger.adapter import AdapterClass
from collector.presence.subject import AgentStanding
from collector.store import adapters, agents, identity_cases, journal, terminals
from collector.store.scope import CITY
from protocol.mac import MacAddress
from tests.collector.ingest.test_refereeing import STICK, cases, desktop, enrolled, in_question, tell
from tests.support.agents_door import COUNTER_MAC, DESKTOP_MAC, DoorRig
from tests.support.identities import DESKTOP, OTHER, card, host
from tests.support.small_ledger import ACTOR


def decide(door: DoorRig, decision: str) -> None:
    """The one case there is, decided already or not."""
    door.advance(60)

    def work(tx: object) -> None:
        (one,) = identity_cases.list_all(tx.connection, CITY, decided=True)  # type: ignore[attr-defined]
        identity_decisions.decide(tx, door.context, one, CaseDecision(decision), ACTOR, "现场核对")  # type: ignore[arg-type]

    door.rig.do(work)


def state(door: DoorRig, agent_id: str) -> AgentStanding:
    held = door.rig.read(lambda c: agents.find(c, agent_id))
    assert held is not None
    return held.state


def terminal(door: DoorRig, agent_id: str, at_us: int | None = None) -> str | None:
    return door.rig.read(lambda c: agents.terminal_of(c, agent_id, at_us))


def holders(door: DoorRig) -> list[tuple[str, str]]:
    found = door.rig.read(lambda c: terminals.holder_of_mac(c, MacAddress.parse(STICK)))
    return sorted((owner.id, row.value.adapter_class.value) for row, owner in found)


def test_copied_key_is_suspended_and_let_go_again(door: DoorRig) -> None:
    voice = desktop(door)
    tell(door, voice, host(OTHER), card(DESKTOP_MAC))

    decide(door, "accept")
    assert state(door, voice.id) is AgentStanding.SUSPENDED
    decide(door, "keep")
    assert state(door, voice.id) is AgentStanding.ACTIVE
    with pytest.raises(InvalidValue):
        decide(door, "keep")
    entries = door.rig.read(lambda c: [one for one in journal.entries(c) if one.action == "identity-decided"])
    assert [one.values["decision"] for one in entries] == ["accept", "keep"]


def test_disk_moved_binds_the_agent_to_the_other_row(door: DoorRig) -> None:
    voice = desktop(door)
    door.rig.do(lambda tx: terminals.change(tx, door.ledger.counter, {"serial_no": "PF3FAKE09"}, ACTOR))
    tell(door, voice, host(replace(OTHER, disks=DESKTOP.disks)), card("00-00-5E-00-53-09"))
    before_us = door.rig.clock.now

    decide(door, "accept")
    assert terminal(door, voice.id) == door.ledger.counter
    assert terminal(door, voice.id, before_us) == door.ledger.desktop, "the history stays"
    decide(door, "keep")
    assert terminal(door, voice.id) == door.ledger.desktop


def test_accepted_board_is_quiet_from_then_on(door: DoorRig) -> None:
    voice = desktop(door)
    board = replace(DESKTOP, board_serial="BRDFAKE77", product_uuid=None)
    tell(door, voice, host(board), card(DESKTOP_MAC))

    decide(door, "accept")
    tell(door, voice, host(board, "RENAMED"), card(DESKTOP_MAC))
    assert (cases(door), in_question(door)) == ([], [])


def test_what_was_kept_is_not_asked_again(door: DoorRig) -> None:
    voice = desktop(door)
    tell(door, voice, host(OTHER), card(DESKTOP_MAC))
    decide(door, "keep")

    tell(door, voice, host(OTHER, "RENAMED"), card(DESKTOP_MAC))
    assert (cases(door), in_question(door)) == ([], [])
    third = replace(OTHER, product_serial="PF3FAKE08", board_serial="BRDFAKE08", product_uuid=None)
    tell(door, voice, host(third), card(DESKTOP_MAC))
    assert len(cases(door)) == 1, "another machine is another question"


@pytest.mark.parametrize(
    ("product", "after"), [(None, ["fixed"]), ("USB-C Dock", ["shared", "shared"])], ids=["moved", "dock"]
)
def test_adapter_moves_or_is_shared_and_back(door: DoorRig, product: str | None, after: list[str]) -> None:
    voice = desktop(door)
    stick = RegisteredAdapter(mac=MacAddress.parse(STICK), adapter_class=AdapterClass.FIXED)
    door.rig.do(lambda tx: adapters.add(tx, door.ledger.counter, stick, ACTOR))
    tell(door, voice, host(), card(DESKTOP_MAC), card(STICK, "usb", number="b", product=product))

    decide(door, "accept")
    assert [kind for _, kind in holders(door)] == after
    assert door.ledger.desktop in [owner for owner, _ in holders(door)]
    assert cases(door) == []
    decide(door, "keep")
    assert holders(door) == [(door.ledger.counter, "fixed")]


def test_two_agents_one_stays(door: DoorRig) -> None:
    old = desktop(door)
    door.advance(3600)
    # The counter's row has its MAC, so that the second agent is let in and has its own terminal.
    enrolled(door, door.ledger.counter, replace(DESKTOP, permanent_macs=(MacAddress.parse(COUNTER_MAC),)))
    assert [one.kind for one in cases(door)] == ["two-agents"]

    decide(door, "accept")
    assert state(door, old.id) is AgentStanding.RETIRED
    decide(door, "keep")
    assert state(door, old.id) is AgentStanding.ACTIVE


def test_newcomer_is_let_in_by_accepting_it(door: DoorRig) -> None:
    voice = enrolled(door, door.ledger.desktop, OTHER)

    decide(door, "accept")
    assert (state(door, voice.id), terminal(door, voice.id)) == (AgentStanding.ACTIVE, door.ledger.desktop)
    decide(door, "keep")
    assert (state(door, voice.id), terminal(door, voice.id)) == (AgentStanding.PENDING, None)
