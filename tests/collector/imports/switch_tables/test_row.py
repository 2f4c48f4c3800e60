from collector.imports.switch_tables.row import Learnt, Unreadable
from collector.presence.binding import SwitchTable


def test_words_that_are_stored_or_shown_fit_their_columns() -> None:
    assert all(len(word) <= 32 for words in (SwitchTable, Learnt, Unreadable) for word in words)
