"""A registered MAC is heard where, or with an address that, its own live agent does not use."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.subject import ClaimView
from collector.presence.vouching import Standing
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class MacClone:
    """Needs two contradictions: frames on both sides of a beat that denies them."""

    id: ClassVar[str] = "mac-clone"
    title_zh: ClassVar[str] = "冒用 MAC"
    title_en: ClassVar[str] = "MAC clone: heard where its agent is not"
    says_zh: ClassVar[str] = (
        "已登记 MAC 出现在其客户端不使用的地址或网段上,"
        "且在客户端否认(一次心跳)的前后都有帧:换租、漫游、地址过期都解释不了。"
    )
    says_en: ClassVar[str] = (
        "A registered MAC is heard with an address, or on a segment, its live agent does not use, in frames both well "
        "before and after a beat that denies it: no new lease, roaming or expired address explains that."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09",), ("8.1.3.1 b", "8.1.4.1"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        verdict = facts.verdict
        if verdict.standing is not Standing.CLONED or verdict.binding is None:
            return
        presence = facts.presence
        agent = verdict.other.agent_id if isinstance(verdict.other, ClaimView) else None
        yield Finding(
            self.id,
            Subject(SubjectKind.MAC, str(presence.mac), presence.segment.id),
            self.severity,
            Certainty.CONFIRMED if verdict.is_certain else Certainty.SUSPECTED,
            facts.unit_id,
            verdict.terminal.id if verdict.terminal else None,
            verdict.since_us,
            presence.last_us,
            facts.evidence() | {"address": str(verdict.binding.pair.address), "denied_by_agent": agent},
        )
