"""A MAC uses an address that is registered to, or in use by, another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.binding import Binding
from collector.presence.vouching import Verdict
from collector.rules.facts import PresenceFacts
from collector.rules.finding import JSON, TURNS, Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.gateway_mac_changed import gateway_key
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class IpConflict:
    """Goes quiet by itself: that one of two MACs was not heard just now proves nothing."""

    id: ClassVar[str] = "ip-conflict"
    title_zh: ClassVar[str] = "IP 地址冲突或冒用"
    title_en: ClassVar[str] = "IP conflict: another MAC uses a terminal's address"
    says_zh: ClassVar[str] = (
        "另一 MAC 使用已登记终端的地址,或与其客户端正在使用的地址同时在用。"
        "台账内终端之间仅在确实同时使用时告警,DHCP 换租不告警。"
    )
    says_en: ClassVar[str] = (
        "Another MAC uses a registered terminal's address, or one a live agent uses. Between registered terminals only "
        "real simultaneous use counts: a lease handed on by DHCP raises nothing."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R08", "R09"), ("8.1.3.1 b", "8.1.4.1"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        for verdict in facts.conflicts:
            if verdict.binding is not None:
                yield self._finding(facts, verdict, verdict.binding)

    def _finding(self, facts: PresenceFacts, verdict: Verdict, binding: Binding) -> Finding:
        address = str(binding.pair.address)
        holder = verdict.terminal
        macs: list[JSON] = [str(mac) for mac in self._macs(facts, verdict)]
        return Finding(
            self.id,
            Subject(SubjectKind.ADDRESS, address, facts.presence.segment.id),
            self.severity,
            Certainty.CONFIRMED if verdict.is_certain else Certainty.SUSPECTED,
            holder.unit_id if holder else facts.unit_id,
            holder.id if holder else None,
            verdict.since_us,
            binding.last_us,
            facts.evidence()
            | {
                "address": address,
                "macs": macs,
                "holder": holder.reg_no if holder else None,
                "why": verdict.why,
                # Counted on by the alert's life each time the other MAC speaks.
                TURNS: 0,
            },
            explained_by=self._gateway(facts, binding),
        )

    def _gateway(self, facts: PresenceFacts, binding: Binding) -> str | None:
        """Who takes the gateway's address is told as that."""
        address, segment = binding.pair.address, facts.presence.segment
        return gateway_key(address, segment.id) if address is not None and address in segment.gateways else None

    def _macs(self, facts: PresenceFacts, verdict: Verdict) -> list[str]:
        others = {str(verdict.other.pair.mac)} if isinstance(verdict.other, Binding) else set()
        if verdict.terminal is not None and not others:
            others = {str(mac) for mac in verdict.terminal.macs}
        return sorted({str(facts.presence.mac)} | others)
