"""A home router's or a phone's network on the wire of a declared segment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence import access
from collector.presence.links import is_connected, is_default, is_real
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.address import Address, normal_form
from protocol.observations import Adapter, Attachment, Resolver
from protocol.zones import Zone

_CONSUMERS = frozenset({Zone.CONSUMER, Zone.SHARED})


@dataclass(frozen=True, slots=True)
class ConsumerNetwork:
    """A range alone proves little: offices use 192.168.1.0/24, too. What a segment declares is never told.

    Another adapter's address beside an attached one is two-zones-at-once, and told there only.
    """

    id: ClassVar[str] = "consumer-network"
    title_zh: ClassVar[str] = "疑似家用路由器或手机网络"
    title_en: ClassVar[str] = "Network of a home router or phone"
    says_zh: ClassVar[str] = (
        "连接已声明网段的网卡(或唯一在用的网卡)上出现家用路由器、手机热点、连接共享常用的地址、网关、"
        "DHCP 或域名服务器。"
        "仅凭网段判断,可信度低,故为疑似;声明的网段本身在此范围内则不报。"
    )
    says_en: ClassVar[str] = (
        "An adapter on a declared segment, or the only one in use, has an address, gateway, DHCP or name server in a "
        "range that home routers, phones and connection sharing hand out. A range alone proves little, hence "
        "suspected; nothing is told where a declared segment lies in such a range."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R07", "R10"), ("8.1.3.1 a", "8.1.3.1 c"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        is_dual = facts.terminal is not None and access.is_dual_use(facts.terminal.access_mode)
        found = {} if is_dual or self._is_declared(facts) else self._signs(facts)
        for part, signs in found.items():
            yield self._finding(facts, part, signs)
        if {"adapters", "addressing"} <= facts.answered:
            subject = Subject(SubjectKind.TERMINAL, facts.subject_id)
            yield Settled(self.id, subject, "nothing of the kind any more", but=frozenset(found))

    def _is_declared(self, facts: AgentFacts) -> bool:
        """A segment in such a range is the office's own choice: signs mean nothing there."""
        declared = [prefix for _, segment in facts.attached for prefix in segment.prefixes]
        return any(facts.zones.zone_of(prefix.network_address) in _CONSUMERS for prefix in declared)

    def _signs(self, facts: AgentFacts) -> dict[str, list[tuple[str, Address]]]:
        judged = {adapter.id: adapter for adapter in facts.adapters if self._is_judged(facts, adapter)}
        found: dict[str, list[tuple[str, Address]]] = {}
        for item in facts.addresses:
            if item.adapter in judged and not item.is_tentative and self._is_consumers(facts, item.address):
                found.setdefault(item.adapter, []).append(("address", item.address))
        for route in facts.routes:
            gateway, way = route.gateway, route.adapter
            if gateway is None or way is None or way not in judged or not is_default(route):
                continue
            if self._is_consumers(facts, gateway):
                found.setdefault(way, []).append(("gateway", gateway))
        for lease in facts.of(Attachment):
            if (
                lease.adapter in judged
                and lease.dhcp_server is not None
                and self._is_consumers(facts, lease.dhcp_server)
            ):
                found.setdefault(lease.adapter, []).append(("dhcp_server", lease.dhcp_server))
        asked = [item.address for item in facts.of(Resolver) if self._is_consumers(facts, item.address)]
        if asked and judged and not self._has_second(facts):
            found.setdefault("resolver", []).extend(("resolver", address) for address in asked)
        return found

    def _is_judged(self, facts: AgentFacts, adapter: Adapter) -> bool:
        attached = {adapter_id for adapter_id, _ in facts.attached}
        if attached:
            return adapter.id in attached
        return is_real(adapter) and is_connected(adapter)

    def _has_second(self, facts: AgentFacts) -> bool:
        """A resolver belongs to no adapter: beside a second network it is most likely that one's."""
        attached = {adapter_id for adapter_id, _ in facts.attached}
        held = {item.adapter for item in facts.addresses if self._is_consumers(facts, item.address)}
        return bool(attached) and bool(held - attached)

    def _is_consumers(self, facts: AgentFacts, address: Address) -> bool:
        declared = [prefix for _, segment in facts.attached for prefix in segment.prefixes]
        listed = {
            one for _, segment in facts.attached for one in segment.resolvers | segment.gateways | segment.dhcp_servers
        }
        return address not in listed and facts.zones.zone_of(address, declared) in _CONSUMERS

    def _finding(self, facts: AgentFacts, part: str, signs: list[tuple[str, Address]]) -> Finding:
        adapter = facts.adapter(part)
        told: dict[str, JSON] = {name: normal_form(address) for name, address in reversed(signs)}
        names = [name for _, address in signs if (name := facts.zones.name_of(address))]
        terminal = facts.terminal
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=part),
            self.severity,
            Certainty.SUSPECTED,
            facts.unit_id,
            terminal.id if terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence()
            | {
                "interface": adapter.name if adapter else None,
                "zone": facts.zones.zone_of(signs[0][1]).value,
                "usually_handed_out_by": names[0] if names else None,
                "confidence": "low" if len(signs) == 1 else "medium",
            }
            | told,
        )
