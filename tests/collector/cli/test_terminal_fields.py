"""A terminal's fields in words and back."""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from collector.cli import texts
from collector.cli.failures import CommandFailed
from collector.cli.terminal_fields import GROUPS, LABELS, NOT_EDITED, label, said, typed
from collector.ledger.application import DAYS
from collector.ledger.custody import Custody
from collector.ledger.terminal import AccessMethod, Importance, IpMode, Terminal, TerminalType

NOW_US = 1_767_225_600_000_000
WORDS = [
    ("terminal_type", TerminalType),
    ("access_method", AccessMethod),
    ("importance", Importance),
    ("ip_mode", IpMode),
]


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    texts.choose(request.param)
    yield request.param
    texts.choose("en")


def test_every_field_of_the_register_has_a_label() -> None:
    known = {item.name for kind in (Terminal, Custody) for item in fields(kind)} | {"apply_no", *DAYS}

    assert known <= set(LABELS)


def test_labels_differ_within_what_is_edited(language: str) -> None:
    edited = [name for _group, names in GROUPS for name in names if name not in NOT_EDITED]

    assert len({label(name) for name in edited}) == len(edited)


@pytest.mark.parametrize(("field", "members"), WORDS)
def test_words_read_back_in_either_language(language: str, field: str, members: type[TerminalType]) -> None:
    for member in members:
        told = said(field, member.value)
        assert told is not None
        assert typed(field, told, NOW_US) == member.value
        assert typed(field, member.value, NOW_US) == member.value


def test_other_values_read_back(language: str) -> None:
    for field, value in (("is_shared", True), ("is_xinchuang", False), ("vlan", 112), ("expires_us", NOW_US)):
        told = said(field, value)
        assert told is not None or value is None
        assert typed(field, str(told), NOW_US) == value
    assert typed("macs", "00-00-5E-00-53-01、00-00-5E-00-53-02, 0000.5e00.5303", NOW_US) == [
        "00-00-5E-00-53-01",
        "00-00-5E-00-53-02",
        "0000.5e00.5303",
    ]


@pytest.mark.parametrize(("field", "text"), [("vlan", "a"), ("terminal_type", "toaster"), ("is_shared", "maybe")])
def test_what_is_no_word_names_those_that_are(field: str, text: str) -> None:
    with pytest.raises(CommandFailed) as caught:
        typed(field, text, NOW_US)

    assert text in caught.value.what
    assert caught.value.next_step


def test_ids_by_their_names_and_nothing_for_nothing() -> None:
    names = {"u1": "示例市财政局", "s1": "CZJ-3F"}

    assert said("unit_id", "u1", names) == "示例市财政局"
    assert said("addresses", ["10.37.12.21 s1", "10.37.12.22"], names) == "10.37.12.21 (CZJ-3F), 10.37.12.22"
    assert said("room", None) is None
    assert said("macs", []) is None
