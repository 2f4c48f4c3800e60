"""One PC, attached to a declared segment and to another network at the same time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.zones import Zone, handed_out_by, zone_of
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.address import Address
from protocol.identity import AdapterId
from protocol.observations import Adapter, AdapterKind

# Containers, virtual machines and tunnels have addresses of their own and are no second wire.
_REAL = frozenset(
    {
        AdapterKind.WIRED,
        AdapterKind.WIFI,
        AdapterKind.WWAN,
        AdapterKind.USB_TETHER,
        AdapterKind.BLUETOOTH,
        AdapterKind.PPP,
    }
)
_NO_NETWORK = frozenset({Zone.LOOPBACK, Zone.LINK_LOCAL})
_OPEN = frozenset({Zone.CONSUMER, Zone.PUBLIC, Zone.SHARED})


@dataclass(frozen=True, slots=True)
class TwoZonesAtOnce:
    """Two declared domains weigh most: the opinion asks for physical isolation between them."""

    id: ClassVar[str] = "two-zones-at-once"
    title_zh: ClassVar[str] = "左右互联(同时连接两个网络)"
    title_en: ClassVar[str] = "Two zones at once"
    says_zh: ClassVar[str] = (
        "终端连接已声明网段的同时,另一物理网卡连着其他网络;"
        "同时连着两个政务域的为最严重级。先后连接(离网期间)不属本规则。"
    )
    says_en: ClassVar[str] = (
        "While attached to a declared segment, another real adapter of the PC has an address in another network; two "
        "government domains at once are the gravest. Being elsewhere by turns is not this rule's."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R07", "R11", "R12"), ("8.1.2.1", "8.1.3.1 c"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        found = []
        if facts.attached:
            found = [*self._two_domains(facts), *self._other_networks(facts), *self._elsewhere(facts)]
        yield from found
        if {"adapters", "addressing"} <= facts.answered:
            still = frozenset(one.subject.part for one in found)
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), "one network only", but=still)

    def _two_domains(self, facts: AgentFacts) -> Iterator[Finding]:
        domains = sorted({segment.domain for _, segment in facts.attached if segment.domain})
        if len(domains) > 1:
            yield self._finding(facts, "domains", Severity.CRITICAL, {"domains": list(domains)})

    def _other_networks(self, facts: AgentFacts) -> Iterator[Finding]:
        attached = {adapter_id for adapter_id, _ in facts.attached}
        for item in facts.addresses:
            adapter = facts.adapter(item.adapter)
            if adapter is None or item.adapter in attached or not _is_connected(adapter) or item.is_tentative:
                continue
            zone = zone_of(item.address)
            if zone not in _NO_NETWORK and not _is_part_of_attached(adapter, attached, facts):
                severity = Severity.CRITICAL if zone in _OPEN else Severity.HIGH
                yield self._finding(facts, adapter.id, severity, _about(adapter, zone, item.address))

    def _elsewhere(self, facts: AgentFacts) -> Iterator[Finding]:
        """What an adapter outside any declared segment was on is told as a zone only; it counts while it lasts."""
        attached = {adapter_id for adapter_id, _ in facts.attached}
        for item in facts.elsewhere:
            adapter = facts.adapter(item.adapter)
            if adapter is not None and item.adapter not in attached and _is_connected(adapter):
                severity = Severity.CRITICAL if item.zone in _OPEN else Severity.HIGH
                yield self._finding(facts, adapter.id, severity, {"interface": adapter.name, "zone": item.zone})

    def _finding(self, facts: AgentFacts, part: str, severity: Severity, more: dict[str, JSON]) -> Finding:
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=part),
            severity,
            Certainty.CONFIRMED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence() | more,
        )


def _is_connected(adapter: Adapter) -> bool:
    return adapter.kind in _REAL and adapter.is_up and adapter.carrier is not False


def _is_part_of_attached(adapter: Adapter, attached: set[AdapterId], facts: AgentFacts) -> bool:
    """A port of an attached bridge or bond, or the link under an attached VLAN, is the same wire."""
    links = [link for link in facts.adapters if link.id in attached]
    return any(adapter.name in link.lower or adapter.master == link.name for link in links)


def _about(adapter: Adapter, zone: Zone, address: Address) -> dict[str, JSON]:
    return {
        "interface": adapter.name,
        "kind": adapter.kind.value,
        "zone": zone.value,
        "address": str(address),
        "usually_handed_out_by": handed_out_by(address),
    }
