"""A body is bounded before anything reads it, declared or not."""

from collections.abc import Iterator

import pytest

from collector.api.body_limit import MOST_BYTES
from tests.support.operators_door import OperatorsDoor


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(total // 65536):
        yield b"x" * 65536


@pytest.mark.parametrize("declared", [True, False])
def test_endless_body_is_refused(door: OperatorsDoor, declared: bool) -> None:
    content = b"x" * (2 * MOST_BYTES) if declared else chunks(2 * MOST_BYTES)

    answer = door.client().post("session", content=content)

    assert (answer.status_code, answer.json()["error"]) == (413, "message-too-large")


def test_nonsense_length_is_refused(door: OperatorsDoor) -> None:
    assert door.client().post("session", content=b"{}", headers={"content-length": "-1"}).status_code == 413


def test_small_body_passes_in_pieces(door: OperatorsDoor) -> None:
    answer = door.client().post(
        "session",
        content=iter([b'{"name":"x",', b'"password":"y"}']),
        headers={"content-type": "application/json"},
    )

    assert answer.status_code == 401


def test_what_is_streamed_is_not_read_for_who_is_nobody(door: OperatorsDoor) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise AssertionError("read on before anybody knew who asks")

    answer = door.client().post(
        "segments/CZJ-3F/switch-tables", params={"switch": "SW", "taken_us": 1}, content=pieces()
    )

    assert answer.status_code == 401
