from dataclasses import replace

import pytest

from collector.rules.shared_os_accounts import SharedOsAccounts
from protocol.observations import LocalAccount
from tests.support.posture_facts import account, kept
from tests.support.rule_facts import TERMINAL, findings

CLERK = account("clerk", 1000, days_ago=1)


@pytest.mark.parametrize(
    ("other", "is_found"),
    [
        (account("temp", 1001, days_ago=29), True),
        (account("temp", 1001, days_ago=31), False),
        (account("temp", 1001), False),
        (account("root", 0, days_ago=1), False),
        (account("postgres", 120, days_ago=1), False),
        (account("nobody", 65_534, days_ago=1), False),
    ],
)
def test_second_person_s_account_used_lately(other: LocalAccount, is_found: bool) -> None:
    found = findings(SharedOsAccounts().judge(kept(CLERK, other)))

    assert [one.evidence["accounts"] for one in found] == ([["clerk", other.name]] if is_found else [])


def test_terminal_registered_as_shared_is_not_asked() -> None:
    shared = replace(TERMINAL, is_shared=True)

    assert findings(SharedOsAccounts().judge(kept(CLERK, account("temp", 1001, days_ago=1), terminal=shared))) == []


def test_days_are_tunable() -> None:
    assert findings(SharedOsAccounts(within_days=7).judge(kept(CLERK, account("temp", 1001, days_ago=8)))) == []
