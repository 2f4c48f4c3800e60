"""What libraries say, without their numbers and line numbers."""

import errno
import os
import sqlite3
import ssl
import tomllib
from pathlib import Path

import pytest

from protocol.reasons import KNOWN, not_toml, reason


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011 - any
        (tmp_path / "none").read_bytes()

    assert reason(caught.value) == "No such file or directory"


@pytest.mark.parametrize("code", [errno.EACCES, errno.ENOENT, errno.ENOSPC, errno.EADDRINUSE, errno.ECONNREFUSED])
def test_usual_error_numbers_are_among_the_known(code: int) -> None:
    assert reason(OSError(code, os.strerror(code))) in KNOWN


def test_number_in_a_text_is_left_out() -> None:
    assert reason(RuntimeError("[Errno -2] Name or service not known")) == "Name or service not known"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
            "self-signed certificate",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid "
            "for 'collector.example'. (_ssl.c:1006)",
            "certificate is not valid for collector.example",
        ),
    ],
)
def test_tls(said: str, expected: str) -> None:
    assert reason(ssl.SSLError(1, said)) == expected
    assert reason(RuntimeError(said)) == expected


def test_error_without_words_is_called_by_its_name() -> None:
    assert reason(TimeoutError()) == "TimeoutError"


def test_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"no database at all, just text that is long enough" * 50)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        sqlite3.connect(path).execute("SELECT * FROM sqlite_master")

    assert reason(caught.value) in KNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = \n", "is not TOML: Invalid value (line 1, column 5)"),
        ("x", "is not TOML: Expected '=' after a key in a key/value pair (at the end)"),
    ],
)
def test_toml(text: str, expected: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    said = not_toml(caught.value)

    assert said == expected
    assert said.values["error"] in KNOWN


def test_other_trouble_with_toml() -> None:
    assert not_toml(RecursionError("too deep")) == "is not TOML: too deep"
