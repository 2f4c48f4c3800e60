"""One PC, attached to a declared segment and to another network at the same time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence import access
from collector.presence.links import is_default
from collector.presence.second_wire import SecondWire, second_wire
from collector.presence.stacking import stack
from collector.presence.zones import NOWHERE, OPEN
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.identity import AdapterId
from protocol.observations import AdapterKind, InterfaceAddress, Route
from protocol.zones import Zone

Wires = dict[AdapterId, SecondWire]


@dataclass(frozen=True, slots=True)
class TwoZonesAtOnce:
    """Two declared domains weigh most: the opinion asks for physical isolation between them."""

    id: ClassVar[str] = "two-zones-at-once"
    title_zh: ClassVar[str] = "左右互联(同时连接两个网络)"
    title_en: ClassVar[str] = "Two zones at once"
    says_zh: ClassVar[str] = (
        "终端连接已声明网段的同时,另一物理网卡(其上叠加网桥、绑定、VLAN、macvlan 亦同)或同一网线上的另一 VLAN "
        "连着其他网络,或另有一条默认路由;同时连着两个政务域的为最严重级。"
        "经统一互联网出口(接入类别 B、D)上网不是第二条通路;C、E、F 类单位自有出口或园区网的有线网卡、"
        "已批准的一机两用终端不报。先后连接(离网期间)不属本规则。"
    )
    says_en: ClassVar[str] = (
        "While attached to a declared segment, another real adapter of the PC, or what is stacked on one (bridge, "
        "bond, VLAN, macvlan), or another VLAN of the same cable, has an address or a default route in another "
        "network; two government domains at once are the gravest. The unified Internet exit (access classes B, D) is "
        "no second path; a cable to the unit's own exit or campus (C, E, F) and terminals approved for dual use are "
        "not told. Being elsewhere by turns is not this rule's."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R07", "R11", "R12"), ("8.1.2.1", "8.1.3.1 c"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        found: list[Finding] = []
        if facts.attached:
            wires = _wires(facts)
            found += [*self._two_domains(facts), *self._other_networks(facts, wires), *self._elsewhere(facts, wires)]
            found += self._default_routes(facts, wires, {one.subject.part for one in found})
        yield from found
        if {"adapters", "addressing"} <= facts.answered:
            still = frozenset(one.subject.part for one in found)
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), "one network only", but=still)

    def _two_domains(self, facts: AgentFacts) -> Iterator[Finding]:
        domains = sorted({segment.domain for _, segment in facts.attached if segment.domain})
        if len(domains) > 1:
            yield self._finding(facts, "domains", Severity.CRITICAL, {"domains": list(domains)})

    def _other_networks(self, facts: AgentFacts, wires: Wires) -> Iterator[Finding]:
        prefixes = [prefix for _, segment in facts.attached for prefix in segment.prefixes]
        for item in facts.addresses:
            wire = wires.get(item.adapter)
            zone = facts.zones.zone_of(item.address, prefixes)
            if wire is None or item.is_tentative or zone in NOWHERE or _is_allowed(facts, wire, zone):
                continue
            routes = _default_routes(facts, wires, wire)
            if zone is Zone.DECLARED and wire.base.kind is AdapterKind.WIRED and _lead_to_segment(facts, routes):
                continue
            severity = Severity.CRITICAL if zone in OPEN or routes else Severity.HIGH
            yield self._finding(facts, wire.part, severity, _about(facts, wire, zone, item, routes))

    def _elsewhere(self, facts: AgentFacts, wires: Wires) -> Iterator[Finding]:
        """What an adapter outside any declared segment was on is told as a zone only; it counts while it lasts."""
        known = {item.adapter for item in facts.addresses if facts.zones.zone_of(item.address) not in NOWHERE}
        for item in facts.elsewhere:
            wire = wires.get(item.adapter)
            if wire is None or item.adapter in known or _is_allowed(facts, wire, item.zone):
                continue
            severity = Severity.CRITICAL if item.zone in OPEN else Severity.HIGH
            yield self._finding(facts, wire.part, severity, _named(wire) | {"zone": item.zone})

    def _default_routes(self, facts: AgentFacts, wires: Wires, told: set[str]) -> Iterator[Finding]:
        """Another way out that no address told of: an on-link default route of a modem, a second declared segment."""
        others = [one for one in wires.values() if one.part not in told and _default_routes(facts, wires, one)]
        others = [one for one in others if not _is_allowed(facts, one, "") and not _is_same_wire(facts, wires, one)]
        ways = {segment.id for adapter_id, segment in facts.attached if _is_way_out(facts, adapter_id)}
        if others and ways:
            yield self._finding(facts, "default-routes", Severity.CRITICAL, _ways(facts, wires))
        elif len(ways) > 1 and not access.is_dual_use(_mode(facts)):
            yield self._finding(facts, "default-routes", Severity.MEDIUM, _ways(facts, wires))

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


def _wires(facts: AgentFacts) -> Wires:
    links = stack(facts.adapters)
    attached = frozenset(adapter_id for adapter_id, _ in facts.attached)
    found = ((link.id, second_wire(links, attached, link.id)) for link in links.by_id.values())
    return {link_id: wire for link_id, wire in found if wire is not None}


def _mode(facts: AgentFacts) -> str:
    return facts.terminal.access_mode if facts.terminal else ""


def _is_allowed(facts: AgentFacts, wire: SecondWire, zone: str) -> bool:
    if access.is_dual_use(_mode(facts)):
        return True
    has_second_wire = facts.terminal is not None and access.may_have_second_wire(facts.terminal.access_class)
    return has_second_wire and wire.base.kind is AdapterKind.WIRED and zone not in (Zone.CONSUMER, Zone.SHARED)


def _default_routes(facts: AgentFacts, wires: Wires, wire: SecondWire) -> list[Route]:
    """Over that wire, by whichever link of it."""
    carriers = {link_id for link_id, one in wires.items() if one.part == wire.part}
    return [route for route in facts.routes if route.adapter in carriers and is_default(route)]


def _is_way_out(facts: AgentFacts, adapter_id: str) -> bool:
    return any(route.adapter == adapter_id and is_default(route) for route in facts.routes)


def _is_same_wire(facts: AgentFacts, wires: Wires, wire: SecondWire) -> bool:
    """A second cable to the segment the PC is on, in a dock: its gateway is the segment's."""
    return wire.base.kind is AdapterKind.WIRED and _lead_to_segment(facts, _default_routes(facts, wires, wire))


def _lead_to_segment(facts: AgentFacts, routes: list[Route]) -> bool:
    segments = [segment for _, segment in facts.attached]
    macs = {mac for segment in segments for mac in segment.gateway_macs | segment.infrastructure_macs}
    gateways = {gateway for segment in segments for gateway in segment.gateways}
    return all(
        route.gateway_mac in macs if route.gateway_mac is not None and macs else route.gateway in gateways
        for route in routes
    )


def _ways(facts: AgentFacts, wires: Wires) -> dict[str, JSON]:
    attached = {adapter_id for adapter_id, _ in facts.attached}
    names = {one.id: one.name for one in facts.adapters if one.id in attached or one.id in wires}
    told: list[JSON] = [
        f"{names[route.adapter]} > {route.gateway or 'on-link'} ({route.metric})"
        for route in facts.routes
        if route.adapter in names and is_default(route)
    ]
    return {"default_routes": told}


def _named(wire: SecondWire) -> dict[str, JSON]:
    """The wire is what a person can find and pull."""
    stacked: list[JSON] = [wire.base.name, wire.link.name] if wire.link is not wire.base else []
    return {"interface": wire.base.name, "interfaces": stacked, "kind": wire.base.kind.value}


def _about(
    facts: AgentFacts, wire: SecondWire, zone: Zone, item: InterfaceAddress, routes: list[Route]
) -> dict[str, JSON]:
    return _named(wire) | {
        "zone": zone.value,
        "address": str(item.address),
        "usually_handed_out_by": facts.zones.name_of(item.address),
        "carries_default_route": bool(routes),
    }
