"""Who watches, why, and what a person decided about it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.operators.roles import Role
from collector.store import journal, leases
from tests.support.both_doors import BothDoors, open_both_doors
from tests.support.colleagues import Colleague, colleague, minutes

HERE = "watching/财政局三楼"


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[BothDoors]:
    with open_both_doors(tmp_path) as opened:
        yield opened


@pytest.fixture
def office(doors: BothDoors) -> list[Colleague]:
    found = [colleague(doors.agents, number) for number in (11, 12, 13)]
    minutes(doors.agents, 2, found)
    return found


@pytest.fixture
def admin(doors: BothDoors) -> httpx.Client:
    return doors.operators.as_role(Role.UNIT_ADMIN, doors.agents.ledger.finance)


def reg_no(doors: BothDoors, one: Colleague) -> str:
    found: str = doors.operators.as_role(Role.READER).get(f"terminals/{one.terminal_id}").json()["reg_no"]
    return found


def prefer(client: httpx.Client, who: str, preference: str | None) -> dict[str, Any]:
    answer = client.post(f"{HERE}/preferences", json={"who": who, "preference": preference, "reason": "机房常开"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def watching(found: dict[str, Any]) -> list[str]:
    return [one["agent_id"] for one in found["candidates"] if one["lease"] is not None]


def test_explained_with_lease_reasons_and_who_is_next(
    doors: BothDoors, office: list[Colleague], admin: httpx.Client
) -> None:
    found = admin.get(HERE).json()

    assert watching(found) == [office[0].id, office[1].id]
    assert (found["state"]["state"], found["state"]["watchers"], found["wanted"]) == ("watched", 2, 2)
    first, _, last = found["candidates"]
    assert first["lease"]["reasons"] == ["unknown-medium", "longest-alive"]
    assert first["lease"]["until_us"] > doors.agents.rig.clock.now
    assert (first["watches"], first["hostname"], first["reg_no"]) == (True, "CZJ-YSK-01", reg_no(doors, office[0]))
    assert (last["lease"], last["reasons"]) == (None, ["unknown-medium", "next-in-line"])


def test_silent_one_is_named_with_its_reason(doors: BothDoors, office: list[Colleague], admin: httpx.Client) -> None:
    minutes(doors.agents, 4, office, office[2])

    last = admin.get(HERE).json()["candidates"][-1]
    assert (last["agent_id"], last["is_refused"], last["reasons"]) == (office[2].id, True, ["no-beat"])


def test_decision_takes_effect_at_once_is_journalled_and_can_be_taken_back(
    doors: BothDoors, office: list[Colleague], admin: httpx.Client
) -> None:
    found = prefer(admin, reg_no(doors, office[2]), "prefer")
    assert watching(found) == [office[2].id, office[0].id]
    assert [(one["preference"], one["reason"]) for one in found["preferences"]] == [("prefer", "机房常开")]

    found = prefer(admin, office[2].id, "never")
    assert office[2].id not in watching(found)
    assert [one["preference"] for one in found["preferences"]] == ["never"]
    assert prefer(admin, office[2].id, None)["preferences"] == []
    assert admin.post(f"{HERE}/preferences", json={"who": office[2].id, "reason": "再来"}).status_code == 404
    told = [one for one in doors.agents.rig.read(lambda c: list(journal.entries(c))) if one.action == "segment-watcher"]
    assert [one.values["new"] for one in told] == ["prefer", "never", None]
    assert all(one.actor.startswith("operator:") for one in told)


def test_changed_duties_are_rung_for(doors: BothDoors, office: list[Colleague], admin: httpx.Client) -> None:
    held = doors.agents.rig.read(lambda c: leases.in_force(c, doors.agents.rig.clock.now))
    prefer(admin, office[0].id, "never")

    now = doors.agents.rig.read(lambda c: leases.in_force(c, doors.agents.rig.clock.now))
    assert {one.agent_id for one in now} - {one.agent_id for one in held} == {office[2].id}


@pytest.mark.parametrize("role", [Role.READER, Role.APPROVER])
def test_who_may_not_choose(doors: BothDoors, office: list[Colleague], role: Role) -> None:
    content = {"who": office[0].id, "preference": "never", "reason": "x"}
    reader = doors.operators.as_role(role, doors.agents.ledger.finance)

    assert reader.post(f"{HERE}/preferences", json=content).status_code == 403


def test_another_unit_sees_neither_segment_nor_agent(doors: BothDoors, office: list[Colleague]) -> None:
    other = doors.operators.as_role(Role.UNIT_ADMIN, doors.agents.ledger.services)
    content = {"who": office[0].id, "preference": "prefer", "reason": "x"}

    assert other.get(HERE).status_code == 404
    assert other.post("watching/政务大厅/preferences", json=content).status_code == 404
    assert [one["name"] for one in other.get("watching").json()] == ["政务大厅"]


def test_listed_with_what_is_known(doors: BothDoors, office: list[Colleague], admin: httpx.Client) -> None:
    city = doors.operators.as_role(Role.SECADMIN)
    found = {one["name"]: one for one in city.get("watching").json()}

    assert (found["财政局三楼"]["state"], found["财政局三楼"]["agents"]) == ("watched", 3)
    assert (found["政务大厅"]["state"], found["政务大厅"]["watched_us"]) == ("no-agent", None)
    minutes(doors.agents, 5, office, *office)
    (own,) = admin.get("watching").json()
    assert (own["state"], own["watched_us"] is None) == ("no-agent", False)
