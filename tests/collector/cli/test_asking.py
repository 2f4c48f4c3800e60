"""What commands share."""

import io
import sys
from pathlib import Path

import pytest

from collector.cli import asking
from collector.cli.client import Client, Target
from collector.cli.failures import CommandFailed, ExitCode


def needs_password() -> None:
    raise CommandFailed(ExitCode.REFUSED, "act", "why", error_id="password-needed")


def test_without_terminal_nobody_is_asked() -> None:
    client = Client(Target("unix:/nowhere/x", None, "token"))

    with pytest.raises(CommandFailed) as caught:
        asking.with_fresh_password(client, needs_password)

    assert caught.value.error_id == "password-needed"


@pytest.mark.parametrize(("given", "read"), [("secret\n", "secret"), ("with space \r\n", "with space "), ("x", "x")])
def test_password_is_one_line(given: str, read: str) -> None:
    stdin, sys.stdin = sys.stdin, io.StringIO(given)
    try:
        assert asking.ask_password("Password", from_stdin=True) == read
    finally:
        sys.stdin = stdin


def test_end_of_input_is_said() -> None:
    stdin, sys.stdin = sys.stdin, io.StringIO("")
    try:
        with pytest.raises(CommandFailed, match="ended"):
            asking.ask_password("Password", from_stdin=True)
    finally:
        sys.stdin = stdin


def test_no_moment_is_none(tmp_path: Path) -> None:
    assert asking.as_of_us(None) is None
    assert asking.as_of_us("2026-03-02T06:05:30Z") == 1_772_431_530_000_000
