"""A mass of MACs that nobody knows within moments: a storm, or somebody who forges them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules.facts import FloodFacts, lateness
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind, dedup_key
from collector.rules.rule import Clauses, Tunable

RULE_ID = "address-flood"
GLIMPSE_US = 10_000_000
"""Who is heard for longer than this is there, flood or not."""


def flood_key(segment_id: str) -> str:
    """The dedup key of a segment's flood."""
    return dedup_key(RULE_ID, Subject(SubjectKind.SEGMENT, segment_id, segment_id))


@dataclass(frozen=True, slots=True)
class AddressFlood:
    """One alert a segment. While it stands, a stranger heard for a moment has none of its own told."""

    least_pairs: Annotated[
        int,
        Tunable(
            "客户端一次合并计数多少个陌生地址对才算泛洪。",
            "How many pairs counted by an agent, instead of told one by one, make a flood.",
        ),
    ] = 256
    least_glimpsed: Annotated[
        int,
        Tunable(
            "一分钟内多少个只闪现一下的未登记 MAC 算泛洪。",
            "How many unregistered MACs within a minute, each heard for a moment only, make a flood.",
        ),
    ] = 256

    id: ClassVar[str] = RULE_ID
    title_zh: ClassVar[str] = "地址泛洪(ARP 风暴或伪造 MAC)"
    title_en: ClassVar[str] = "Address flood: ARP storm, or forged MACs"
    says_zh: ClassVar[str] = (
        "短时间内出现大量无人登记、只闪现一下的 MAC:有人伪造地址,或网络成环。整个网段只告警一次;"
        "期间只闪现一下的陌生 MAC 不再逐个通知,再次听到的照常告警。"
    )
    says_en: ClassVar[str] = (
        "Masses of MACs that nobody registered come within moments and are heard once: somebody forges them, or the "
        "network loops. One alert for the segment; while it stands, strangers heard for a moment are not told one by "
        "one, and those heard again are told as ever."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09",), ("8.1.3.1 b", "8.1.3.3 a"))
    about: ClassVar[type] = FloodFacts

    def judge(self, facts: FloodFacts) -> Iterator[Conclusion]:
        if facts.pairs < self.least_pairs and facts.glimpsed < self.least_glimpsed:
            return
        segment = facts.segment
        yield Finding(
            self.id,
            Subject(SubjectKind.SEGMENT, segment.id, segment.id),
            self.severity,
            Certainty.CONFIRMED,
            segment.unit_id,
            None,
            facts.first_us,
            facts.last_us,
            lateness(facts.last_us, facts.received_us)
            | {
                "segment": segment.name,
                "unit": segment.unit_name,
                "pairs": facts.pairs,
                "frames": facts.frames,
                "glimpsed_macs": facts.glimpsed,
                "witnesses": [facts.witness],
                "first_seen_us": facts.first_us,
                "last_seen_us": facts.last_us,
            },
        )
