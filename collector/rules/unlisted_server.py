"""A DHCP server on a declared segment that the segment does not list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.rules.facts import ServerFacts, lateness
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.observations import ServerKind


@dataclass(frozen=True, slots=True)
class UnlistedServer:
    """Compares server identifier and MAC; a segment that declares no DHCP server gives nothing to compare with."""

    id: ClassVar[str] = "unlisted-dhcp-server"
    title_zh: ClassVar[str] = "未登记的 DHCP 服务器"
    title_en: ClassVar[str] = "Unlisted DHCP server"
    says_zh: ClassVar[str] = "网段上出现未声明的 DHCP 服务器(私接路由器、连接共享)。"
    says_en: ClassVar[str] = (
        "A DHCP server speaks on a segment that does not list it: a private router, connection sharing."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09", "R10"), ("8.1.3.1 a", "8.1.3.1 b"))
    about: ClassVar[type] = ServerFacts

    def judge(self, facts: ServerFacts) -> Iterator[Conclusion]:
        segment, heard = facts.segment, facts.heard
        declared = segment.dhcp_servers
        macs = segment.gateway_macs | segment.infrastructure_macs
        if heard.kind is not ServerKind.DHCP4 or not declared or heard.address in declared or heard.mac in macs:
            return
        yield Finding(
            self.id,
            Subject(SubjectKind.MAC, str(heard.mac), segment.id),
            self.severity,
            Certainty.CONFIRMED,
            segment.unit_id,
            None,
            facts.heard_us,
            facts.heard_us,
            lateness(facts.heard_us, facts.received_us)
            | {
                "mac": str(heard.mac),
                "addresses": [str(heard.address)] if heard.address else [],
                "segment": segment.name,
                "unit": segment.unit_name,
                "listed": sorted(str(address) for address in declared),
                "witnesses": [facts.witness],
                "first_seen_us": facts.heard_us,
            },
        )
