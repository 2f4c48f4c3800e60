"""Alerts at the door: within scope, followed by a cursor, acknowledged by somebody."""

import pytest

from collector.alerts import lifecycle
from collector.operators.roles import Role
from collector.rules import ALL_RULES
from collector.rules.finding import Certainty, Finding, Severity, Subject, SubjectKind
from collector.store import alerts
from tests.support.operators_door import OperatorsDoor

MAC = "00-00-5E-00-53-66"


@pytest.fixture
def alert(door: OperatorsDoor) -> str:
    unit = door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市财政局", "region_code": "371499"}).json()
    now = door.rig.clock.now
    finding = Finding(
        rule=ALL_RULES[0].id,
        subject=Subject(SubjectKind.MAC, MAC),
        severity=Severity.HIGH,
        certainty=Certainty.CONFIRMED,
        unit_id=unit["id"],
        terminal_id=None,
        first_us=now,
        last_us=now,
        evidence={"mac": MAC},
    )
    step = lifecycle.advance(None, finding, now)
    assert step is not None
    return str(door.rig.do(lambda tx: alerts.save(tx, step, finding)).id)


def test_listed_with_both_titles_and_followed_by_a_cursor(door: OperatorsDoor, alert: str) -> None:
    client = door.as_role(Role.READER)
    rows = client.get("alerts").json()

    assert [(row["id"], row["title_zh"], row["severity"]) for row in rows] == [(alert, ALL_RULES[0].title_zh, "high")]
    assert rows[0]["evidence"]["mac"] == MAC
    assert client.get("alerts", params={"renewed_after_us": rows[0]["renewed_us"]}).json() == []


def test_other_unit_does_not_see_it(door: OperatorsDoor, alert: str) -> None:
    other = door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市教育局", "region_code": "371499"}).json()
    client = door.as_role(Role.UNIT_ADMIN, other["id"])

    assert client.get("alerts").json() == []
    assert client.get(f"alerts/{alert}").status_code == 404
    assert client.post(f"alerts/{alert}/acknowledge", json={}).status_code == 404


def test_acknowledged_by_somebody_who_may(door: OperatorsDoor, alert: str) -> None:
    assert door.as_role(Role.READER).post(f"alerts/{alert}/acknowledge", json={}).status_code == 403
    admin = door.as_role(Role.UNIT_ADMIN)
    assert admin.post(f"alerts/{alert}/acknowledge", json={"reason": "已联系"}).status_code == 204

    shown = admin.get(f"alerts/{alert}").json()

    assert shown["acknowledged_us"] == door.rig.clock.now
    assert [event["what"] for event in shown["events"]][-1] == "acknowledged"
