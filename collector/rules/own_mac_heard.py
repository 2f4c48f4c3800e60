"""A registered MAC is used by two: the agent that owns it hears it from outside, or denies where it is heard."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules.facts import OwnMacFacts, lateness
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable


@dataclass(frozen=True, slots=True)
class OwnMacHeard:
    """Every agent listens for this, on duty or not."""

    confirming_times: Annotated[
        int,
        Tunable(
            "听到几次自己的 MAC 才确认(一帧可能是交换环路的回声)。",
            "How often an agent must hear its own MAC before it is confirmed: one frame may be a loop's echo.",
        ),
    ] = 2

    id: ClassVar[str] = "own-mac-heard"
    title_zh: ClassVar[str] = "MAC 被冒用(本机 MAC 从外部出现)"
    title_en: ClassVar[str] = "MAC clone: a PC hears its own MAC from outside"
    says_zh: ClassVar[str] = "客户端收到以本机 MAC 为源、却不是本机发出的帧。"
    says_en: ClassVar[str] = "An agent hears frames that carry its PC's MAC and that its PC did not send."
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09",), ("8.1.3.1 b", "8.1.4.1"))
    about: ClassVar[type] = OwnMacFacts

    def judge(self, facts: OwnMacFacts) -> Iterator[Conclusion]:
        segment, terminal = facts.segment, facts.terminal
        unit_id = terminal.unit_id if terminal else (segment.unit_id if segment else None)
        yield Finding(
            self.id,
            Subject(SubjectKind.MAC, str(facts.heard.mac), segment.id if segment else None),
            self.severity,
            Certainty.CONFIRMED if self.confirming_times <= 1 else Certainty.SUSPECTED,
            unit_id,
            terminal.id if terminal else None,
            facts.heard_us,
            facts.heard_us,
            lateness(facts.heard_us, facts.received_us)
            | {
                "mac": str(facts.heard.mac),
                "addresses": [str(facts.heard.address)] if facts.heard.address else [],
                "heard_in": [str(facts.heard.how)],
                "segment": segment.name if segment else None,
                "unit": terminal.unit_name if terminal else None,
                "terminal": terminal.reg_no if terminal else None,
                "witnesses": [f"agent:{facts.agent.id}"],
                "first_seen_us": facts.heard_us,
            },
            confirm_after_times=self.confirming_times,
        )
