"""A PC that logs somebody in without asking who sits there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import Conclusion, Severity
from collector.rules.rule import Clauses, Tunable
from protocol.observations import LocalAccount

_PROBE = "accounts"


@dataclass(frozen=True, slots=True)
class AutomaticLogOn:
    """Whoever switches it on is then that person in every log."""

    notifies: Annotated[bool, Tunable("是否也发通知(默认只列出)。", "Also notify; by default it is listed only.")] = (
        False
    )

    id: ClassVar[str] = "automatic-log-on"
    title_zh: ClassVar[str] = "自动登录"
    title_en: ClassVar[str] = "Automatic log-on"
    says_zh: ClassVar[str] = "终端开机后不验证身份即登录某账户。"
    says_en: ClassVar[str] = "The PC's display manager logs an account in without asking for anything."
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R30", "R29"), ("8.1.4.1",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        if not posture.is_asked(facts, _PROBE):
            return
        names = sorted(one.name for one in facts.of(LocalAccount) if one.logs_in_by_itself)
        if names:
            severity = posture.listed(self.severity, self.notifies)
            yield posture.finding(self.id, facts, severity, {"accounts": [*names]})
        else:
            yield posture.settled(self.id, facts, "it asks who is there")
