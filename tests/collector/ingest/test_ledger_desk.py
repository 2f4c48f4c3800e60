import pytest

from collector.errors import AlreadyThere
from collector.ingest.ledger_desk import LedgerDesk, Phase


def test_one_at_a_time_and_free_again_also_after_trouble() -> None:
    desk = LedgerDesk()
    with pytest.raises(AlreadyThere), desk.only_one("a", "x.xlsx"), desk.only_one("b", "y.xlsx"):
        pass
    with desk.only_one("b", "y.xlsx"):
        assert desk.progress is None


def test_progress_is_told_while_it_lasts() -> None:
    desk = LedgerDesk()
    with desk.only_one("a", "x.xlsx") as telling:
        telling.tell(Phase.WRITING, 3, 10)
        found = desk.progress
    assert found is not None
    assert (found.actor, found.name, found.phase, found.done, found.total) == ("a", "x.xlsx", Phase.WRITING, 3, 10)
    assert desk.progress is None
