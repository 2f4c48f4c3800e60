"""An adapter that an agent vouches for, but nobody approved for its terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.links import is_connected
from collector.presence.mac_origin import MacOrigin, mac_origin
from collector.presence.stacking import stack
from collector.presence.subject import AgentStanding, ClaimView, SegmentView
from collector.presence.vouching import Standing
from collector.rules.facts import AgentFacts, MacFacts, PresenceFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.observations import Adapter, AdapterKind


@dataclass(frozen=True, slots=True)
class UnapprovedAdapter:
    """Approval is a row in the ledger (adapter of that terminal, or a shared one), never an agent's word."""

    id: ClassVar[str] = "unapproved-adapter"
    title_zh: ClassVar[str] = "未经批准的网卡"
    title_en: ClassVar[str] = "Adapter that nobody approved"
    says_zh: ClassVar[str] = (
        "客户端声明正在使用某 MAC,但台账中该 MAC 未登记到该终端(外接网卡、扩展坞,或借客户端之名的陌生设备)。"
        "由见证者听到,或客户端自己上报:接入已声明网段的有线网卡使用了台账中没有的 MAC,无需他人听到即报,二者为同一告警。"
        "虚拟网卡、绑定成员、登记为共用的外接网卡和扩展坞不算;台账中尚无该终端 MAC 时,以注册客户端时的网卡为准。"
    )
    says_en: ClassVar[str] = (
        "An agent claims a MAC that is not registered to its terminal: a dongle, a dock, or a stranger vouched for by "
        "root. Heard by a witness, or said by the agent itself of a wire on a declared segment, which needs nobody to "
        "hear it; both make one alert. Virtual adapters, bond members, dongles and docks registered as shared are not "
        "meant; for a terminal without any registered MAC, the adapters that its agent was enrolled with count."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R04", "R09"), ("8.1.3.1 b", "8.1.7.3"))
    about: ClassVar[type] = MacFacts

    def judge(self, facts: MacFacts) -> Iterator[Conclusion]:
        if isinstance(facts, PresenceFacts):
            yield self._heard(facts)
        elif isinstance(facts, AgentFacts):
            yield from self._said(facts)

    def _heard(self, facts: PresenceFacts) -> Conclusion:
        presence = facts.presence
        subject = Subject(SubjectKind.MAC, str(presence.mac), presence.segment.id)
        verdict = facts.verdict
        if verdict.standing is not Standing.CLAIMED_UNAPPROVED or not isinstance(verdict.other, ClaimView):
            return Settled(self.id, subject, verdict.standing.value)
        return Finding(
            self.id,
            subject,
            self.severity,
            Certainty.CONFIRMED if verdict.is_certain else Certainty.SUSPECTED,
            facts.unit_id,
            verdict.other.terminal_id,
            presence.first_us,
            presence.last_us,
            facts.evidence() | {"claimed_by_agent": verdict.other.agent_id},
        )

    def _said(self, facts: AgentFacts) -> Iterator[Conclusion]:
        """One finding a MAC and segment; what stood is over once the MAC is registered, or no adapter shows it."""
        found = {(wire.mac, where.id): (wire, where) for wire, where in _unapproved(facts)}
        for wire, where in found.values():
            yield self._claimed(facts, wire, where)
        shown = {one.mac for one in facts.adapters}
        for mac, segment_id in facts.unapproved_macs if "adapters" in facts.answered else ():
            if mac in facts.registered_macs or mac not in shown:
                why = "registered by now" if mac in facts.registered_macs else "its agent no longer shows it"
                yield Settled(self.id, Subject(SubjectKind.MAC, str(mac), segment_id), why)

    def _claimed(self, facts: AgentFacts, wire: Adapter, where: SegmentView) -> Finding:
        more: dict[str, JSON] = {
            "mac": str(wire.mac),
            "permanent_mac": str(wire.permanent_mac) if wire.permanent_mac else None,
            "interface": wire.name,
            "device": wire.bus_path,
            "driver": wire.driver,
            "addresses": [str(item.address) for item in facts.addresses if item.adapter == wire.id],
            "segment": where.name,
            "witnesses": [f"agent:{facts.agent.id}"],
            "claimed_by_agent": facts.agent.id,
            "standing": Standing.CLAIMED_UNAPPROVED.value,
            "why": "its own agent says so, and it is not registered to that agent's terminal",
        }
        return Finding(
            self.id,
            Subject(SubjectKind.MAC, str(wire.mac), where.id),
            self.severity,
            Certainty.CONFIRMED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence() | more,
        )


def _unapproved(facts: AgentFacts) -> Iterator[tuple[Adapter, SegmentView]]:
    """Wires beneath what is attached: a macvlan, a bridge or a container's cable is seen by the wire under it.

    Radios and tethers have rules of their own, and a radio may make its MAC up.
    """
    if facts.terminal is None or facts.agent.standing is not AgentStanding.ACTIVE:
        return
    links = stack(facts.adapters)
    for adapter_id, where in facts.attached:
        attached = links.by_id.get(adapter_id)
        for wire in links.bases(attached) if attached is not None else ():
            if _is_unapproved(wire, facts, where):
                yield wire, where


def _is_unapproved(wire: Adapter, facts: AgentFacts, where: SegmentView) -> bool:
    if wire.kind is not AdapterKind.WIRED or wire.mac is None or not is_connected(wire):
        return False
    known = facts.terminal.macs if facts.terminal else frozenset()
    if wire.mac in known | facts.registered_macs | where.gateway_macs | where.infrastructure_macs:
        return False
    # A PC that speaks for the gateway's address is judged as the gateway, as what is heard of it is.
    if not where.gateway_macs and any(item.address in where.gateways for item in facts.addresses):
        return False
    return mac_origin(wire, facts.adapters) is not MacOrigin.BOND_SHARED
