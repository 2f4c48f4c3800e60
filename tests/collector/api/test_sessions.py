"""Logging in, staying in, and being put out."""

import pytest

from collector.operators.passwords import LOCKED_US
from collector.operators.roles import Role
from collector.operators.session import IDLE_US
from collector.store import journal
from tests.support.operators_door import PASSWORD, OperatorsDoor

NEW_PASSWORD = "Chun-Yu 9 luo"


def wrong(door: OperatorsDoor, name: str = "zhou-min") -> int:
    return door.client().post("session", json={"name": name, "password": "wrong"}).status_code


def test_session_tells_who_asks(door: OperatorsDoor) -> None:
    door.add("zhou-min", Role.SECADMIN)

    told = door.log_in("zhou-min").get("session").json()

    assert (told["name"], told["display_name"], told["role"]) == ("zhou-min", "周敏", "secadmin")
    assert "unmask" in told["rights"]
    assert told["password_change_needed"] is False


def test_no_session_no_answer(door: OperatorsDoor) -> None:
    answer = door.client().get("session")

    assert answer.status_code == 401
    assert answer.json()["error"] == "not-logged-in"


@pytest.mark.parametrize("header", ["Bearer ", "Bearer wrong", "Basic eDp5", "Bearer " + "x" * 300])
def test_bad_token(door: OperatorsDoor, header: str) -> None:
    assert door.client().get("session", headers={"Authorization": header}).status_code == 401


def test_unknown_name_and_wrong_password_read_alike(door: OperatorsDoor) -> None:
    door.add("zhou-min", Role.READER)
    client = door.client()

    answers = [client.post("session", json={"name": name, "password": "x"}) for name in ("zhou-min", "nobody")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


def test_bootstrap_has_no_password(door: OperatorsDoor) -> None:
    assert wrong(door, "bootstrap") == 401


def test_account_without_role_cannot_log_in(door: OperatorsDoor) -> None:
    door.add("zhou-min", None)

    assert door.client().post("session", json={"name": "zhou-min", "password": PASSWORD}).status_code == 401


def test_five_wrong_ones_lock_for_fifteen_minutes_and_are_journalled(door: OperatorsDoor) -> None:
    made = door.add("zhou-min", Role.READER)
    assert [wrong(door) for _ in range(5)] == [401] * 5

    locked = door.client().post("session", json={"name": "zhou-min", "password": PASSWORD})
    assert (locked.status_code, locked.json()["error"]) == (403, "not-allowed")
    failures = [
        entry
        for entry in door.rig.read(lambda connection: list(journal.entries(connection, subject_id=made)))
        if entry.action == "login-failed"
    ]
    assert len(failures) == 5

    door.rig.clock.advance(LOCKED_US / 1_000_000)
    door.log_in("zhou-min")


def test_log_out_ends_the_session(door: OperatorsDoor) -> None:
    client = door.as_role(Role.READER)

    assert client.delete("session").status_code == 204
    assert client.get("session").status_code == 401


def test_idle_session_ends_and_a_used_one_lasts(door: OperatorsDoor) -> None:
    idle, used = door.as_role(Role.READER), door.as_role(Role.READER)
    for _ in range(3):
        door.rig.clock.advance(IDLE_US / 1_000_000 / 2)
        assert used.get("session").status_code == 200

    assert idle.get("session").status_code == 401


def test_second_place_of_use_is_told(door: OperatorsDoor) -> None:
    door.add("zhou-min", Role.READER)
    door.log_in("zhou-min")

    opened = door.client().post("session", json={"name": "zhou-min", "password": PASSWORD}).json()

    assert opened["also_in_use_from"] == []  # the same place twice is no sharing


def test_password_of_somebody_elses_choice_must_be_changed_first(door: OperatorsDoor) -> None:
    sysadmin, secadmin = door.as_role(Role.SYSADMIN), door.as_role(Role.SECADMIN)
    account = {"name": "zhou-min", "display_name": "周敏", "password": PASSWORD}
    assert sysadmin.post("operators", json=account).status_code == 201
    assert secadmin.post("operators/zhou-min/grant", json={"role": "secadmin"}).status_code == 200

    client = door.log_in("zhou-min")
    refused = client.get("operators")
    changed = client.post("session/password", json={"password": PASSWORD, "new_password": NEW_PASSWORD})

    assert (refused.status_code, refused.json()["error"]) == (403, "password-change-needed")
    assert changed.status_code == 204
    assert client.get("session").status_code == 401
    assert door.log_in("zhou-min", NEW_PASSWORD).get("operators").status_code == 200


def test_weak_new_password_is_refused_without_repeating_it(door: OperatorsDoor) -> None:
    client = door.as_role(Role.READER)

    answer = client.post("session/password", json={"password": PASSWORD, "new_password": "abc123"})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid-value")
    assert "abc123" not in answer.text


def test_malformed_login_is_named_without_repeating_it(door: OperatorsDoor) -> None:
    answer = door.client().post("session", json={"name": "zhou-min", "password": "secret", "pasword": "secret"})

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid-value")
    assert "secret" not in answer.text
