"""Every kind of tampering is named, first break first; what an agent said it dropped is listed apart."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.secret import SecretBox

from collector.clock import SystemClock
from collector.store import chains, checkpoints, units
from collector.store.database import Store
from collector.store.journal import Entry
from collector.store.scope import CITY
from collector.trust.keys import CollectorKeys, SigningKeyPair
from collector.verification import MOST_BREAKS, Verdict, verify
from protocol.identity import AgentId
from tests.support import small_ledger
from tests.support.collector_store import CollectorStore, open_collector_store
from tests.support.signing_agent import SigningAgent

AGENT = AgentId("a" * 32)
OTHER = AgentId("c" * 32)


def fill(rig: CollectorStore) -> None:
    """A ledger, and two agents' reports in turns: A has intakes 1, 3, 4 (a gap) and 5, C has 2."""
    rig.do(small_ledger.fill)
    one, other = SigningAgent(AGENT), SigningAgent(OTHER)
    rig.do(one.enrol)
    rig.do(other.enrol)
    rig.do(one.store_report)
    rig.do(other.store_report)
    rig.do(one.store_report)
    rig.do(lambda tx: one.store_gap(tx, 3))
    rig.do(one.store_report)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The state directory of a filled store whose collector has stopped."""
    with open_collector_store(tmp_path) as rig:
        fill(rig)
    return tmp_path


def alter(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "store.sqlite3")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def verdict_of(folder: Path) -> Verdict:
    store = Store.open(folder / "store.sqlite3", keys=CollectorKeys.open_or_make(folder / "keys"), read_only=True)
    try:
        return verify(store)
    finally:
        store.close()


def first_break(folder: Path) -> tuple[str, int | None, str]:
    found = verdict_of(folder).first_break
    assert found is not None
    return found.where, found.row, f"{found.what}: {found.why}"


def test_an_untouched_store_is_intact(folder: Path) -> None:
    verdict = verdict_of(folder)

    assert verdict.breaks == ()
    assert verdict.is_intact
    assert (verdict.counts.reports, verdict.counts.agents, verdict.counts.checkpoints) == (5, 2, 2)
    assert verdict.counts.journal > 5


def test_gaps_are_listed_apart(folder: Path) -> None:
    verdict = verdict_of(folder)

    assert [(gap.agent_id, gap.first, gap.last, gap.why) for gap in verdict.gaps] == [(AGENT, 3, 5, "byte-cap")]
    assert not verdict.is_complete
    assert verdict.is_intact


def test_a_running_store_can_be_verified(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        assert verify(rig.store).is_intact
        fill(rig)
        assert verify(rig.store).is_intact


@pytest.mark.parametrize("position", [0, 30, 60, -1])
def test_one_flipped_byte_in_a_stored_report(folder: Path, position: int) -> None:
    connection = sqlite3.connect(folder / "store.sqlite3")
    (message,) = connection.execute("SELECT message FROM report WHERE intake = 3").fetchone()
    flipped = bytearray(message)
    flipped[position] ^= 1
    connection.execute("UPDATE report SET message = ? WHERE intake = 3", (bytes(flipped),))
    connection.commit()
    connection.close()

    where, row, text = first_break(folder)
    assert (where, row) == ("report", 3)
    assert "cannot be opened" in text


def test_one_flipped_byte_in_the_file_itself(folder: Path) -> None:
    connection = sqlite3.connect(folder / "store.sqlite3")
    (message,) = connection.execute("SELECT message FROM report WHERE intake = 2").fetchone()
    connection.close()
    path = folder / "store.sqlite3"
    content = bytearray(path.read_bytes())
    place = content.find(message[:64])
    assert place > 0
    content[place + 40] ^= 0x10
    path.write_bytes(bytes(content))

    assert first_break(folder)[:2] == ("report", 2)


def test_a_report_sealed_anew_by_someone_with_the_store_key(folder: Path) -> None:
    """The store's key alone does not help: the agent's signature is still needed."""
    keys = CollectorKeys.open_or_make(folder / "keys")
    box = SecretBox(keys.store_key)
    connection = sqlite3.connect(folder / "store.sqlite3")
    (sealed,) = connection.execute("SELECT message FROM report WHERE intake = 1").fetchone()
    forged = bytes(box.encrypt(box.decrypt(sealed).replace(b"sightings", b"inventory")))
    connection.execute("UPDATE report SET message = ? WHERE intake = 1", (forged,))
    connection.commit()
    connection.close()

    where, row, text = first_break(folder)
    assert (where, row) == ("report", 1)
    assert "signature" in text


ALTERATIONS = [
    pytest.param("DELETE FROM journal WHERE sequence = 3", "journal", 3, "is missing", id="deleted-journal-row"),
    pytest.param("DELETE FROM journal WHERE sequence > 4", "journal", 5, "is missing", id="truncated-journal"),
    pytest.param("DELETE FROM report WHERE intake > 3", "report", 4, "is missing", id="truncated-reports"),
    pytest.param("DELETE FROM report WHERE intake = 2", "report", 2, "is missing", id="deleted-report"),
    pytest.param("DELETE FROM report", "report", 1, "is missing", id="all-reports-gone"),
    pytest.param(
        "UPDATE journal SET content = replace(content, '财政', '税务') WHERE sequence = 1",
        "journal",
        1,
        "edited",
        id="edited-ledger-content",
    ),
    pytest.param(
        "UPDATE journal SET actor = 'operator:x' WHERE sequence = 2", "journal", 2, "edited", id="other-actor"
    ),
    pytest.param("UPDATE journal SET at_us = at_us - 1 WHERE sequence = 2", "journal", 2, "edited", id="other-time"),
    pytest.param("UPDATE journal SET previous = digest WHERE sequence = 4", "journal", 4, "link", id="other-link"),
    pytest.param("UPDATE journal SET at_us = x'00' WHERE sequence = 2", "journal", 2, "edited", id="other-type"),
    pytest.param("UPDATE report SET received_us = 1 WHERE intake = 4", "report", 4, "intake link", id="other-receipt"),
    pytest.param("UPDATE report SET verdict = 'refused' WHERE intake = 2", "report", 2, "intake link", id="verdict"),
    pytest.param(
        "UPDATE chain_head SET journal_count = journal_count - 1", "head", None, "not signed", id="forged-head"
    ),
    pytest.param("UPDATE chain_head SET signature = zeroblob(64)", "head", None, "not signed", id="forged-signature"),
    pytest.param("DELETE FROM chain_head", "head", None, "missing", id="no-head"),
    pytest.param("DELETE FROM agent WHERE id LIKE 'c%'", "report", 2, "no such agent", id="agent-removed"),
    pytest.param("UPDATE agent SET public_key = zeroblob(32)", "report", 1, "signature", id="other-agent-key"),
]


@pytest.mark.parametrize(("statement", "where", "row", "text"), ALTERATIONS)
def test_first_break_is_named(folder: Path, statement: str, where: str, row: int | None, text: str) -> None:
    alter(folder, statement)

    found = first_break(folder)
    assert found[:2] == (where, row)
    assert text in found[2]


def test_a_row_added_with_a_right_link_but_no_key(folder: Path) -> None:
    """Anyone can compute a link; only the collector can sign where the chain ends."""
    store = Store.open(folder / "store.sqlite3", keys=CollectorKeys.open_or_make(folder / "keys"), read_only=True)
    with store.reading() as connection:
        end = chains.last_links(connection, store.collector_id)
    store.close()
    entry = Entry(end.journal_count + 1, 1, "a", "b", "c", "d", "{}", None, end.journal_digest, end.journal_digest)
    alter(
        folder,
        f"INSERT INTO journal VALUES ({entry.sequence}, 1, 'a', 'b', 'c', 'd', '{{}}', NULL, '{entry.previous}',"
        f" '{entry.expected_digest()}')",
    )

    where, _, text = first_break(folder)
    assert where == "head"
    assert "after the signed end" in text


def test_an_older_copy_put_back_no_longer_meets_the_checkpoints(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        rig.do(small_ledger.fill)
    older = (tmp_path / "store.sqlite3").read_bytes()
    with open_collector_store(tmp_path) as rig:
        unit = rig.read(lambda connection: units.list_all(connection, CITY))[0]
        rig.do(lambda tx: units.change(tx, unit.id, {"name": "示例市税务局"}, small_ledger.ACTOR))
    (tmp_path / "store.sqlite3").write_bytes(older)

    where, row, text = first_break(tmp_path)
    assert where == "journal"
    assert row is not None
    assert "signed checkpoint" in text


def test_a_forged_checkpoint_is_named(folder: Path) -> None:
    keys = CollectorKeys.open_or_make(folder / "keys")
    store = Store.open(folder / "store.sqlite3", keys=keys, read_only=True)
    head = chains.signed(chains.genesis(store.collector_id), store.collector_id, SigningKeyPair(bytes(32)))
    checkpoints.append(store.path, store.collector_id, SystemClock().now_us(), head)
    store.close()

    assert first_break(folder)[:2] == ("checkpoint", 3)


def test_a_line_that_is_no_checkpoint_is_named(folder: Path) -> None:
    with (folder / "checkpoints.log").open("a", encoding="utf-8") as file:
        file.write("nonsense\n")

    assert first_break(folder)[:2] == ("checkpoint", 3)


def test_a_torn_file_is_named(folder: Path) -> None:
    path = folder / "store.sqlite3"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])

    assert first_break(folder)[0] == "file"


def test_breaks_are_bounded(folder: Path) -> None:
    with open_collector_store(folder) as rig:
        sender = SigningAgent(AgentId("d" * 32))
        rig.do(sender.enrol)
        for _ in range(MOST_BREAKS + 20):
            rig.do(sender.store_report)
    alter(folder, "UPDATE report SET message = zeroblob(200)")

    assert len(verdict_of(folder).breaks) == MOST_BREAKS


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_without_checkpoints_the_rest_still_verifies(folder: Path, harm: Callable[[Path], object]) -> None:
    harm(folder / "checkpoints.log")

    assert verdict_of(folder).is_intact
