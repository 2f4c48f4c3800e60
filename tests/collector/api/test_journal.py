"""Journal and verification at the door: the auditor's, and nobody else's."""

import pytest

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor


def test_entries_in_order_from_a_cursor(door: OperatorsDoor) -> None:
    auditor = door.as_role(Role.AUDITOR)
    all_entries = auditor.get("journal").json()

    later = auditor.get("journal", params={"after": all_entries[0]["sequence"], "most": 1}).json()

    assert [entry["sequence"] for entry in all_entries] == list(range(1, len(all_entries) + 1))
    assert later == all_entries[1:2]
    assert [entry["previous"] for entry in all_entries[1:]] == [entry["digest"] for entry in all_entries[:-1]]


def test_verdict_of_an_intact_store(door: OperatorsDoor) -> None:
    verdict = door.as_role(Role.AUDITOR).get("verify").json()

    assert (verdict["intact"], verdict["complete"], verdict["breaks"]) == (True, True, [])
    assert verdict["counts"]["journal"] >= 3


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.BOOTSTRAP}))
def test_nobody_else(door: OperatorsDoor, role: Role) -> None:
    client = door.as_role(role)

    assert [client.get(path).status_code for path in ("journal", "verify")] == [403, 403]
