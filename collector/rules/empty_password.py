"""An account of a PC that opens without a password."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import Conclusion, Severity
from collector.rules.rule import Clauses
from protocol.observations import LocalAccount

_PROBE = "accounts"


@dataclass(frozen=True, slots=True)
class EmptyPassword:
    """Names accounts, never a password. Settled only once every account could be seen."""

    id: ClassVar[str] = "empty-password"
    title_zh: ClassVar[str] = "空口令账户"
    title_en: ClassVar[str] = "Account without a password"
    says_zh: ClassVar[str] = "终端上有可以不输口令登录的账户。只列账户名,从不读取口令或其散列。"
    says_en: ClassVar[str] = (
        "An account of the PC may log in without a password. Accounts are named; no password is read."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R30", "R29"), ("8.1.4.1",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        if not posture.is_asked(facts, _PROBE):
            return
        accounts = facts.of(LocalAccount)
        open_ones = sorted(one.name for one in accounts if one.has_empty_password and not one.is_locked)
        if open_ones:
            yield posture.finding(self.id, facts, self.severity, {"accounts": [*open_ones]})
        elif all(one.has_empty_password is not None for one in accounts):
            yield posture.settled(self.id, facts, "every account has one, or is locked")
