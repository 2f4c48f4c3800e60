"""Words of a terminal's life."""

from collector.cli.life_words import WORDS
from collector.cli.words import WORDS as ALL
from collector.ingest.admitting import NO_AGENT, NO_REPORT
from collector.ledger.life_cycle import Status, StatusKind


def test_every_kind_and_status_has_a_word() -> None:
    assert {kind.value for kind in StatusKind} <= WORDS.keys()
    assert {status.value for status in Status} <= ALL.keys()


def test_what_an_approved_one_waits_for_can_be_said() -> None:
    assert {*NO_AGENT, *NO_REPORT} <= WORDS.keys()
