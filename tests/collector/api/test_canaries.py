"""Canaries at the operators' door."""

import pytest

from collector.operators.roles import Role
from tests.collector.api.test_sweeps import OTHER, SEGMENT, site
from tests.support.operators_door import OperatorsDoor

__all__ = ["site"]


@pytest.mark.parametrize("role", [Role.UNIT_ADMIN, Role.READER, Role.AUDITOR])
def test_only_who_writes_segments_makes_one(site: OperatorsDoor, role: Role) -> None:
    assert site.as_role(role).post(f"segments/{SEGMENT}/canaries", json={}).status_code == 403


def test_where_no_agent_is_there_is_none(site: OperatorsDoor) -> None:
    client = site.as_role(Role.SECADMIN)
    answer = client.post(f"segments/{SEGMENT}/canaries", json={"reason": "演练"})

    assert answer.status_code == 404
    assert "can be a canary" in answer.json()["why"]
    assert client.get(f"segments/{SEGMENT}/canaries").json() == []
    assert client.get(f"segments/{SEGMENT}/canaries/{'a' * 32}").status_code == 404


def test_another_units_segment_is_none(site: OperatorsDoor) -> None:
    other = site.as_role(Role.SECADMIN).get(f"units/{OTHER}").json()["id"]

    assert site.as_role(Role.READER, other).get(f"segments/{SEGMENT}/canaries").status_code == 404
