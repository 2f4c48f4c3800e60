"""Nobody watches a segment that was watched before, or on which agents are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence.coverage import Unwatched
from collector.presence.interval import DAY_US, MINUTE_US
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable


@dataclass(frozen=True, slots=True)
class SegmentWithoutWatchers:
    """High where agents are there and none can watch; where all are switched off, it stands in the list, untold.

    A segment on which no agent ever watched, and none is, is no alert: `mingce segment list` says that it has none.
    """

    grace_minutes: Annotated[
        int,
        Tunable(
            "有客户端在网而无人值守,超过这么多分钟才告警。",
            "Minutes that agents may be there and nobody watch.",
        ),
    ] = 5
    forgotten_days: Annotated[
        int,
        Tunable(
            "网段上这么多天没有任何客户端,即不再提起。", "Days without any agent after which it is not said any more."
        ),
    ] = 30

    id: ClassVar[str] = "segment-without-watchers"
    title_zh: ClassVar[str] = "网段无人值守"
    title_en: ClassVar[str] = "Segment without watchers"
    says_zh: ClassVar[str] = (
        "网段上没有客户端在监听:有客户端在网却都不能值守,陌生终端接入将无人看见;若客户端全部关机(如夜间),"
        "只在列表中注明,不通知。恢复值守即自动关闭。"
    )
    says_en: ClassVar[str] = (
        "No agent listens on the segment. Where agents are there and none of them can, a stranger would be seen by "
        "nobody; where all of them are switched off (at night, say), it stands in the list and nobody is told. Settled "
        "when somebody watches again."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R08", "R09"), ("8.1.3.1 b", "8.1.5.4"))
    about: ClassVar[type] = Unwatched

    def judge(self, facts: Unwatched) -> Iterator[Conclusion]:
        grace_us = self.grace_minutes * MINUTE_US
        span_us = facts.now_us - facts.since_us
        if span_us < grace_us or (not facts.agents and span_us > self.forgotten_days * DAY_US):
            return
        segment = facts.segment
        yield Finding(
            self.id,
            Subject(SubjectKind.SEGMENT, segment.id, segment.id),
            self.severity if facts.agents else Severity.INFO,
            Certainty.CONFIRMED,
            segment.unit_id,
            None,
            facts.since_us,
            facts.now_us,
            {
                "segment": segment.name,
                "unit": segment.unit_name,
                "why": "agents are there, none of them watches" if facts.agents else "no agent is there",
                "agents": facts.agents,
                "refused": [{"agent": host, "why": reason} for host, reason in facts.refused],
                "unwatched_since_us": facts.since_us,
                "last_watched_us": facts.watched_us,
                "grace_us": grace_us,
            },
        )
