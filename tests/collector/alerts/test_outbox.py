from collector.alerts.lifecycle import advance
from collector.alerts.outbox import MOST_ATTEMPTS, letter, next_try_us
from collector.rules import ALL_RULES
from tests.collector.alerts.test_lifecycle import NOW, SURE


def test_pauses_grow_up_to_an_hour_then_it_is_given_up() -> None:
    pauses = [next_try_us(attempts, 0) for attempts in range(1, MOST_ATTEMPTS)]

    assert pauses[0] == 5_000_000
    assert all(one is not None and one <= 3_600_000_000 for one in pauses)
    assert pauses == sorted(pauses, key=lambda one: one or 0)
    assert next_try_us(MOST_ATTEMPTS, 0) is None


def test_letter_says_it_in_both_languages() -> None:
    step = advance(None, SURE, NOW)
    assert step is not None
    rules = {"rule": ALL_RULES[0]}

    told = letter(step.alert, rules, "confirmed")
    assert (told["title_zh"], told["title_en"]) == (ALL_RULES[0].title_zh, ALL_RULES[0].title_en)
    assert letter(step.alert, {}, "confirmed")["title_zh"] == "rule"
