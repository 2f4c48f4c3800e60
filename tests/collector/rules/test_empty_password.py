import pytest

from collector.rules.empty_password import EmptyPassword
from collector.rules.finding import Severity
from protocol.observations import LocalAccount
from tests.support.posture_facts import account, kept
from tests.support.rule_facts import findings, settled


@pytest.mark.parametrize(
    ("accounts", "named", "is_settled"),
    [
        ((account("clerk"),), [], True),
        ((account("clerk", empty=True), account("guest", 1001, empty=True)), ["clerk", "guest"], False),
        ((account("clerk", empty=True, locked=True),), [], True),
        ((account("clerk", empty=True, locked=None),), ["clerk"], False),
        ((account("clerk", empty=None),), [], False),
        ((account("clerk", empty=None), account("guest", empty=True)), ["guest"], False),
        ((), [], True),
    ],
    ids=["has one", "two without", "locked", "lock unknown", "only root may see", "half seen", "no account"],
)
def test_accounts_are_named(accounts: tuple[LocalAccount, ...], named: list[str], is_settled: bool) -> None:
    conclusions = list(EmptyPassword().judge(kept(*accounts)))

    assert [one.evidence["accounts"] for one in findings(conclusions)] == ([named] if named else [])
    assert all(one.severity is Severity.CRITICAL for one in findings(conclusions))
    assert bool(settled(conclusions)) is is_settled
