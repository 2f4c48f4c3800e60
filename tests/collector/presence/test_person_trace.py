"""Custody's versions put together to what somebody had."""

from collector.presence.interval import Interval
from collector.presence.person_trace import HeldAs, Holding, held_as, joined_holdings, within_asked


def holding(from_us: int, to_us: int | None, room: str = "0312", terminal: str = "t") -> Holding:
    return Holding(HeldAs.USER, from_us, to_us, terminal, "1", None, "desktop", "admitted", "u", "局", None, room)


def test_versions_that_say_the_same_are_one() -> None:
    assert joined_holdings([holding(5, None), holding(1, 5)]) == [holding(1, None)]


def test_another_room_a_gap_or_another_terminal_is_another_holding() -> None:
    for later in (holding(5, None, room="0405"), holding(6, None), holding(5, None, terminal="u")):
        assert len(joined_holdings([holding(1, 5), later])) == 2


def test_roles() -> None:
    assert held_as("p", "p", "p") is HeldAs.BOTH
    assert held_as("p", "p", "q") is HeldAs.USER
    assert held_as("p", None, "p") is HeldAs.OWNER


def test_cut_to_the_asked_time_whose_end_counts() -> None:
    assert within_asked(1, None, 5, 9) == Interval(5, 10)
    assert within_asked(1, 7, 5, 9) == Interval(5, 7)
    assert within_asked(1, 5, 5, 9) is None
    assert within_asked(9, None, 5, 9) == Interval(9, 10)
