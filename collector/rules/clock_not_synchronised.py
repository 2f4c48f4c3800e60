"""A PC whose clock nobody keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import Conclusion, Severity
from collector.rules.rule import Clauses, Tunable
from protocol.observations import TimeSynchronisation

_PROBE = "time"


@dataclass(frozen=True, slots=True)
class ClockNotSynchronised:
    """Says that nobody keeps it; `clock-off` says that it is wrong."""

    notifies: Annotated[bool, Tunable("是否也发通知(默认只列出)。", "Also notify; by default it is listed only.")] = (
        False
    )

    id: ClassVar[str] = "clock-not-synchronised"
    title_zh: ClassVar[str] = "终端时钟未同步"
    title_en: ClassVar[str] = "Clock not synchronised"
    says_zh: ClassVar[str] = "终端没有运行时间同步服务,或内核报告未同步;日志时间因此不可靠。"
    says_en: ClassVar[str] = (
        "No service keeps the PC's clock, or the kernel says that it is not synchronised: its logs cannot be compared."
    )
    severity: ClassVar[Severity] = Severity.LOW
    clauses: ClassVar[Clauses] = Clauses(("R08",), ("8.1.3.5",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        told = facts.of(TimeSynchronisation)
        if not posture.is_asked(facts, _PROBE) or not told:
            return
        (one, *_) = told
        if one.is_synchronised is True:
            yield posture.settled(self.id, facts, "synchronised")
        elif one.is_synchronised is False or one.service is None:
            severity = posture.listed(self.severity, self.notifies)
            yield posture.finding(self.id, facts, severity, {"time_service": one.service or "none"})
