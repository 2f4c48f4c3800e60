"""A one-time code came a second time, with another key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.rules.facts import CodeReusedFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class EnrolmentCodeReused:
    """The code's first user, repeating its own request, is not this: an answer may be lost."""

    id: ClassVar[str] = "enrolment-code-reused"
    title_zh: ClassVar[str] = "注册码被重复使用"
    title_en: ClassVar[str] = "Enrolment code used twice"
    says_zh: ClassVar[str] = "已使用过的一次性注册码被另一密钥再次提交:注册码泄露,或被他人抢先使用。"
    says_en: ClassVar[str] = "A used one-time code came again with another key: it leaked, or somebody else was first."
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R03", "R29"), ("8.1.4.1", "8.1.7.3"))
    about: ClassVar[type] = CodeReusedFacts

    def judge(self, facts: CodeReusedFacts) -> Iterator[Conclusion]:
        terminal = facts.terminal
        yield Finding(
            self.id,
            Subject(SubjectKind.CODE, facts.code_id),
            self.severity,
            Certainty.CONFIRMED,
            terminal.unit_id if terminal else None,
            terminal.id if terminal else None,
            facts.at_us,
            facts.at_us,
            {
                "terminal": terminal.reg_no if terminal else None,
                "unit": terminal.unit_name if terminal else None,
                "used_by_agent": facts.used_by_agent,
                "tried_by_key": facts.tried_by_key,
                "hostname": facts.hostname,
                "macs": [str(mac) for mac in facts.macs],
                "source": facts.source,
            },
        )
