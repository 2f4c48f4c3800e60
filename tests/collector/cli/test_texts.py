"""Languages."""

from collections.abc import Iterator

import pytest

from collector.cli import texts


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    texts.choose("en")


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("zh", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("ZH", "zh_CN"),
        ("en_US", "en"),
        ("C", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_choice(asked: str | None, taken: str) -> None:
    assert texts.choose(asked) == taken


def test_text_and_pick_follow_the_choice() -> None:
    texts.choose("zh")
    assert (texts._("not found"), texts.pick("中", "en")) == ("未找到", "中")
    texts.choose("en")
    assert (texts._("not found"), texts.pick("中", "en")) == ("not found", "en")


def test_nothing_stays_nothing() -> None:
    texts.choose("zh")

    assert texts._("") == ""
