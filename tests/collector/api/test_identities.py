"""Identity cases at the operators' door: within scope, decided by approvers, and a dry run that writes nothing."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from collector.operators.roles import Role
from collector.store import identity_cases
from collector.store.scope import CITY
from protocol.observations import Looked, LookOutcome
from protocol.report import ReportKind
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC
from tests.support.both_doors import BothDoors, open_both_doors
from tests.support.identities import DESKTOP, OTHER, card, host


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[BothDoors]:
    with open_both_doors(tmp_path) as opened:
        yield opened


@pytest.fixture
def cloned(doors: BothDoors) -> AgentVoice:
    """The finance office's agent, whose key speaks from another machine."""
    voice = doors.agents.enrolled(doors.agents.ledger.desktop, DESKTOP_MAC)
    doors.agents.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    looked = Looked("host-identity", LookOutcome.SEEN, None)
    for machine in (DESKTOP, OTHER):
        doors.agents.deliver(voice, voice.report(looked, host(machine), card(DESKTOP_MAC), kind=ReportKind.INVENTORY))
    return voice


def decide(client: httpx.Client, case_id: str, decision: str = "accept") -> int:
    return client.post(f"identities/{case_id}/decision", json={"decision": decision, "reason": "现场核对"}).status_code


def test_listed_shown_and_decided(doors: BothDoors, cloned: AgentVoice) -> None:
    reader, approver = doors.operators.as_role(Role.READER), doors.operators.as_role(Role.APPROVER)
    (one,) = reader.get("identities").json()
    assert (one["kind"], one["agent_id"], one["decision"]) == ("cloned-image", cloned.id, None)
    assert one["evidence"]["signs"]["serial"] == "other"

    assert decide(doors.operators.as_role(Role.UNIT_ADMIN), one["id"]) == 403
    assert decide(approver, one["id"]) == 200
    assert reader.get("identities").json() == []
    assert reader.get("identities", params={"decided": True}).json()[0]["decision"] == "accept"
    assert reader.get(f"identities/{one['id'][:8]}").json()["reason"] == "现场核对"
    assert decide(approver, one["id"]) == 400
    assert decide(approver, one["id"], "whatever") == 422


def test_neither_unit_sees_or_decides_the_others(doors: BothDoors, cloned: AgentVoice) -> None:
    ledger = doors.agents.ledger
    own = doors.operators.as_role(Role.APPROVER, ledger.finance)
    other = doors.operators.as_role(Role.APPROVER, ledger.services)
    (one,) = own.get("identities").json()

    assert other.get("identities").json() == []
    assert other.get(f"identities/{one['id']}").status_code == 404
    assert decide(other, one["id"]) == 404
    assert other.post(f"identities/checks/{cloned.id}").status_code == 404


def test_dry_run_says_what_would_be_and_writes_nothing(doors: BothDoors, cloned: AgentVoice) -> None:
    rig = doors.agents.rig
    held = rig.read(lambda c: identity_cases.list_all(c, CITY, decided=True))
    rig.clock.advance(60)
    reader = doors.operators.as_role(Role.READER)

    (said,) = reader.post(f"identities/checks/{cloned.id}").json()
    assert said["kind"] == "cloned-image"
    assert rig.read(lambda c: identity_cases.list_all(c, CITY, decided=True)) == held

    assert reader.post(f"identities/checks/{cloned.id}", params={"dry_run": False}).status_code == 403
    approver = doors.operators.as_role(Role.APPROVER)
    assert approver.post(f"identities/checks/{cloned.id}", params={"dry_run": False}).status_code == 200
    (renewed,) = rig.read(lambda c: identity_cases.list_all(c, CITY))
    assert renewed.seen_us > held[0].seen_us


def test_nobody_knows_that_agent(doors: BothDoors) -> None:
    assert doors.operators.as_role(Role.READER).post(f"identities/checks/{'0' * 32}").status_code == 404
