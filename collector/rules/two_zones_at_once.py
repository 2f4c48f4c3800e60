"""One PC, attached to a declared segment and to another network at the same time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence import access
from collector.presence.links import is_connected, is_part_of, is_real
from collector.presence.zones import NOWHERE, OPEN, Zone
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.observations import Adapter, AdapterKind, InterfaceAddress, Route


@dataclass(frozen=True, slots=True)
class TwoZonesAtOnce:
    """Two declared domains weigh most: the opinion asks for physical isolation between them."""

    id: ClassVar[str] = "two-zones-at-once"
    title_zh: ClassVar[str] = "左右互联(同时连接两个网络)"
    title_en: ClassVar[str] = "Two zones at once"
    says_zh: ClassVar[str] = (
        "终端连接已声明网段的同时,另一物理网卡连着其他网络,或另有一条默认路由;同时连着两个政务域的为最严重级。"
        "经统一互联网出口(接入类别 B、D)上网不是第二条通路;C、E、F 类单位自有出口或园区网的有线网卡、"
        "已批准的一机两用终端不报。先后连接(离网期间)不属本规则。"
    )
    says_en: ClassVar[str] = (
        "While attached to a declared segment, another real adapter of the PC has an address, or a default route, in "
        "another network; two government domains at once are the gravest. The unified Internet exit (access classes "
        "B, D) is no second path; a cable to the unit's own exit or campus (C, E, F) and terminals approved for dual "
        "use are not told. Being elsewhere by turns is not this rule's."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R07", "R11", "R12"), ("8.1.2.1", "8.1.3.1 c"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        found: list[Finding] = []
        if facts.attached:
            found += [*self._two_domains(facts), *self._other_networks(facts), *self._elsewhere(facts)]
            found += self._default_routes(facts, {one.subject.part for one in found})
        yield from found
        if {"adapters", "addressing"} <= facts.answered:
            still = frozenset(one.subject.part for one in found)
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), "one network only", but=still)

    def _two_domains(self, facts: AgentFacts) -> Iterator[Finding]:
        domains = sorted({segment.domain for _, segment in facts.attached if segment.domain})
        if len(domains) > 1:
            yield self._finding(facts, "domains", Severity.CRITICAL, {"domains": list(domains)})

    def _other_networks(self, facts: AgentFacts) -> Iterator[Finding]:
        prefixes = [prefix for _, segment in facts.attached for prefix in segment.prefixes]
        for item in facts.addresses:
            adapter = _second(facts, item.adapter)
            zone = facts.zones.zone_of(item.address, prefixes)
            if adapter is None or item.is_tentative or zone in NOWHERE or _is_allowed(facts, adapter, zone):
                continue
            routes = _default_routes(facts, adapter)
            if zone is Zone.DECLARED and adapter.kind is AdapterKind.WIRED and _lead_to_segment(facts, routes):
                continue
            severity = Severity.CRITICAL if zone in OPEN or routes else Severity.HIGH
            yield self._finding(facts, adapter.id, severity, _about(facts, adapter, zone, item, routes))

    def _elsewhere(self, facts: AgentFacts) -> Iterator[Finding]:
        """What an adapter outside any declared segment was on is told as a zone only; it counts while it lasts."""
        known = {item.adapter for item in facts.addresses if facts.zones.zone_of(item.address) not in NOWHERE}
        for item in facts.elsewhere:
            adapter = _second(facts, item.adapter)
            if adapter is None or item.adapter in known or _is_allowed(facts, adapter, item.zone):
                continue
            severity = Severity.CRITICAL if item.zone in OPEN else Severity.HIGH
            yield self._finding(facts, adapter.id, severity, {"interface": adapter.name, "zone": item.zone})

    def _default_routes(self, facts: AgentFacts, told: set[str]) -> Iterator[Finding]:
        """Another way out that no address told of: an on-link default route of a modem, a second declared segment."""
        others = [
            adapter
            for adapter in facts.adapters
            if adapter.id not in told and _second(facts, adapter.id) and _default_routes(facts, adapter)
        ]
        others = [one for one in others if not _is_allowed(facts, one, "") and not _is_same_wire(facts, one)]
        ways = {segment.id for adapter_id, segment in facts.attached if _is_way_out(facts, adapter_id)}
        if others and ways:
            yield self._finding(facts, "default-routes", Severity.CRITICAL, _ways(facts))
        elif len(ways) > 1 and not access.is_dual_use(_mode(facts)):
            yield self._finding(facts, "default-routes", Severity.MEDIUM, _ways(facts))

    def _finding(self, facts: AgentFacts, part: str, severity: Severity, more: dict[str, JSON]) -> Finding:
        terminal = facts.terminal
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=part),
            severity,
            Certainty.CONFIRMED,
            facts.unit_id,
            terminal.id if terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence() | {"access_class": terminal.access_class if terminal else None} | more,
        )


def _second(facts: AgentFacts, adapter_id: str | None) -> Adapter | None:
    """The adapter if it is a wire, or a radio, of its own beside those that are attached."""
    adapter = facts.adapter(adapter_id)
    attached = {attached_id for attached_id, _ in facts.attached}
    if adapter is None or adapter.id in attached or not is_real(adapter) or not is_connected(adapter):
        return None
    return None if is_part_of(adapter, attached, facts.adapters) else adapter


def _mode(facts: AgentFacts) -> str:
    return facts.terminal.access_mode if facts.terminal else ""


def _is_allowed(facts: AgentFacts, adapter: Adapter, zone: str) -> bool:
    if access.is_dual_use(_mode(facts)):
        return True
    has_second_wire = facts.terminal is not None and access.may_have_second_wire(facts.terminal.access_class)
    return has_second_wire and adapter.kind is AdapterKind.WIRED and zone not in (Zone.CONSUMER, Zone.SHARED)


def _default_routes(facts: AgentFacts, adapter: Adapter) -> list[Route]:
    return [route for route in facts.routes if route.adapter == adapter.id and route.destination.prefixlen == 0]


def _is_way_out(facts: AgentFacts, adapter_id: str) -> bool:
    return any(route.adapter == adapter_id and route.destination.prefixlen == 0 for route in facts.routes)


def _is_same_wire(facts: AgentFacts, adapter: Adapter) -> bool:
    """A second cable to the segment the PC is on, in a dock: its gateway is the segment's."""
    return adapter.kind is AdapterKind.WIRED and _lead_to_segment(facts, _default_routes(facts, adapter))


def _lead_to_segment(facts: AgentFacts, routes: list[Route]) -> bool:
    segments = [segment for _, segment in facts.attached]
    macs = {mac for segment in segments for mac in segment.gateway_macs | segment.infrastructure_macs}
    gateways = {gateway for segment in segments for gateway in segment.gateways}
    return all(
        route.gateway_mac in macs if route.gateway_mac is not None and macs else route.gateway in gateways
        for route in routes
    )


def _ways(facts: AgentFacts) -> dict[str, JSON]:
    defaults = [route for route in facts.routes if route.destination.prefixlen == 0]
    names = {adapter.id: adapter.name for adapter in facts.adapters if is_real(adapter)}
    told: list[JSON] = [
        f"{names[route.adapter]} > {route.gateway or 'on-link'} ({route.metric})"
        for route in defaults
        if route.adapter in names
    ]
    return {"default_routes": told}


def _about(
    facts: AgentFacts, adapter: Adapter, zone: Zone, item: InterfaceAddress, routes: list[Route]
) -> dict[str, JSON]:
    return {
        "interface": adapter.name,
        "kind": adapter.kind.value,
        "zone": zone.value,
        "address": str(item.address),
        "usually_handed_out_by": facts.zones.name_of(item.address),
        "carries_default_route": bool(routes),
    }
