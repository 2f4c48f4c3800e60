from collector.cli.sentence_words import IN_SENTENCES, OF_OPERATORS
from collector.ledger import terminal
from collector.operators.roles import Right, Role


def test_each_word_stands_once_and_what_a_terminal_says_is_among_them() -> None:
    assert len(set(IN_SENTENCES)) == len(IN_SENTENCES)
    assert {said for said, _most in terminal.TEXTS.values()} <= set(IN_SENTENCES)


def test_every_role_and_right_is_among_them() -> None:
    assert set(OF_OPERATORS) == {*Role, *Right}
