"""Finding the collector, and what its refusals mean."""

from pathlib import Path

import httpx
import pytest

from collector.cli import client, texts
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.session_file import Known, SessionFile


def test_asked_for_then_logged_in_to_then_this_host(tmp_path: Path) -> None:
    file = SessionFile(tmp_path)
    assert client.find_target(None, None, file).address in (client.DEFAULT_URL, f"unix:{client.DEFAULT_SOCKET}")

    file.remember("https://a:1", Known("t1", "/ca"))
    assert client.find_target(None, None, file) == client.Target("https://a:1", "/ca", "t1")
    assert client.find_target("https://b:2/", "/x", file) == client.Target("https://b:2", "/x", None)


@pytest.mark.parametrize("address", ["http://a:1", "a:1", "unix:relative", "ftp://x"])
def test_other_addresses_are_usage(tmp_path: Path, address: str) -> None:
    with pytest.raises(CommandFailed) as caught:
        client.find_target(address, None, SessionFile(tmp_path))

    assert caught.value.code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, ExitCode.USAGE),
        (401, ExitCode.REFUSED),
        (403, ExitCode.REFUSED),
        (404, ExitCode.NOT_FOUND),
        (409, ExitCode.REFUSED),
        (422, ExitCode.USAGE),
        (429, ExitCode.REFUSED),
        (503, ExitCode.UNREACHABLE),
    ],
)
def test_exit_code_of_a_status(status: int, code: ExitCode) -> None:
    fault = {"error": "not-found", "what": "unit 'x'", "why": "there is none", "next_step": "list the units"}

    failure = client.refusal(httpx.Response(status, json=fault))

    assert (failure.code, failure.error_id) == (code, "not-found")
    assert "unit 'x'" in failure.what


@pytest.mark.parametrize(
    ("worded", "what"),
    [
        (
            {
                "what": {
                    "template": "{kind} {key!r}",
                    "values": {"kind": {"text": "unit", "template": "unit", "values": {}}, "key": "x"},
                }
            },
            "单位 'x'",
        ),
        ({"what": {"template": "{kind.__class__} {key!r}", "values": {"kind": "unit", "key": "x"}}}, "unit 'x'"),
        ({"what": {"template": "{kind} {key!r}", "values": {}}}, "unit 'x'"),
        ({"what": "?"}, "unit 'x'"),
        (None, "unit 'x'"),
        ([], "unit 'x'"),
    ],
)
def test_refusal_is_said_in_the_chosen_language(worded: object, what: str) -> None:
    fault = {"error": "not-found", "what": "unit 'x'", "why": "there is none", "next_step": "", "worded": worded}
    texts.choose("zh")
    try:
        failure = client.refusal(httpx.Response(404, json=fault))
    finally:
        texts.choose("en")

    assert (failure.what, failure.why, failure.next_step) == (f"未找到:{what}", "不存在", "")


def test_answer_of_something_else_is_survived() -> None:
    failure = client.refusal(httpx.Response(502, text="<html>proxy</html>"))

    assert (failure.code, "502" in failure.why) == (ExitCode.UNREACHABLE, True)


def test_without_ca_nothing_is_trusted(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="CA of"):
        client.Client(client.Target("https://127.0.0.1:9", None, None)).get("health")
