"""A PC that is on duty, on its segment, and answered every question about how it is kept."""

from dataclasses import replace

from collector.rules.facts import AgentFacts
from protocol.observations import (
    Antivirus,
    AntivirusState,
    HostFirewall,
    ListeningSocket,
    LocalAccount,
    Observation,
    PasswordRules,
)
from tests.support.rule_facts import AGENT, NOW, pc_facts

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
PROBES = frozenset({"antivirus", "firewall", "listening", "accounts", "time"})


def kept(*said: Observation, hours_up: float = 8, **more: object) -> AgentFacts:
    agent = replace(AGENT, alive_since_us=NOW - int(hours_up * HOUR_US))
    return replace(pc_facts(said=said, answered=PROBES, agent=agent), **more)  # type: ignore[arg-type]


def product(
    state: AntivirusState = AntivirusState.RUNNING,
    *,
    watches: bool | None = True,
    days_old: float | None = 1,
    name: str = "ClamAV",
) -> Antivirus:
    made_us = None if days_old is None else NOW - int(days_old * DAY_US)
    return Antivirus(name, state, "1.4", watches, made_us, (f"package:{name.lower()}",), "2026-11")


def firewall(
    policy: str | None = "drop", rules: int = 3, *, active: bool = True, by: str | None = None
) -> HostFirewall:
    return HostFirewall("nftables", active, policy, rules, by)


def listening(
    port: int, program: str | None = None, transport: str = "tcp", *, any_address: bool = True
) -> ListeningSocket:
    return ListeningSocket(transport, port, 4, any_address, program)


def account(
    name: str,
    uid: int = 1000,
    *,
    empty: bool | None = False,
    locked: bool | None = False,
    automatic: bool = False,
    days_ago: float | None = None,
) -> LocalAccount:
    last_us = None if days_ago is None else NOW - int(days_ago * DAY_US)
    return LocalAccount(name, uid, empty, locked, automatic, last_us)


def password_rules(
    length: int | None = 8, classes: int | None = 3, days: int | None = 90, failures: int | None = 5
) -> PasswordRules:
    return PasswordRules(length, classes, days, 5, failures, 900, ("pwquality.conf",))
