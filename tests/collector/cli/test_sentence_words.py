from collector.cli.sentence_words import IN_SENTENCES
from collector.ledger import terminal


def test_each_word_stands_once_and_what_a_terminal_says_is_among_them() -> None:
    assert len(set(IN_SENTENCES)) == len(IN_SENTENCES)
    assert {said for said, _most in terminal.TEXTS.values()} <= set(IN_SENTENCES)
