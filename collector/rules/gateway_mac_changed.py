"""Another MAC than before speaks for a gateway: a router was replaced, or somebody wants to hear everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.gateways import AGENT_ENTRY_US, GatewaySpeaker
from collector.rules.facts import lateness
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind, dedup_key
from collector.rules.rule import Clauses
from protocol.address import Address

RULE_ID = "gateway-mac-changed"


def gateway_key(address: Address, segment_id: str) -> str:
    """The dedup key of a gateway's alert."""
    return dedup_key(RULE_ID, Subject(SubjectKind.ADDRESS, str(address), segment_id))


@dataclass(frozen=True, slots=True)
class GatewayMacChanged:
    """One alert a gateway, whoever tries to be it; over when only those are heard that may be."""

    id: ClassVar[str] = RULE_ID
    title_zh: ClassVar[str] = "网关 MAC 改变(ARP 欺骗)"
    title_en: ClassVar[str] = "Gateway's MAC changed: replaced, or ARP spoofing"
    says_zh: ClassVar[str] = (
        "已声明的网关地址由未经批准的 MAC 应答,或客户端自己的邻居表中网关换了 MAC。两个迹象才确认。"
        "更换路由器同样告警一次,由人批准该 MAC(mingce segment infrastructure)后结束;虚拟路由器 MAC 为中,其余为高。"
    )
    says_en: ClassVar[str] = (
        "A MAC that nobody approved speaks for a declared gateway's address, or an agent's own neighbour entry names "
        "another. Confirmed by two signs. A replaced router alarms once, too, until a person approves its MAC (mingce "
        "segment infrastructure). A virtual router's MAC is medium, any other high."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09", "R10"), ("8.1.3.1 b", "8.1.3.3 a", "8.1.4.1"))
    about: ClassVar[type] = GatewaySpeaker

    def judge(self, facts: GatewaySpeaker) -> Iterator[Conclusion]:
        subject = Subject(SubjectKind.ADDRESS, str(facts.address), facts.segment.id)
        if not facts.is_known:
            yield self._finding(facts, subject)
        elif not facts.others:
            yield Settled(self.id, subject, f"only {facts.mac} speaks for it now, which may")

    def _finding(self, facts: GatewaySpeaker, subject: Subject) -> Finding:
        segment = facts.segment
        return Finding(
            self.id,
            subject,
            Severity.MEDIUM if facts.is_virtual else self.severity,
            Certainty.CONFIRMED if facts.is_certain else Certainty.SUSPECTED,
            segment.unit_id,
            None,
            facts.first_us,
            facts.last_us,
            lateness(facts.last_us, facts.received_us)
            | {
                "gateway": str(facts.address),
                "mac": str(facts.mac),
                "known_macs": [str(mac) for mac in facts.known],
                "macs": sorted({str(mac) for mac in (facts.mac, *facts.others)}),
                "segment": segment.name,
                "unit": segment.unit_name,
                "terminal": facts.terminal,
                "witnesses": list(facts.witnesses),
                "heard_in": list(facts.heard_in),
                "first_seen_us": facts.first_us,
                "virtual_router": facts.is_virtual,
                "known_is_vouched": not facts.is_disputed,
            },
            confirm_after_us=AGENT_ENTRY_US if facts.by_agent else None,
        )
