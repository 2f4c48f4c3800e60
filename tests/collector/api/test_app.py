"""The application as a whole: described, closed, and nothing from elsewhere."""

import pytest

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor

OPEN_TO_ALL = {("/api/v0/session", "post"), ("/api/v0/health", "get")}


def test_description_names_every_fault(door: OperatorsDoor) -> None:
    described = door.client().get("openapi.json").json()

    assert described["openapi"].startswith("3.")
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["responses"]["403"]["content"]["application/json"]["schema"]["$ref"].endswith("FaultBody")


def test_nothing_else_answers_without_a_session(door: OperatorsDoor) -> None:
    client = door.client()
    for path, methods in client.get("openapi.json").json()["paths"].items():
        for method in methods:
            if (path, method) in OPEN_TO_ALL:
                continue
            url = (
                path.removeprefix("/api/v0/")
                .replace("{key}", "x")
                .replace("{agent_id}", "x")
                .replace("{alert_id}", "x")
            )
            assert client.request(method, url, json={}).status_code in (401, 422), (path, method)


@pytest.mark.parametrize("path", ["docs", "redoc", "../docs", "nothing"])
def test_no_page_that_loads_from_elsewhere(door: OperatorsDoor, path: str) -> None:
    answer = door.as_role(Role.READER).get(path)

    assert (answer.status_code, answer.json()["error"]) == (404, "not-served")
