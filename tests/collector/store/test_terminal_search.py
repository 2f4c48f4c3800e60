"""Words of a question, bounded."""

from hypothesis import given
from hypothesis import strategies as st

from collector.store.terminal_search import LONGEST_WORD, MOST_WORDS, words_of


def test_parted_by_any_blank() -> None:
    assert words_of(" 财政局　0312\t台式机\n") == ["财政局", "0312", "台式机"]


@given(st.text())
def test_bounded_whatever_is_asked(text: str) -> None:
    words = words_of(text)

    assert len(words) <= MOST_WORDS
    assert all(0 < len(word) <= LONGEST_WORD for word in words)
