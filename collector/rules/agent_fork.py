"""Two histories under one agent's key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.rules.facts import ForkFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class AgentFork:
    """Never closes by itself: a person decides which of the two is the terminal."""

    id: ClassVar[str] = "agent-fork"
    title_zh: ClassVar[str] = "客户端分叉(密钥被复制或状态回退)"
    title_en: ClassVar[str] = "Agent forked"
    says_zh: ClassVar[str] = (
        "同一客户端密钥出现两段互相矛盾的报告链:磁盘克隆、密钥被复制,或状态目录被恢复到过去。报告隔离保存,由人裁决。"
    )
    says_en: ClassVar[str] = (
        "One agent's key signed two histories that contradict each other: a cloned disk, a copied key, or a state "
        "directory gone back in time. The reports are kept in quarantine; a person decides."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R08", "R21"), ("8.1.4.1", "8.1.4.3"))
    about: ClassVar[type] = ForkFacts

    def judge(self, facts: ForkFacts) -> Iterator[Conclusion]:
        terminal = facts.terminal
        yield Finding(
            self.id,
            Subject(SubjectKind.AGENT, facts.agent.id),
            self.severity,
            Certainty.CONFIRMED,
            terminal.unit_id if terminal else None,
            terminal.id if terminal else None,
            facts.at_us,
            facts.at_us,
            {
                "agent": facts.agent.id,
                "terminal": terminal.reg_no if terminal else None,
                "unit": terminal.unit_name if terminal else None,
                "sequence": facts.sequence,
                "held_sequence": facts.held_sequence,
                "digest": facts.digest,
                "why": facts.why,
            },
        )
