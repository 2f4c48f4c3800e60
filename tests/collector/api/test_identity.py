"""Who asks: session, peer credentials, and what each may."""

import os
import pwd

import pytest

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor


def other_user() -> pwd.struct_passwd:
    return next(entry for entry in pwd.getpwall() if entry.pw_uid not in (0, os.geteuid()))


def test_os_user_is_let_in_as_its_operator(door: OperatorsDoor) -> None:
    user = other_user()
    door.add("zhou-min", Role.SECADMIN, os_user=user.pw_name)
    client = door.from_uid(user.pw_uid)

    told = client.get("session").json()

    assert (told["name"], told["peer"], told["session_expires_us"]) == ("zhou-min", f"unix:uid={user.pw_uid}", None)
    assert client.get("operators").status_code == 200


def test_what_wants_a_fresh_password_wants_a_session(door: OperatorsDoor) -> None:
    user = other_user()
    door.add("zhou-min", Role.SECADMIN, os_user=user.pw_name)
    door.add("li-mingxuan", None)

    answer = door.from_uid(user.pw_uid).post("operators/li-mingxuan/grant", json={"role": "reader"})

    assert (answer.status_code, answer.json()["error"]) == (403, "password-needed")


def test_session_wins_over_the_socket(door: OperatorsDoor) -> None:
    token = door.as_role(Role.AUDITOR).headers["Authorization"]

    told = door.from_uid(0).get("session", headers={"Authorization": token}).json()

    assert told["role"] == "auditor"


@pytest.mark.parametrize("path", ["units", "people", "terminals", "segments", "agents", "alerts", "journal", "verify"])
def test_bootstrap_reads_nothing(door: OperatorsDoor, path: str) -> None:
    assert door.from_uid(0).get(path).status_code == 403


def test_header_cannot_forge_the_socket(door: OperatorsDoor) -> None:
    headers = {"peer_credentials": "0", "X-Forwarded-For": "127.0.0.1"}

    assert door.client().get("session", headers=headers).status_code == 401
