from dataclasses import replace

from collector.presence.coverage import Unwatched
from collector.presence.interval import DAY_US, MINUTE_US
from collector.rules.finding import Certainty, Severity, SubjectKind
from collector.rules.segment_without_watchers import SegmentWithoutWatchers
from tests.support.rule_facts import findings
from tests.support.scenario import SEGMENT

NOW = 100 * DAY_US
FACTS = Unwatched(NOW, SEGMENT, 3, NOW - DAY_US, NOW - 5 * MINUTE_US, (("CZJ-YSK-01", "no-beat"),))


def test_agents_are_there_and_nobody_watches() -> None:
    (found,) = findings(SegmentWithoutWatchers().judge(FACTS))

    assert (found.severity, found.certainty, found.unit_id) == (Severity.HIGH, Certainty.CONFIRMED, SEGMENT.unit_id)
    assert (found.subject.kind, found.subject.id) == (SubjectKind.SEGMENT, SEGMENT.id)
    assert found.evidence["refused"] == [{"agent": "CZJ-YSK-01", "why": "no-beat"}]
    assert found.evidence["grace_us"] == 5 * MINUTE_US


def test_grace_is_waited_for() -> None:
    early = replace(FACTS, since_us=NOW - 5 * MINUTE_US + 1)

    assert findings(SegmentWithoutWatchers().judge(early)) == []
    assert len(findings(SegmentWithoutWatchers(grace_minutes=1).judge(early))) == 1


def test_all_switched_off_is_no_news_and_in_the_end_forgotten() -> None:
    off = replace(FACTS, agents=0)
    (found,) = findings(SegmentWithoutWatchers().judge(off))

    assert found.severity is Severity.INFO
    assert found.dedup_key == findings(SegmentWithoutWatchers().judge(FACTS))[0].dedup_key
    assert findings(SegmentWithoutWatchers().judge(replace(off, since_us=NOW - 31 * DAY_US))) == []
    assert len(findings(SegmentWithoutWatchers().judge(replace(FACTS, since_us=NOW - 31 * DAY_US)))) == 1
