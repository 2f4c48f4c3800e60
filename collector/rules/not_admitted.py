"""A terminal that was suspended, retired or has expired, still on the wire."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.vouching import Standing
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class NotAdmitted:
    """A row that waits to be connected alarms nobody; one that was closed and is heard again does."""

    id: ClassVar[str] = "not-admitted"
    title_zh: ClassVar[str] = "停用、注销或到期终端仍在网"
    title_en: ClassVar[str] = "Suspended, retired or expired terminal still on the wire"
    says_zh: ClassVar[str] = "台账中已停用、已注销、已到期的终端,其 MAC 仍在网段上出现。"
    says_en: ClassVar[str] = "The MAC of a terminal that the ledger says is suspended, retired or expired is heard."
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R02", "R09"), ("8.1.3.1 b", "8.1.8.2"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        presence = facts.presence
        subject = Subject(SubjectKind.MAC, str(presence.mac), presence.segment.id)
        verdict = facts.verdict
        if verdict.standing is not Standing.NOT_ADMITTED or verdict.terminal is None:
            yield Settled(self.id, subject, verdict.standing.value)
            return
        yield Finding(
            self.id,
            subject,
            self.severity,
            Certainty.CONFIRMED if verdict.is_certain else Certainty.SUSPECTED,
            facts.unit_id,
            verdict.terminal.id,
            presence.first_us,
            presence.last_us,
            facts.evidence() | {"status": verdict.terminal.status, "expires_us": verdict.terminal.expires_us},
        )
