import sqlite3
from pathlib import Path

import pytest

from agent.delivery.shelf import Head, Row, Shelf
from agent.errors import SpoolError
from protocol.identity import digest_of
from protocol.report import ReportKind

LINK = digest_of(b"link")


def row(sequence: int, kind: ReportKind = ReportKind.EVENT, lived_us: int = 0) -> Row:
    return Row(sequence, sequence, kind, LINK, LINK, lived_us, 100, b"message %d" % sequence)


def test_rows_come_back_as_they_went_in(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "spool.sqlite")
    with shelf.transaction():
        shelf.insert(row(2))
        shelf.insert(row(1))
        shelf.set_head(Head(2, LINK, 5, 6))

    assert shelf.oldest(9) == [row(1), row(2)]
    assert shelf.head() == Head(2, LINK, 5, 6)
    assert shelf.totals() == (2, 200)
    shelf.close()


def test_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "spool.sqlite")
    with pytest.raises(SpoolError, match="spool"), shelf.transaction():  # noqa: PT012
        shelf.insert(row(1))
        shelf.insert(row(1))

    assert shelf.totals() == (0, 0)
    shelf.close()


def test_droppable_is_the_oldest_of_its_kind_that_nobody_was_offered(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "spool.sqlite")
    with shelf.transaction():
        for sequence, kind in enumerate([ReportKind.EVENT, ReportKind.SIGHTINGS, ReportKind.SIGHTINGS], start=1):
            shelf.insert(row(sequence, kind, lived_us=sequence))
        shelf.mark_offered([2])

    found = shelf.first_droppable(ReportKind.SIGHTINGS)
    assert found is not None
    assert found.sequence == 3
    assert shelf.first_droppable(ReportKind.INVENTORY) is None
    aged = shelf.first_aged(2)
    assert aged is not None
    assert aged.sequence == 1
    shelf.close()


def test_link_of_an_acknowledged_report_is_remembered_for_a_while(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "spool.sqlite")
    with shelf.transaction():
        shelf.insert(row(1))
        shelf.acknowledge(1, LINK)
    assert shelf.link_at(1) == LINK
    with shelf.transaction():
        shelf.acknowledge(30_000, LINK)

    assert shelf.link_at(1) is None
    assert shelf.at(1) is None
    shelf.close()


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "spool.sqlite").write_bytes(b"no database" * 1000)

    with pytest.raises(sqlite3.DatabaseError):
        Shelf(tmp_path / "spool.sqlite")
