"""A default route over a declared segment through a gateway that nobody declared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.interval import SECOND_US
from collector.presence.links import is_default
from collector.presence.second_wire import wires_of
from collector.presence.stacking import stack
from collector.presence.subject import SegmentView
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind, dedup_key
from collector.rules.rule import Clauses
from collector.rules.unlisted_router import UnlistedRouter
from protocol.address import Address
from protocol.observations import Route

WATCHERS_WORD_US = 20 * SECOND_US
"""A PC follows an advertisement at once; the watchers who heard it, too, tell of its router once and for all PCs."""


@dataclass(frozen=True, slots=True)
class UnlistedGateway:
    """Where a segment declares no gateway of that family there is nothing to compare with, hence no finding."""

    id: ClassVar[str] = "unlisted-gateway"
    title_zh: ClassVar[str] = "未登记网关"
    title_en: ClassVar[str] = "Unlisted gateway"
    says_zh: ClassVar[str] = "终端在已声明网段上的默认路由指向未声明的网关(私接路由器、另一出口)。"
    says_en: ClassVar[str] = (
        "A PC's default route on a declared segment leads to a gateway that the segment does not list: "
        "a private router, another way out."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R10", "R11"), ("8.1.3.1 a", "8.1.3.1 c"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        segments = _segments(facts)
        found: set[str] = set()
        for route in facts.routes:
            segment = segments.get(route.adapter) if route.adapter is not None else None
            if segment is None or not is_default(route):
                continue
            if not _is_listed(route, segment):
                found.add(str(route.gateway))
                yield self._finding(facts, route, segment)
            elif _is_forgotten(route):
                found.add(str(route.gateway))
        if "addressing" in facts.answered:
            subject = Subject(SubjectKind.TERMINAL, facts.subject_id)
            yield Settled(self.id, subject, "no default route through it any more", but=frozenset(found))

    def _finding(self, facts: AgentFacts, route: Route, segment: SegmentView) -> Finding:
        router = _advertised_by(route, segment)
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=str(route.gateway)),
            self.severity,
            Certainty.CONFIRMED if router is None else Certainty.SUSPECTED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence()
            | {
                "gateway": str(route.gateway),
                "gateway_mac": str(route.gateway_mac) if route.gateway_mac else None,
                "segment": segment.name,
                "listed": sorted(str(gateway) for gateway in segment.gateways),
                "table": route.table,
                "metric": route.metric,
            },
            confirm_after_us=None if router is None else WATCHERS_WORD_US,
            explained_by=router,
        )


def _segments(facts: AgentFacts) -> dict[str, SegmentView]:
    """The segment each link leads to: what sits on an attached wire (macvlan) leads to the same, a VLAN not."""
    links = stack(facts.adapters)
    found: dict[str, SegmentView] = {}
    for adapter_id, segment in facts.attached:
        adapter = links.by_id.get(adapter_id)
        if adapter is not None:
            own = wires_of(links, {adapter_id})
            over = [link for base in links.bases(adapter) for link in links.above(base) if link.link_kind != "vlan"]
            found |= {link.id: segment for link in over if {base.id for base in links.bases(link)} <= own}
    return found | dict(facts.attached)


def _is_listed(route: Route, segment: SegmentView) -> bool:
    gateway = route.gateway
    if gateway is None or gateway in segment.gateways:
        return True
    same_family = [one for one in segment.gateways if one.version == gateway.version]
    declared_macs = segment.gateway_macs | segment.infrastructure_macs
    if _is_link_local_6(gateway):
        # Routers advertise link-local addresses (RFC 4861 section 6.1.2), rarely declared: the MAC tells, once known.
        if route.gateway_mac is not None and declared_macs:
            return route.gateway_mac in declared_macs
        return not any(one.is_link_local for one in same_family)
    if same_family:
        return False
    return route.gateway_mac is None or not declared_macs or route.gateway_mac in declared_macs


def _is_forgotten(route: Route) -> bool:
    """Its MAC alone could tell, and the kernel has dropped it for now: no news, neither way."""
    return route.gateway is not None and _is_link_local_6(route.gateway) and route.gateway_mac is None


def _advertised_by(route: Route, segment: SegmentView) -> str | None:
    """What tells of the router itself, once, however many PCs follow its advertisements."""
    if route.gateway is None or not _is_link_local_6(route.gateway) or route.gateway_mac is None:
        return None
    return dedup_key(UnlistedRouter.id, Subject(SubjectKind.MAC, str(route.gateway_mac), segment.id))


def _is_link_local_6(address: Address) -> bool:
    return address.version == 6 and address.is_link_local
