import pytest

from collector.rules.weak_password_rules import WeakPasswordRules
from protocol.observations import PasswordRules
from tests.support.posture_facts import kept, password_rules
from tests.support.rule_facts import findings, settled


@pytest.mark.parametrize(
    ("rules", "lacking"),
    [
        (password_rules(), []),
        (password_rules(12, 4, 30, 3), []),
        (password_rules(length=0), ["length: 0 < 8"]),
        (password_rules(length=None), ["length: none < 8"]),
        (password_rules(length=7), ["length: 7 < 8"]),
        (password_rules(classes=2), ["classes: 2 < 3"]),
        (password_rules(classes=None), ["classes: none < 3"]),
        (password_rules(days=99_999), ["days: 99999 > 90"]),
        (password_rules(days=0), ["days: none > 90"]),
        (password_rules(failures=None), ["failures: none > 5"]),
        (password_rules(failures=0), ["failures: none > 5"]),
        (password_rules(6, 1, 91, 6), ["length: 6 < 8", "classes: 1 < 3", "days: 91 > 90", "failures: 6 > 5"]),
    ],
)
def test_compared_with_the_opinion(rules: PasswordRules, lacking: list[str]) -> None:
    conclusions = list(WeakPasswordRules().judge(kept(rules)))

    assert [one.evidence["lacking"] for one in findings(conclusions)] == ([lacking] if lacking else [])
    assert bool(settled(conclusions)) is not bool(lacking)


def test_rules_that_nobody_could_read_are_not_weak() -> None:
    assert list(WeakPasswordRules().judge(kept())) == []


def test_every_limit_is_tunable() -> None:
    tuned = WeakPasswordRules(least_length=6, least_classes=1, most_days=365, most_failures=10)

    assert findings(tuned.judge(kept(password_rules(6, 1, 365, 10)))) == []
