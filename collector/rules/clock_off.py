"""A PC whose clock is far from the collector's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence.timing import CLOCK_OFF_US
from collector.rules.facts import ClockFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable


@dataclass(frozen=True, slots=True)
class ClockOff:
    """Flagged, never refused: evidence keeps both clocks, and judgement uses the collector's."""

    tolerance_us: Annotated[
        int, Tunable("允许的时钟偏差(微秒)。", "How far a PC's clock may be from the collector's, in microseconds.")
    ] = CLOCK_OFF_US

    id: ClassVar[str] = "clock-off"
    title_zh: ClassVar[str] = "终端时钟偏差过大"
    title_en: ClassVar[str] = "Clock off"
    says_zh: ClassVar[str] = "终端时钟与采集端相差超过允许值。报告照收,两个时钟都保存,判断以采集端时钟为准。"
    says_en: ClassVar[str] = (
        "A PC's clock differs from the collector's by more than is tolerated. Its reports are taken in with both "
        "clocks; judgement uses the collector's."
    )
    severity: ClassVar[Severity] = Severity.LOW
    clauses: ClassVar[Clauses] = Clauses(("R08",), ("8.1.3.5", "8.1.5.4"), (("21", "23"),))
    about: ClassVar[type] = ClockFacts

    def judge(self, facts: ClockFacts) -> Iterator[Conclusion]:
        subject = Subject(SubjectKind.AGENT, facts.agent.id)
        if abs(facts.offset_us) <= self.tolerance_us:
            yield Settled(self.id, subject, "its clock is right again")
            return
        terminal = facts.terminal
        yield Finding(
            self.id,
            subject,
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
                "offset_us": facts.offset_us,
                "agent_clock_us": facts.agent_wall_us,
            },
        )
