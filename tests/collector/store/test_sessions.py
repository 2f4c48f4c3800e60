"""Sessions in a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.operators.session import ABSOLUTE_US, IDLE_US
from collector.store import journal, sessions
from tests.support.collector_store import CollectorStore, open_collector_store

OPERATOR = "a" * 32


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[CollectorStore]:
    with open_collector_store(tmp_path) as opened:
        yield opened


def begin(rig: CollectorStore, peer: str = "192.0.2.1") -> tuple[str, list[str]]:
    token = sessions.make_token()
    return token, rig.do(lambda tx: sessions.begin(tx, token, OPERATOR, peer))


def test_token_opens_its_session_and_no_other_does(rig: CollectorStore) -> None:
    token, _ = begin(rig)

    found = rig.read(lambda connection: sessions.find(connection, token))

    assert found is not None
    assert (found.operator_id, found.expires_us) == (OPERATOR, rig.clock.now + ABSOLUTE_US)
    assert rig.read(lambda connection: sessions.find(connection, token + "x")) is None


def test_token_itself_is_nowhere_in_the_store(rig: CollectorStore) -> None:
    token, _ = begin(rig)
    rig.writer.close()

    assert not [path for path in rig.store.path.parent.rglob("store*") if token.encode() in path.read_bytes()]


def test_second_place_of_use_is_told_and_journalled(rig: CollectorStore) -> None:
    begin(rig, "192.0.2.1")
    _, others = begin(rig, "192.0.2.2")
    _, same = begin(rig, "192.0.2.2")

    entries = rig.read(lambda connection: list(journal.entries(connection, subject_id=OPERATOR)))

    assert others == ["192.0.2.1"]
    assert same == ["192.0.2.1"]
    assert entries[1].values == {"peer": "192.0.2.2", "also_in_use_from": ["192.0.2.1"]}


def test_idle_session_does_not_count_as_in_use(rig: CollectorStore) -> None:
    begin(rig, "192.0.2.1")
    rig.clock.advance(IDLE_US / 1_000_000)

    assert begin(rig, "192.0.2.2")[1] == []


def test_touch_and_password_move_their_times(rig: CollectorStore) -> None:
    token, _ = begin(rig)
    digest = sessions.digest_of(token)
    start = rig.clock.now
    rig.clock.advance(90)
    rig.do(lambda tx: sessions.touch(tx, digest))
    touched = rig.read(lambda connection: sessions.find(connection, token))
    rig.clock.advance(90)
    rig.do(lambda tx: sessions.reauthenticate(tx, digest))
    fresh = rig.read(lambda connection: sessions.find(connection, token))

    assert touched is not None
    assert fresh is not None
    assert (touched.last_us - start, touched.reauthenticated_us - start) == (90_000_000, 0)
    assert (fresh.last_us - start, fresh.reauthenticated_us - start) == (180_000_000, 180_000_000)


def test_ended_session_is_gone(rig: CollectorStore) -> None:
    token, _ = begin(rig)
    session = rig.read(lambda connection: sessions.find(connection, token))
    assert session is not None
    rig.do(lambda tx: sessions.end(tx, session))

    assert rig.read(lambda connection: sessions.find(connection, token)) is None


def test_all_sessions_of_an_account_end_together(rig: CollectorStore) -> None:
    tokens = [begin(rig)[0] for _ in range(3)]
    rig.do(lambda tx: sessions.end_all(tx, OPERATOR))

    with rig.store.reading() as connection:
        assert [sessions.find(connection, token) for token in tokens] == [None] * 3
