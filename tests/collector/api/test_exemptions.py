"""Exemptions at the door: granted by the security administrator alone, seen by whose they are."""

from typing import Any

import httpx
import pytest

from collector.alerts import lifecycle
from collector.ledger.exemption import DAY_US
from collector.operators.roles import Role
from collector.rules.finding import Certainty, Finding, Severity, Subject, SubjectKind
from collector.store import alerts
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor
from tests.support.small_ledger import SmallLedger

REG_NO = "3714992026000001"


@pytest.fixture
def ledger(door: OperatorsDoor) -> SmallLedger:
    return door.rig.do(small_ledger.fill)


def alarmed(door: OperatorsDoor, ledger: SmallLedger, part: str, severity: Severity = Severity.HIGH) -> str:
    now = door.rig.clock.now
    finding = Finding(
        rule="wireless-adapter",
        subject=Subject(SubjectKind.TERMINAL, ledger.desktop, part=part),
        severity=severity,
        certainty=Certainty.CONFIRMED,
        unit_id=ledger.finance,
        terminal_id=ledger.desktop,
        first_us=now,
        last_us=now,
        evidence={},
    )
    step = lifecycle.advance(None, finding, now)
    assert step is not None
    return str(door.rig.do(lambda tx: alerts.save(tx, step, finding)).id)


def form(door: OperatorsDoor, **more: Any) -> dict[str, Any]:
    until_us = door.rig.clock.now + 90 * DAY_US
    values = {"rule": "wireless-adapter", "terminal": REG_NO, "approval_no": "示例批复〔2026〕7号"}
    return values | {"expires_us": until_us, "reason": "外勤,已批准"} | more


def granted(door: OperatorsDoor, client: httpx.Client, **more: Any) -> dict[str, Any]:
    answer = client.post("exemptions", json=form(door, **more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_an_alert_is_exempted_and_the_hotspot_beside_it_is_not(door: OperatorsDoor, ledger: SmallLedger) -> None:
    tunnel, hotspot = alarmed(door, ledger, "tun0"), alarmed(door, ledger, "phy0")
    client = door.as_role(Role.SECADMIN)
    made = granted(door, client, rule=None, terminal=None, alert=tunnel)

    assert (made["subject"], made["part"]) == (REG_NO, "tun0")
    assert [item["id"] for item in made["alerts"]] == [tunnel]
    listed = {row["id"]: row["approval_no"] for row in client.get("alerts").json()}
    assert listed == {tunnel: "示例批复〔2026〕7号", hotspot: None}
    assert [row["id"] for row in client.get("alerts", params={"exempted": True}).json()] == [tunnel]
    assert [row["id"] for row in client.get("alerts", params={"exempted": False}).json()] == [hotspot]
    (event,) = [item for item in client.get(f"alerts/{tunnel}").json()["events"] if item["what"] == "exempted"]
    assert (event["detail"], event["actor"][:9]) == ("示例批复〔2026〕7号", "operator:")


def test_only_the_security_administrator_grants(door: OperatorsDoor, ledger: SmallLedger) -> None:
    held = granted(door, door.as_role(Role.SECADMIN))
    for role in (Role.UNIT_ADMIN, Role.APPROVER, Role.READER, Role.SYSADMIN, Role.AUDITOR):
        client = door.as_role(role)
        later = {"approval_no": "x", "expires_us": door.rig.clock.now + 91 * DAY_US, "reason": "x"}
        assert client.post("exemptions", json=form(door)).status_code == 403, role
        assert client.post(f"exemptions/{held['id']}/extend", json=later).status_code == 403, role
        assert client.post(f"exemptions/{held['id']}/end", json={"reason": "x"}).status_code == 403, role


def test_the_password_is_needed_again(door: OperatorsDoor, ledger: SmallLedger) -> None:
    client = door.as_role(Role.SECADMIN)
    door.rig.clock.advance(600)
    answer = client.post("exemptions", json=form(door))

    assert (answer.status_code, answer.json()["error"]) == (403, "password-needed")


def test_units_see_theirs(door: OperatorsDoor, ledger: SmallLedger) -> None:
    made = granted(door, door.as_role(Role.SECADMIN))
    own = door.as_role(Role.UNIT_ADMIN, ledger.finance)
    other = door.as_role(Role.UNIT_ADMIN, ledger.services)

    assert [row["id"] for row in own.get("exemptions").json()] == [made["id"]]
    assert own.get(f"exemptions/{made['id']}").json()["approval_no"] == "示例批复〔2026〕7号"
    assert other.get("exemptions").json() == []
    assert other.get(f"exemptions/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status", "says"),
    [
        ({"expires_us": 1_700_000_000_000_000}, 400, "past"),
        ({"expires_us": 2**53}, 400, "366 days"),
        ({"expires_us": 2**60}, 422, "expires_us"),
        ({"expires_us": None}, 422, "expires_us"),
        ({"rule": "wireles-adapter"}, 404, "wireless-adapter"),
        ({"rule": "agent-fork"}, 403, "one key"),
        ({"reason": "因" * 10_240}, 422, "reason"),
        ({"reason": ""}, 422, "reason"),
        ({"reason": " \u3000"}, 400, "reason"),
        ({"approval_no": " "}, 400, "approval number"),
        ({"approval_no": "1\u202e2"}, 400, "invisible"),
        ({"approval_no": "1\u001b[2J"}, 400, "invisible"),
        ({"unit_id": "x"}, 422, "unit_id"),
        ({"up_to": "info"}, 400, "low, medium, high, critical"),
        ({"up_to": "Critical"}, 400, "low, medium, high, critical"),
        ({"up_to": ""}, 400, "low, medium, high, critical"),
        ({"up_to": "\u001b[2J"}, 400, "low, medium, high, critical"),
        ({"up_to": 4}, 422, "up_to"),
        ({"up_to": "x" * 10_240}, 422, "up_to"),
        ({"terminal": "'; DROP TABLE exemption; --"}, 404, "DROP TABLE"),
    ],
)
def test_what_is_refused_leaves_nothing(
    door: OperatorsDoor, ledger: SmallLedger, wrong: dict[str, Any], status: int, says: str
) -> None:
    client = door.as_role(Role.SECADMIN)
    answer = client.post("exemptions", json=form(door) | wrong)

    assert (answer.status_code, says in answer.text) == (status, True), answer.text[:500]
    assert client.get("exemptions").json() == []


def test_the_ceiling_is_the_deployments(door: OperatorsDoor, ledger: SmallLedger) -> None:
    assert door.services.longest_exemption_days == 366
    far = door.rig.clock.now + 366 * DAY_US
    granted(door, door.as_role(Role.SECADMIN), expires_us=far)


def test_extended_then_ended(door: OperatorsDoor, ledger: SmallLedger) -> None:
    client = door.as_role(Role.SECADMIN)
    made = granted(door, client)
    door.rig.clock.advance(10)
    later = {"approval_no": "示例批复〔2026〕8号", "expires_us": made["expires_us"] + DAY_US, "reason": "延期"}
    same = client.post(f"exemptions/{made['id']}/extend", json=later | {"approval_no": made["approval_no"]})
    assert (same.status_code, "has its own" in same.text) == (400, True)
    longer = client.post(f"exemptions/{made['id']}/extend", json=later).json()

    assert [item["approval_no"] for item in longer["versions"]] == ["示例批复〔2026〕7号", "示例批复〔2026〕8号"]
    door.rig.clock.advance(10)
    assert client.post(f"exemptions/{made['id']}/end", json={"reason": "收回"}).status_code == 204
    assert client.get("exemptions").json() == []
    assert client.get(f"exemptions/{made['id']}").status_code == 404
    before = client.get("exemptions", params={"as_of_us": door.rig.clock.now - 5_000_000}).json()
    assert [item["id"] for item in before] == [made["id"]]
    assert client.post(f"exemptions/{made['id']}/end", json={"reason": "again"}).status_code == 404


def test_what_ends_soon_is_asked_for(door: OperatorsDoor, ledger: SmallLedger) -> None:
    client = door.as_role(Role.SECADMIN)
    now = door.rig.clock.now
    soon = granted(door, client, expires_us=now + 20 * DAY_US)
    granted(door, client, rule="agent-missing")

    def listed(**query: Any) -> list[str]:
        return [row["rule"] for row in client.get("exemptions", params=query).json()]

    assert listed() == ["wireless-adapter", "agent-missing"]
    assert listed(expiring_days=30) == ["wireless-adapter"]
    assert listed(rule="agent-missing") == ["agent-missing"]
    door.rig.clock.advance(21 * 86_400)
    client = door.as_role(Role.SECADMIN)
    assert listed() == ["agent-missing"]
    assert client.get("exemptions", params={"expired": True}).json()[0]["id"] == soon["id"]


def test_it_reaches_as_far_as_what_was_exempted_and_farther_only_if_asked(
    door: OperatorsDoor, ledger: SmallLedger
) -> None:
    medium, grave = alarmed(door, ledger, "phy0", Severity.MEDIUM), alarmed(door, ledger, "phy1", Severity.CRITICAL)
    alarmed(door, ledger, "phy2", Severity.INFO)
    client = door.as_role(Role.SECADMIN)
    none: dict[str, Any] = {"rule": None, "terminal": None}
    refused = client.post("exemptions", json=form(door, **none, alert=grave))
    assert (refused.status_code, "critical" in refused.text) == (400, True)

    assert granted(door, client, **none, alert=medium)["up_to"] == "medium"
    assert granted(door, client, part="phy0")["up_to"] == "medium"
    assert granted(door, client, part="phy2")["up_to"] == "high"
    assert granted(door, client, rule="agent-missing")["up_to"] in ("medium", "high")
    whole = granted(door, client)
    assert (whole["up_to"], grave in [item["id"] for item in whole["alerts"]]) == ("high", False)
    asked = granted(door, client, **none, alert=grave, up_to="critical")
    assert (asked["up_to"], [item["id"] for item in asked["alerts"]]) == ("critical", [grave])
