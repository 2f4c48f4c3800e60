from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.rules.facts import AgentFacts
from collector.rules.finding import Severity
from collector.rules.unlisted_resolver import UnlistedResolver
from protocol.observations import Resolver
from tests.support.pc import WIRED
from tests.support.rule_facts import TERMINAL, findings, pc_facts, settled
from tests.support.scenario import SEGMENT

LISTS = replace(SEGMENT, resolvers=frozenset({ip_address("10.37.0.53")}))


def asks(*addresses: str, lists: bool = True, access_class: str | None = "A") -> AgentFacts:
    said = tuple(Resolver(ip_address(text), "resolv.conf") for text in addresses)
    attached = ((WIRED.id, LISTS if lists else SEGMENT),)
    return pc_facts(said=said, attached=attached, terminal=replace(TERMINAL, access_class=access_class))


@pytest.mark.parametrize(
    ("address", "lists", "access_class", "severity"),
    [
        ("10.37.0.53", True, "A", None),
        ("10.37.0.99", True, "A", Severity.LOW),
        ("10.37.0.99", False, "A", None),
        ("114.114.114.114", True, "A", Severity.MEDIUM),
        ("114.114.114.114", False, "A", Severity.MEDIUM),
        ("223.5.5.5", False, None, Severity.MEDIUM),
        ("8.8.8.8", False, "B", None),
        ("8.8.8.8", True, "B", Severity.LOW),
        ("2400:3200::1", False, "A", Severity.MEDIUM),
        ("1.1.1.1", False, "F", None),
        ("198.51.100.53", False, "A", None),
        ("127.0.0.53", True, "A", None),
        ("::1", True, "A", None),
        ("fe80::1", True, "A", None),
    ],
)
def test_compared_with_the_list_and_the_unit_s_class(
    address: str, lists: bool, access_class: str | None, severity: Severity | None
) -> None:
    found = findings(UnlistedResolver().judge(asks(address, lists=lists, access_class=access_class)))

    assert [one.severity for one in found] == ([severity] if severity is not None else [])


def test_each_resolver_is_told_once_and_named() -> None:
    found = findings(UnlistedResolver().judge(asks("114.114.114.114", "10.37.0.53", "10.37.0.99")))

    assert [(one.subject.part, one.evidence["run_by"]) for one in found] == [
        ("114.114.114.114", "114DNS"),
        ("10.37.0.99", None),
    ]
    assert found[0].evidence["listed"] == ["10.37.0.53"]


def test_at_home_anybody_may_ask_anybody() -> None:
    assert findings(UnlistedResolver().judge(replace(asks("8.8.8.8"), attached=()))) == []


def test_settled_once_addressing_answered() -> None:
    (over,) = settled(UnlistedResolver().judge(asks("10.37.0.99")))
    assert over.but == frozenset({"10.37.0.99"})

    assert settled(UnlistedResolver().judge(replace(asks(), answered=frozenset()))) == []
