import pytest

from collector.presence import access


@pytest.mark.parametrize(
    ("access_class", "internet", "second_wire"),
    [
        (None, False, False),
        ("A", False, False),
        ("B", True, False),
        ("C", True, True),
        ("D", True, False),
        ("E", True, True),
        ("F", True, True),
    ],
)
def test_what_a_class_allows(access_class: str | None, internet: bool, second_wire: bool) -> None:
    assert access.may_reach_internet(access_class) is internet
    assert access.may_have_second_wire(access_class) is second_wire


@pytest.mark.parametrize(
    ("mode", "by_turns", "dual"),
    [("", False, False), ("dedicated", False, False), ("by-turns", True, False), ("dual-approved", True, True)],
)
def test_what_a_mode_allows(mode: str, by_turns: bool, dual: bool) -> None:
    assert access.may_change_networks(mode) is by_turns
    assert access.is_dual_use(mode) is dual
