from collections.abc import Mapping
from enum import StrEnum

import pytest

from collector.imports.sheets import vocabulary
from collector.imports.sheets.headings import Field
from collector.imports.sheets.said import Reading, Said, Unusable

TABLES: list[tuple[Mapping[StrEnum, str], Reading]] = [
    (vocabulary.TYPES, vocabulary.terminal_type),  # type: ignore[list-item]
    (vocabulary.DOMAINS, vocabulary.domain),  # type: ignore[list-item]
    (vocabulary.MODES, vocabulary.mode),  # type: ignore[list-item]
    (vocabulary.IMPORTANCES, vocabulary.importance),  # type: ignore[list-item]
    (vocabulary.STATUSES, vocabulary.status),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("table", "reading"), TABLES)
def test_every_word_means_its_member_alone(table: Mapping[StrEnum, str], reading: Reading) -> None:
    assert set(table) == set(type(next(iter(table))))
    for member, words in table.items():
        for word in (*words.split(), member.value):
            assert reading(Said(Field.REMARK, (word,))) is member


def test_unknown_words_list_what_is_known() -> None:
    with pytest.raises(Unusable, match="台式机"):
        vocabulary.terminal_type(Said(Field.TERMINAL_TYPE, ("计算器",)))


@pytest.mark.parametrize("text", ["办公桌", "空调", "显示器", "UPS电源"])
def test_furniture(text: str) -> None:
    assert vocabulary.is_no_terminal(text)
    assert not vocabulary.is_no_terminal("台式机")


def test_neither_yes_nor_no() -> None:
    with pytest.raises(Unusable):
        vocabulary.yes_or_no(Said(Field.IS_SHARED, ("也许",)))
