"""A registered PC that should carry an agent is heard, and none ever enrolled for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.vouching import Standing
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses

_WITH_AGENT = frozenset({Standing.VOUCHED, Standing.SILENT, Standing.AGENTLESS})


@dataclass(frozen=True, slots=True)
class AgentMissing:
    """Waits the segment's grace, counted from when the PC came up or was registered, whichever is later."""

    id: ClassVar[str] = "agent-missing"
    title_zh: ClassVar[str] = "应装未装客户端"
    title_en: ClassVar[str] = "Agent missing"
    says_zh: ClassVar[str] = "台账要求安装客户端的终端在网,但从未有客户端为其注册。"
    says_en: ClassVar[str] = (
        "A terminal that the ledger says must carry an agent is heard, and no agent ever enrolled for it."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R03", "R08"), ("8.1.5.4", "8.1.4.3"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        verdict = facts.verdict
        terminal = verdict.terminal
        if terminal is None:
            return
        subject = Subject(SubjectKind.TERMINAL, terminal.id)
        if verdict.standing in _WITH_AGENT:
            yield Settled(self.id, subject, verdict.standing.value)
        if verdict.standing is not Standing.AGENT_MISSING:
            return
        yield Finding(
            self.id,
            subject,
            self.severity,
            Certainty.CONFIRMED if verdict.is_certain else Certainty.SUSPECTED,
            facts.unit_id,
            terminal.id,
            verdict.since_us,
            facts.presence.last_us,
            facts.evidence()
            | {"registered_us": terminal.registered_us, "grace_us": facts.presence.segment.silent_grace_us},
        )
