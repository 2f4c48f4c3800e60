from dataclasses import replace

import pytest

from collector.presence.subject import Admission
from collector.rules import posture
from collector.rules.antivirus import Antivirus
from collector.rules.automatic_log_on import AutomaticLogOn
from collector.rules.clock_not_synchronised import ClockNotSynchronised
from collector.rules.empty_password import EmptyPassword
from collector.rules.finding import Severity
from collector.rules.host_firewall_off import HostFirewallOff
from collector.rules.open_ports import OpenPorts
from collector.rules.rule import Rule
from collector.rules.shared_os_accounts import SharedOsAccounts
from collector.rules.weak_password_rules import WeakPasswordRules
from protocol.observations import TimeSynchronisation
from tests.support.posture_facts import account, kept, listening, password_rules
from tests.support.rule_facts import TERMINAL, findings

WORST = kept(
    account("clerk", empty=True, automatic=True, days_ago=1),
    account("guest", 1001, days_ago=2),
    listening(445, "smbd"),
    password_rules(None, None, None, None),
    TimeSynchronisation(None, False, 1),
)
TOLD: tuple[Rule, ...] = (Antivirus(), EmptyPassword())
LISTED: tuple[Rule, ...] = (
    AutomaticLogOn(),
    ClockNotSynchronised(),
    HostFirewallOff(),
    OpenPorts(),
    SharedOsAccounts(),
    WeakPasswordRules(),
)
NOTIFYING: tuple[Rule, ...] = (
    AutomaticLogOn(notifies=True),
    ClockNotSynchronised(notifies=True),
    HostFirewallOff(notifies=True),
    OpenPorts(notifies=True),
    SharedOsAccounts(notifies=True),
    WeakPasswordRules(notifies=True),
)


def severities(rule: Rule) -> list[Severity]:
    return [one.severity for one in findings(rule.judge(WORST))]


@pytest.mark.parametrize("rule", LISTED, ids=lambda rule: rule.id)
def test_most_are_listed_and_notify_nobody(rule: Rule) -> None:
    assert severities(rule) == [Severity.INFO]


@pytest.mark.parametrize("rule", [*NOTIFYING, *TOLD], ids=lambda rule: rule.id)
def test_a_deployment_may_want_to_be_told(rule: Rule) -> None:
    (severity,) = severities(rule)

    assert Severity.INFO < severity <= rule.severity


@pytest.mark.parametrize("rule", [*TOLD, *LISTED], ids=lambda rule: rule.id)
def test_no_answer_and_a_pc_under_repair_get_no_verdict(rule: Rule) -> None:
    unasked = replace(WORST, answered=frozenset({"adapters"}))
    under_repair = replace(WORST, terminal=replace(TERMINAL, admission=Admission.NOT_ADMITTED))

    for facts in (unasked, under_repair, replace(WORST, terminal=None)):
        assert list(rule.judge(facts)) == []


def test_only_what_was_asked_and_answered() -> None:
    assert posture.is_asked(kept(), "antivirus")
    assert not posture.is_asked(kept(), "gpu")
    assert posture.listed(Severity.HIGH, notifies=True) is Severity.HIGH
