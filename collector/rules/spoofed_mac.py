"""A real adapter on a declared segment that shows another MAC than its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.mac_origin import MacOrigin, mac_origin
from collector.presence.stacking import stack
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.observations import Adapter, AdapterKind


@dataclass(frozen=True, slots=True)
class SpoofedMac:
    """Compares with the MAC burnt in; one drawn at random weighs less than one that passes for a maker's."""

    id: ClassVar[str] = "spoofed-mac"
    title_zh: ClassVar[str] = "网卡 MAC 被更改"
    title_en: ClassVar[str] = "MAC changed on an adapter in use"
    says_zh: ClassVar[str] = (
        "接入已声明网段的有线网卡所用 MAC 与其出厂 MAC 不同。无线网卡的隐私随机 MAC、绑定成员、扩展坞透传、"
        "虚拟网卡、未使用的网卡不属此列;随机(本地管理)MAC 为中,冒用厂商 MAC 为高。"
    )
    says_en: ClassVar[str] = (
        "A wired adapter on a declared segment uses another MAC than the one burnt in. Radios' private MACs, bond "
        "members, docks that pass a MAC through, virtual and unused adapters are not meant. Locally administered: "
        "medium; a maker's MAC: high."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R04", "R09"), ("8.1.3.1 a", "8.1.3.1 b"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        found = {one.id: one for one in _in_use(facts) if mac_origin(one, facts.adapters) is MacOrigin.SPOOFED}
        for adapter in found.values():
            yield self._finding(facts, adapter)
        if "adapters" in facts.answered:
            why = "shows its own MAC, or is on no declared segment"
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), why, but=frozenset(found))

    def _finding(self, facts: AgentFacts, adapter: Adapter) -> Finding:
        mac = adapter.mac
        is_registered = facts.terminal is not None and mac in facts.terminal.macs
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=adapter.id),
            Severity.MEDIUM if mac is not None and mac.is_locally_administered else Severity.HIGH,
            Certainty.CONFIRMED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence()
            | {
                "interface": adapter.name,
                "device": adapter.bus_path,
                "driver": adapter.driver,
                "mac": str(mac),
                "permanent_mac": str(adapter.permanent_mac),
                "registered_for_this_terminal": is_registered,
            },
        )


def _in_use(facts: AgentFacts) -> Iterator[Adapter]:
    """The wires beneath what is attached: a bridge, bond or VLAN is attached by the adapter under it."""
    links = stack(facts.adapters)
    for adapter_id, _ in facts.attached:
        adapter = links.by_id.get(adapter_id)
        if adapter is not None:
            yield from (one for one in links.bases(adapter) if one.kind is AdapterKind.WIRED)
