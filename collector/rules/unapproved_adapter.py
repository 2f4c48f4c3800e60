"""An adapter that an agent vouches for, but nobody approved for its terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.subject import ClaimView
from collector.presence.vouching import Standing
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class UnapprovedAdapter:
    """Approval is a row in the ledger (adapter of that terminal, or a shared one), never an agent's word."""

    id: ClassVar[str] = "unapproved-adapter"
    title_zh: ClassVar[str] = "未经批准的网卡"
    title_en: ClassVar[str] = "Adapter that nobody approved"
    says_zh: ClassVar[str] = (
        "客户端声明正在使用某 MAC,但台账中该 MAC 未登记到该终端(外接网卡、扩展坞,或借客户端之名的陌生设备)。"
    )
    says_en: ClassVar[str] = (
        "An agent claims a MAC that is not registered to its terminal: a dongle, a dock, or a "
        "stranger vouched for by root."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R04", "R09"), ("8.1.3.1 b", "8.1.7.3"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        presence = facts.presence
        subject = Subject(SubjectKind.MAC, str(presence.mac), presence.segment.id)
        verdict = facts.verdict
        if verdict.standing is not Standing.CLAIMED_UNAPPROVED or not isinstance(verdict.other, ClaimView):
            yield Settled(self.id, subject, verdict.standing.value)
            return
        yield Finding(
            self.id,
            subject,
            self.severity,
            Certainty.CONFIRMED if verdict.is_certain else Certainty.SUSPECTED,
            facts.unit_id,
            verdict.other.terminal_id,
            presence.first_us,
            presence.last_us,
            facts.evidence() | {"claimed_by_agent": verdict.other.agent_id},
        )
