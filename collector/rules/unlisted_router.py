"""Somebody advertises itself as an IPv6 router on a declared segment, and is none that the segment knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.gateways import has_routers_declared, is_listed_router
from collector.rules.facts import ServerFacts, lateness
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.observations import ServerKind


@dataclass(frozen=True, slots=True)
class UnlistedRouter:
    """Goes quiet when nobody hears it any more."""

    id: ClassVar[str] = "unlisted-router-advertisement"
    title_zh: ClassVar[str] = "未登记的 IPv6 路由通告"
    title_en: ClassVar[str] = "Unlisted IPv6 router advertisement"
    says_zh: ClassVar[str] = (
        "网段上有设备发出 IPv6 路由通告(RA),却不是声明或批准的网关:手机、连接共享、私接路由器或攻击。"
        "终端会据此改走它的路。网段未声明任何网关时仅记为疑似。"
    )
    says_en: ClassVar[str] = (
        "A router advertisement comes from nobody who is declared or approved as a gateway: a phone, connection "
        "sharing, a private router or an attack; PCs will follow it. Where a segment declares no gateway at all it is "
        "suspected only."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09", "R10", "R11"), ("8.1.3.1 a", "8.1.3.1 b"))
    about: ClassVar[type] = ServerFacts

    def judge(self, facts: ServerFacts) -> Iterator[Conclusion]:
        segment, heard = facts.segment, facts.heard
        if heard.kind is not ServerKind.ROUTER:
            return
        if is_listed_router(segment, heard.mac, heard.address, facts.learnt.gateways):
            return
        yield Finding(
            self.id,
            Subject(SubjectKind.MAC, str(heard.mac), segment.id),
            self.severity,
            Certainty.CONFIRMED if has_routers_declared(segment) else Certainty.SUSPECTED,
            segment.unit_id,
            None,
            facts.heard_us,
            facts.heard_us,
            lateness(facts.heard_us, facts.received_us)
            | {
                "mac": str(heard.mac),
                "addresses": [str(heard.address)] if heard.address else [],
                "segment": segment.name,
                "unit": segment.unit_name,
                "terminal": facts.terminal,
                "listed": sorted(str(item) for item in (*segment.gateways, *segment.gateway_macs)),
                "witnesses": [facts.witness],
                "first_seen_us": facts.heard_us,
            },
        )
