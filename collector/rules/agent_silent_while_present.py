"""A registered PC is heard on the wire while its agent says nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.subject import Presence, TerminalView
from collector.presence.vouching import Standing, asks_after_grace
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class AgentSilentWhilePresent:
    """Its grace is policy of the segment (`silent_grace`, two minutes unless declared otherwise)."""

    id: ClassVar[str] = "agent-silent-while-present"
    title_zh: ClassVar[str] = "终端在网而客户端静默"
    title_en: ClassVar[str] = "Agent silent while its PC is present"
    says_zh: ClassVar[str] = (
        "终端的 MAC 仍在网段上出现,其客户端却超过宽限时间(默认两分钟,按网段设定)没有心跳:客户端被停止、被破坏,"
        "或启动了另一系统。再过半个宽限时间仍如此,且不是睡眠网卡自动应答的帧,即确认。"
    )
    says_en: ClassVar[str] = (
        "The MAC is heard, yet its agent has not beaten for the segment's grace (two minutes by default): stopped, "
        "tampered with, or another system booted. Confirmed after half that time again, by frames that a sleeping "
        "PC's network card does not send by itself."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R08", "R09"), ("8.1.4.3", "8.1.5.4"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        verdict = facts.verdict
        terminal = verdict.terminal
        if terminal is None:
            return
        subject = Subject(SubjectKind.TERMINAL, terminal.id)
        if verdict.standing is Standing.VOUCHED and self._has_beaten_lately(facts.presence, terminal):
            yield self.settled_by_beat(terminal.id)
        if verdict.standing is not Standing.SILENT:
            return
        agent = terminal.agent
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
            | {
                "agent": agent.id if agent else None,
                "last_beat_us": agent.last_beat_us if agent else None,
                "silent_since_us": verdict.since_us,
                "grace_us": facts.presence.segment.silent_grace_us,
            },
            confirm_after_us=self._confirm_after_us(facts.presence, verdict.since_us),
        )

    def _has_beaten_lately(self, presence: Presence, terminal: TerminalView) -> bool:
        """A claim outlives the last beat by minutes, and a PC that comes up is waited for: neither is a beat."""
        last_beat_us = terminal.agent.last_beat_us if terminal.agent else None
        return last_beat_us is not None and presence.last_us - last_beat_us < presence.segment.silent_grace_us

    def _confirm_after_us(self, presence: Presence, since_us: int) -> int | None:
        """Lasting suspicion confirms itself, but not by a sleeping PC's answers, however long it sleeps."""
        return presence.segment.silent_grace_us if asks_after_grace(presence, since_us) else None

    def settled_by_beat(self, terminal_id: str) -> Settled:
        """What any beat of the terminal's agent proves, whether its MAC was heard since or not."""
        return Settled(self.id, Subject(SubjectKind.TERMINAL, terminal_id), "its agent beats again")
