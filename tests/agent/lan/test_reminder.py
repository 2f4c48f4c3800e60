from hypothesis import given, strategies

from agent.lan.reminder import SPARING, Ceiling, Reminder

INTERVAL_US = 100


@given(strategies.lists(strategies.integers(0, 50), max_size=200), strategies.integers(1, 9), strategies.booleans())
def test_ceiling_lets_through_no_more_than_so_many_an_interval(gaps: list[int], most: int, is_sparing: bool) -> None:
    ceiling, at_us, passed = Ceiling(INTERVAL_US, most, is_sparing), 1_000_000, []
    for gap in gaps:
        at_us += gap
        if ceiling.allows(at_us):
            passed.append(at_us)

    assert len(passed) + ceiling.refused == len(gaps)
    # Two intervals may touch: what came at the end of one and at the beginning of the next lies within one length.
    assert all(sum(1 for other in passed if at <= other < at + INTERVAL_US) <= 2 * most for at in passed)


def test_ceiling_that_was_reached_is_low_until_an_interval_is_quiet() -> None:
    ceiling = Ceiling(INTERVAL_US, SPARING * 2, is_sparing=True)

    def passed(interval: int, asked: int) -> int:
        return sum(ceiling.allows(1_000_000 + interval * INTERVAL_US) for _ in range(asked))

    assert [passed(0, 100), passed(1, 100), passed(2, 2), passed(3, 100)] == [40, 2, 2, 40]
    assert passed(9, 100) == 40, "the flood was long ago"


def test_reminder_lets_through_once_an_interval() -> None:
    reminder = Reminder(100, most=2)

    assert [reminder.is_due("a", at_us) for at_us in (0, 99, 100, 150)] == [True, False, True, False]


def test_reminder_is_bounded_and_counts_what_it_refuses() -> None:
    reminder = Reminder(100, most=2)

    assert [reminder.is_due(thing, 0) for thing in ("a", "b", "c", "a", "c")] == [True, True, False, False, False]
    assert reminder.refused == 2


def test_reminder_forgets_what_is_older_than_an_interval() -> None:
    reminder = Reminder(100, most=2)

    said = [reminder.is_due(thing, at_us) for thing, at_us in (("a", 0), ("b", 50), ("c", 100), ("d", 120), ("d", 150))]
    assert said == [True, True, True, False, True]
