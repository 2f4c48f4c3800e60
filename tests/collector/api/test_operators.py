"""From the first account to separated duties."""

import os

import httpx
import pytest

from collector.operators.roles import THE_THREE, Role
from collector.operators.session import FRESH_US
from tests.support.operators_door import PASSWORD, OperatorsDoor

OTHER_UID = os.geteuid() + 4711


def first(client: httpx.Client, name: str, role: str) -> httpx.Response:
    account = {"name": name, "display_name": "周敏", "password": PASSWORD, "role": role}
    return client.post("operators/bootstrap", json=account)


def test_bootstrap_over_the_socket_until_the_three_exist(door: OperatorsDoor) -> None:
    root = door.from_uid(0)
    assert [first(root, f"person-{role}", role).status_code for role in THE_THREE] == [201, 201, 201]

    closed = first(root, "person-four", "sysadmin")

    assert (closed.status_code, closed.json()["error"]) == (401, "not-logged-in")
    assert door.log_in("person-secadmin").get("operators").status_code == 200


@pytest.mark.parametrize("role", ["unit-admin", "approver", "reader", "bootstrap"])
def test_bootstrap_makes_no_other_role(door: OperatorsDoor, role: str) -> None:
    assert first(door.from_uid(0), "zhou-min", role).status_code == 400


def test_the_collectors_own_user_may_bootstrap_and_nothing_else(door: OperatorsDoor) -> None:
    own = door.from_uid(os.geteuid())

    assert own.get("operators").status_code == 403
    assert own.get("session").json()["rights"] == ["bootstrap"]
    assert first(own, "zhou-min", "sysadmin").status_code == 201


def test_unknown_os_user_is_nobody(door: OperatorsDoor) -> None:
    assert door.from_uid(OTHER_UID).get("session").status_code == 401


def test_nobody_bootstraps_over_the_network(door: OperatorsDoor) -> None:
    assert first(door.client(), "zhou-min", "sysadmin").status_code == 401
    assert first(door.as_role(Role.SYSADMIN), "zhou-min", "sysadmin").status_code == 403


def test_account_is_made_by_one_and_granted_by_another(door: OperatorsDoor) -> None:
    sysadmin, secadmin = door.as_role(Role.SYSADMIN), door.as_role(Role.SECADMIN)
    account = {"name": "zhou-min", "display_name": "周敏", "password": PASSWORD}

    made = sysadmin.post("operators", json=account)
    by_maker = sysadmin.post("operators/zhou-min/grant", json={"role": "auditor"})
    granted = secadmin.post("operators/zhou-min/grant", json={"role": "auditor", "reason": "appointed"})

    assert (made.json()["state"], made.json()["role"]) == ("disabled", None)
    assert by_maker.status_code == 403
    assert (granted.json()["state"], granted.json()["role"]) == ("enabled", "auditor")
    assert PASSWORD not in made.text
    assert "argon2" not in made.text


def test_nobody_grants_to_themselves(door: OperatorsDoor) -> None:
    door.add("zhou-min", Role.SECADMIN)

    answer = door.log_in("zhou-min").post("operators/zhou-min/grant", json={"role": "auditor"})

    assert answer.status_code == 403


def test_granting_wants_a_fresh_password(door: OperatorsDoor) -> None:
    door.add("li-mingxuan", None)
    secadmin = door.as_role(Role.SECADMIN)
    door.rig.clock.advance(FRESH_US / 1_000_000)

    stale = secadmin.post("operators/li-mingxuan/grant", json={"role": "reader"})
    wrong = secadmin.post("session/reauthenticate", json={"password": "wrong"})
    right = secadmin.post("session/reauthenticate", json={"password": PASSWORD})
    fresh = secadmin.post("operators/li-mingxuan/grant", json={"role": "reader"})

    assert (stale.status_code, stale.json()["error"]) == (403, "password-needed")
    assert [wrong.status_code, right.status_code, fresh.status_code] == [401, 204, 200]


def test_unknown_unit_and_operator_are_named(door: OperatorsDoor) -> None:
    door.add("li-mingxuan", None)
    secadmin = door.as_role(Role.SECADMIN)

    no_unit = secadmin.post("operators/li-mingxuan/grant", json={"role": "reader", "unit": "示例市财政局"})
    nobody = secadmin.post("operators/li-minxuan/grant", json={"role": "reader"})

    assert (no_unit.status_code, nobody.status_code) == (404, 404)
    assert "li-minxuan" in nobody.json()["what"]


@pytest.mark.parametrize(
    "change",
    [{"name": "admin"}, {"display_name": "测试"}, {"password": "abc123"}, {"password": None}, {"os_user": "root"}],
)
def test_bad_account_is_refused(door: OperatorsDoor, change: dict[str, str | None]) -> None:
    account = {"name": "zhou-min", "display_name": "周敏", "password": PASSWORD} | change

    assert door.as_role(Role.SYSADMIN).post("operators", json=account).status_code == 400


def test_disabling_ends_sessions_at_once_and_enabling_lets_in_again(door: OperatorsDoor) -> None:
    door.add("zhou-min", Role.READER)
    victim, secadmin = door.log_in("zhou-min"), door.as_role(Role.SECADMIN)

    secadmin.post("operators/zhou-min/state", json={"state": "disabled", "reason": "left the unit"})
    assert victim.get("session").status_code == 401
    assert door.client().post("session", json={"name": "zhou-min", "password": PASSWORD}).status_code == 401

    secadmin.post("operators/zhou-min/state", json={"state": "enabled", "reason": "came back"})
    door.log_in("zhou-min")


def test_bootstrap_account_cannot_be_opened_again(door: OperatorsDoor) -> None:
    answer = door.as_role(Role.SECADMIN).post(
        "operators/bootstrap/state", json={"state": "enabled", "reason": "because"}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("role", [Role.UNIT_ADMIN, Role.APPROVER, Role.READER])
def test_business_roles_do_not_see_the_accounts(door: OperatorsDoor, role: Role) -> None:
    assert door.as_role(role).get("operators").status_code == 403
