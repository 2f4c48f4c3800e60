"""Somebody who is no gateway tells PCs to take another way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.gateways import has_routers_declared, is_listed_router
from collector.rules.facts import RedirectFacts, lateness
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class UnlistedRedirect:
    """Only routers may redirect (RFC 4861 section 8.1); whereto is not reported by agents."""

    id: ClassVar[str] = "unlisted-redirect"
    title_zh: ClassVar[str] = "非网关发出的重定向"
    title_en: ClassVar[str] = "Redirect from nobody who is a gateway"
    says_zh: ClassVar[str] = "网段上有设备发出 IPv6 重定向,却不是声明或批准的网关:只有路由器可以这样做。"
    says_en: ClassVar[str] = (
        "An IPv6 redirect comes from nobody who is declared or approved as a gateway; only routers may send one."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09", "R10"), ("8.1.3.1 a", "8.1.3.3 a"))
    about: ClassVar[type] = RedirectFacts

    def judge(self, facts: RedirectFacts) -> Iterator[Conclusion]:
        segment = facts.segment
        if is_listed_router(segment, facts.mac, facts.address, facts.learnt.gateways):
            return
        yield Finding(
            self.id,
            Subject(SubjectKind.MAC, str(facts.mac), segment.id),
            self.severity,
            Certainty.CONFIRMED if has_routers_declared(segment) else Certainty.SUSPECTED,
            segment.unit_id,
            None,
            facts.heard_us,
            facts.heard_us,
            lateness(facts.heard_us, facts.received_us)
            | {
                "mac": str(facts.mac),
                "addresses": [str(facts.address)] if facts.address else [],
                "segment": segment.name,
                "unit": segment.unit_name,
                "witnesses": [facts.witness],
                "first_seen_us": facts.heard_us,
            },
        )
