"""A hostile user of the operators' door: out of scope, guessed ids, names that bite, over the real sockets."""

import json
import os
import re
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.agent_voice import AgentVoice
from tests.support.collector_process import PASSWORD, collector_process
from tests.support.registered_site import SEGMENT, UNIT, RegisteredSite, fault, now_us
from tests.support.wire import Wire, status_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

OTHER_UNIT = "示例市政务服务中心"
SPY, TEN_YEARS_US = "he-ke", 315_360_000_000_000
MAC, ADDRESS, HOSTNAME = "00-00-5E-00-53-01", "10.37.12.21", "CZJ-YSK-01"
SECRETS = (HOSTNAME, MAC, ADDRESS, SEGMENT, UNIT, "预算科")
"""Nothing of these may stand in an answer to the spy."""


@dataclass
class Watched:
    """A unit with a PC, an agent and an alert; and an administrator of another unit, logged in."""

    site: RegisteredSite
    token: str
    voice: AgentVoice
    ids: dict[str, str]
    wire: Wire

    def ask(self, method: str, path: str, content: object = None, token: str | None = None) -> httpx.Response:
        body = b"" if content is None else json.dumps(content).encode()
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        return self.wire.post(f"/api/v0/{path}", body, method=method, **headers)


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with collector_process() as collector:
        site = RegisteredSite(collector)
        wire = Wire(collector.operators_url, collector.ca)
        try:
            site.declare()
            site.do("unit", "add", OTHER_UNIT, "--region", "371499")
            collector.add_operator(SPY, "unit-admin", OTHER_UNIT)
            site.register(HOSTNAME, MAC, ADDRESS)
            # Its clock is off, so that there is an alert of that unit.
            voice = site.enrolled(HOSTNAME, MAC)
            voice.wall_us -= TEN_YEARS_US
            site.beat(voice, MAC, ADDRESS)
            collector.reauthenticate("wang-sec")
            until_us = now_us() + 86_400_000_000
            granted = {"alert": site.alerts("clock-off")[0]["id"], "expires_us": until_us}
            made = collector.client("wang-sec").post("exemptions", granted | {"approval_no": "1号", "reason": "维修"})
            ids = {
                "exemption": made["id"],
                "terminal": site.json("terminal", "show", HOSTNAME)["id"],
                "person": site.json("person", "list")[0]["id"],
                "unit": next(row["id"] for row in site.json("unit", "list") if row["name"] == UNIT),
                "segment": site.json("segment", "list")[0]["id"],
                "alert": site.alerts("clock-off")[0]["id"],
            }
            yield Watched(site, log_in(wire, SPY), voice, ids, wire)
        finally:
            wire.close()
            site.close()


def log_in(wire: Wire, name: str) -> str:
    body = json.dumps({"name": name, "password": PASSWORD}).encode()
    opened = wire.post("/api/v0/session", body, **{"Content-Type": "application/json"})
    assert opened.status_code == 201, opened.text
    return str(opened.json()["token"])


@pytest.mark.parametrize(
    "path",
    ["terminals", "people", "units", "segments", "agents", "alerts?closed=true", "exemptions?expired=true", "devices"],
)
def test_lists_stop_at_the_unit(watched: Watched, path: str) -> None:
    answered = watched.ask("GET", path)
    assert answered.status_code == 200
    assert_tells_nothing(watched, answered)


@pytest.mark.parametrize(
    "path",
    [
        "terminals/{terminal}",
        f"terminals/{HOSTNAME}",
        "people/{person}",
        "units/{unit}",
        "segments/{segment}",
        "alerts/{alert}",
        "terminals/{terminal}/facts",
        "exemptions/{exemption}",
    ],
)
def test_guessed_ids_are_not_found(watched: Watched, path: str) -> None:
    answered = watched.ask("GET", path.format(**watched.ids))
    assert fault(answered) == (404, "not-found")
    assert_tells_nothing(watched, answered, asked=path)


@pytest.mark.parametrize("question", [ADDRESS, MAC, HOSTNAME])
def test_traces_stop_at_the_unit(watched: Watched, question: str) -> None:
    # The same question has an answer for those who may know.
    token = log_in(watched.wire, "qian-jin")
    assert watched.ask("GET", f"trace?question={question}", token=token).json()["candidates"]
    answered = watched.ask("GET", f"trace?question={question}")
    if question == HOSTNAME:
        # A name outside the scope is no name at all.
        assert fault(answered) == fault(watched.ask("GET", "trace?question=NO-SUCH-PC")) == (404, "not-found")
    else:
        assert answered.json()["candidates"] == []
    assert_tells_nothing(watched, answered, asked=question)
    for where in (f"segment={watched.ids['segment']}", f"unit={watched.ids['unit']}"):
        assert watched.ask("GET", f"trace?question={question}&{where}").status_code == 404


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("alerts/{alert}/acknowledge", {}),
        ("terminals/{terminal}/status", {"status": "retired", "reason": "gone"}),
        ("terminals/{terminal}/hand-over", {"room": "0999"}),
        ("enrolments", {"terminal": HOSTNAME}),
        ("exemptions", {"alert": "{alert}", "approval_no": "1", "expires_us": 2**50, "reason": "mine"}),
        ("exemptions/{exemption}/end", {"reason": "mine"}),
        ("people", {"name": "周敏", "unit": UNIT}),
        ("terminals", {"unit": UNIT, "terminal_type": "desktop", "user": "李明轩"}),
        ("agents/{agent}/decision", {"state": "retired", "reason": "gone"}),
        ("operators", {"name": "mine", "display_name": "周敏", "password": "Xia-Tian 3 re"}),
        ("units", {"name": "我的单位", "region_code": "371499"}),
    ],
)
def test_nothing_is_changed_out_of_scope(watched: Watched, path: str, content: dict[str, object]) -> None:
    answered = watched.ask("POST", path.format(**watched.ids, agent=watched.voice.id), content)
    assert answered.status_code in (403, 404), answered.text
    assert [row["id"] for row in watched.site.json("exempt", "list")] == [watched.ids["exemption"]]
    shown = watched.site.json("terminal", "show", HOSTNAME)
    assert (shown["status"], shown["custody"]["room"]) == ("approved", "0312")


def assert_tells_nothing(watched: Watched, answered: httpx.Response, asked: str = "") -> None:
    told = [text for text in (*SECRETS, *watched.ids.values()) if text in answered.text and text not in asked]
    named_in_path = {watched.ids[name] for name in watched.ids if f"{{{name}}}" in asked}
    assert set(told) <= named_in_path


def test_names_that_bite_are_only_names(watched: Watched) -> None:
    """SQL, formats, paths and controls: kept as text or refused, never obeyed, never printed raw."""
    unit = ("--unit", OTHER_UNIT)
    for name in ("x'; DROP TABLE person;--", "{0.__class__}", "%s%n", "../../etc"):
        ran = watched.site.collector.run("person", "add", name, *unit, home=SPY)
        assert ran.code in (0, 2), ran.err
    for name in ("\x1b[2Jhidden", "two\nlines", "bell\x07"):
        ran = watched.site.collector.run("person", "add", name, *unit, home=SPY)
        assert "\x1b" not in ran.out + ran.err
        assert "\x07" not in ran.out + ran.err
    listed = watched.site.collector.do("person", "list", home=SPY).out
    assert "\x1b" not in listed
    assert "\x07" not in listed
    assert watched.site.json("verify", home="wang-audit")["intact"]


@pytest.mark.parametrize("question", ["' OR 1=1 --", "%", "_", "*", "\x00", "{0}", "%25s"])
def test_questions_that_bite(watched: Watched, question: str) -> None:
    answered = watched.wire.post(
        str(httpx.URL("/api/v0/trace", params={"question": question})),
        b"",
        method="GET",
        Authorization=f"Bearer {watched.token}",
    )
    assert answered.status_code in (200, 400, 404), answered.text
    if answered.status_code == 200:
        assert answered.json()["candidates"] == []


def test_the_token_stands_in_no_log_and_in_a_private_file(watched: Watched) -> None:
    sessions = list((watched.site.collector.folder / "homes").rglob("sessions.json"))
    assert sessions
    for file in sessions:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        tokens = re.findall(r'"token": *"([^"]+)"', file.read_text(encoding="utf-8"))
        assert tokens
        assert not [token for token in tokens if token in watched.site.collector.log]
    assert watched.token not in watched.site.collector.log
    assert PASSWORD not in watched.site.collector.log
    assert watched.token.encode() not in (watched.site.collector.state / "store.sqlite3").read_bytes()


def test_a_stolen_token_ends_with_the_session(watched: Watched) -> None:
    token = log_in(watched.wire, SPY)
    assert watched.ask("GET", "session", token=token).status_code == 200
    assert watched.ask("DELETE", "session", token=token).status_code == 204
    assert fault(watched.ask("GET", "session", token=token)) == (401, "not-logged-in")


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 100_000, "Ä"])
def test_invented_tokens(watched: Watched, token: str) -> None:
    with watched.wire.tls() as stream:
        head = f"GET /api/v0/session HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        stream.sendall(head.encode("latin-1"))
        assert status_of(stream) in (400, 401, 431)


def test_an_oversize_body(watched: Watched) -> None:
    assert fault(watched.ask("POST", "people", {"name": "x" * 2_000_000})) == (413, "message-too-large")


def test_lockout(watched: Watched) -> None:
    watched.site.collector.add_operator("lin-hai", "reader")
    wrong = json.dumps({"name": "lin-hai", "password": "Wrong 1 wrong"}).encode()
    right = json.dumps({"name": "lin-hai", "password": PASSWORD}).encode()
    json_type = {"Content-Type": "application/json"}
    for _ in range(5):
        assert fault(watched.wire.post("/api/v0/session", wrong, **json_type)) == (401, "not-logged-in")
    assert watched.wire.post("/api/v0/session", right, **json_type).status_code == 403


def test_the_unix_socket(watched: Watched) -> None:
    path = Path(str(watched.site.collector.listening["socket"]).removeprefix("unix:"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    ran = watched.site.collector.run("--collector", f"unix:{path}", "terminal", "list", home="root")
    assert ran.code == 4, ran.out + ran.err
    if os.geteuid() == 0:
        with socket.socket(socket.AF_UNIX) as stranger:
            pid = os.fork()
            if pid == 0:
                os.setgid(65534)
                os.setgroups([])
                os.setuid(65534)
                try:
                    stranger.connect(str(path))
                except PermissionError:
                    os._exit(0)
                os._exit(1)
            assert os.waitpid(pid, 0)[1] == 0, "nobody got in"
