from collector.imports.switch_tables.row import Learnt, Table, Unreadable


def test_words_that_are_stored_or_shown_fit_their_columns() -> None:
    assert all(len(word) <= 32 for words in (Table, Learnt, Unreadable) for word in words)
