from dataclasses import fields

import pytest

from collector.rules import ALL_RULES
from collector.rules.own_mac_heard import OwnMacHeard
from collector.rules.rule import Rule, tunables


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_rule_is_described_in_both_languages_with_its_clauses(rule: Rule) -> None:
    assert any("一" <= sign <= "鿿" for sign in rule.title_zh)
    assert rule.title_en.isascii()
    assert rule.says_zh
    assert rule.says_en
    assert rule.clauses.opinion
    assert rule.clauses.classified_protection
    assert len(tunables(rule)) == len(fields(rule))  # type: ignore[arg-type]


def test_tunables_carry_the_values_in_use() -> None:
    (one,) = tunables(OwnMacHeard(confirming_times=5))

    assert (one.name, one.value) == ("confirming_times", 5)
    assert one.says.zh
    assert one.says.en
