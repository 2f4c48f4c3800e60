from collector.rules.automatic_log_on import AutomaticLogOn
from tests.support.posture_facts import account, kept
from tests.support.rule_facts import findings, settled


def test_account_that_logs_in_by_itself_is_named() -> None:
    (one,) = findings(AutomaticLogOn().judge(kept(account("clerk", automatic=True), account("root", 0))))

    assert one.evidence["accounts"] == ["clerk"]


def test_settled_when_it_asks_again() -> None:
    assert len(settled(AutomaticLogOn().judge(kept(account("clerk"))))) == 1
