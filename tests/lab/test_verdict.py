from typing import Any

from tests.lab.scenarios.scenario import alert, wireless
from tests.lab.verdict import fits, judge, news, shown, turned_us


def standing(rule: str = "wireless-adapter", number: str = "1", **evidence: Any) -> dict[str, Any]:
    return {"id": number, "rule": rule, "severity": "high", "certainty": "confirmed", "evidence": evidence}


def test_expectation_needs_rule_and_every_fact() -> None:
    said = standing(grade="associated", ssid="office-guest")

    assert fits(said, wireless("associated", severity="high", ssid="office-guest"))
    assert not fits(said, wireless("radio-on"))
    assert not fits(said, alert("sharing", grade="associated"))


def test_every_expectation_takes_one_alert() -> None:
    verdict = judge([standing(number="1", grade="associated")], [wireless("associated"), wireless("associated")])

    assert len(verdict.matched) == len(verdict.missing) == 1
    assert not verdict.is_right


def test_vaguer_expectation_does_not_take_the_alert_of_the_exacter_one() -> None:
    exact, other = standing(number="1", grade="monitor"), standing(number="2", grade="associated")

    verdict = judge([exact, other], [alert("wireless-adapter"), wireless("monitor")])

    assert verdict.is_right


def test_what_nobody_expected_is_surplus() -> None:
    verdict = judge([standing("sharing", by="bridge")], [])

    assert [shown(one) for one in verdict.surplus] == ["sharing bridge high"]
    assert not verdict.is_right


def test_alert_of_before_is_news_only_when_it_says_something_else() -> None:
    before = standing(grade="radio-on", seen_us=1)

    assert news([standing(grade="radio-on", seen_us=2)], [before]) == []
    assert news([standing(grade="associated", seen_us=2)], [before]) == [standing(grade="associated", seen_us=2)]


def test_turns_are_those_that_make_an_alert_graver() -> None:
    happened = [("opened", 5), ("escalated", 9), ("renewed", 12)]
    whole = standing() | {"events": [{"what": what, "at_us": at_us} for what, at_us in happened]}

    assert turned_us(whole, since_us=0) == 9
    assert turned_us(whole, since_us=10) is None
