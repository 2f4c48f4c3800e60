"""A PC holds a lease from a DHCP server that its segment does not list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.subject import SegmentView
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.address import Address, normal_form
from protocol.observations import Attachment


@dataclass(frozen=True, slots=True)
class UnlistedLeaseServer:
    """One alert for a server, however many PCs it served: each renews it. Goes quiet when none tells of it any more."""

    id: ClassVar[str] = "unlisted-lease-server"
    title_zh: ClassVar[str] = "终端地址由未登记的 DHCP 服务器分配"
    title_en: ClassVar[str] = "Lease from an unlisted DHCP server"
    says_zh: ClassVar[str] = "终端的地址租约来自所在网段未声明的 DHCP 服务器:该服务器不仅存在,而且已有终端受其影响。"
    says_en: ClassVar[str] = (
        "A PC's own lease comes from a DHCP server that its segment does not list: the server is not only there, "
        "PCs follow it."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09", "R10", "R11"), ("8.1.3.1 a", "8.1.3.1 b"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        segments = dict(facts.attached)
        for item in facts.of(Attachment):
            segment, server = segments.get(item.adapter), item.dhcp_server
            if segment is None or server is None or not segment.dhcp_servers:
                continue
            # A relay answers with the server's own address; a gateway that is declared may serve, too.
            if server not in segment.dhcp_servers | segment.gateways:
                yield self._finding(facts, item, server, segment)

    def _finding(self, facts: AgentFacts, item: Attachment, server: Address, segment: SegmentView) -> Finding:
        adapter = facts.adapter(item.adapter)
        return Finding(
            self.id,
            Subject(SubjectKind.ADDRESS, normal_form(server), segment.id),
            self.severity,
            Certainty.CONFIRMED,
            segment.unit_id,
            None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence()
            | {
                "dhcp_server": normal_form(server),
                "zone": facts.zones.zone_of(server, segment.prefixes).value,
                "usually_handed_out_by": facts.zones.name_of(server),
                "interface": adapter.name if adapter else None,
                "addresses": [normal_form(address) for address in item.addresses],
                "segment": segment.name,
                "listed": sorted(normal_form(address) for address in segment.dhcp_servers),
            },
            explained_by=dict(facts.servers_told).get((segment.id, server)),
        )
