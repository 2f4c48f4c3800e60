from collector.cli import texts
from collector.cli.drift_words import COLUMNS, KINDS, column, drift_word
from collector.ledger.drift import Agreement, DriftField, DriftKind, NameFault


def test_every_word_of_the_vocabularies_is_there() -> None:
    assert {one.value for kind in (DriftKind, Agreement, NameFault) for one in kind} == KINDS.keys()
    assert {one.value for one in DriftField} == COLUMNS.keys()


def test_in_chinese() -> None:
    texts.choose("zh")
    try:
        assert drift_word("not-seen") == "有账无物"
        assert drift_word("in-no-ledger") == "有物无账"
        assert drift_word("differs") == "账实不符"
        assert column("hostname") == "主机名 (hostname)"
    finally:
        texts.choose("en")


def test_a_word_in_no_vocabulary_stays() -> None:
    assert drift_word("some-thing") == "some-thing"
    assert drift_word(None) == ""
