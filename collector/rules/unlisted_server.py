"""A DHCP server on a declared segment that the segment does not list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.rules.facts import ServerFacts, lateness
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Severity, Subject, SubjectKind, dedup_key
from collector.rules.rule import Clauses
from protocol.address import normal_form
from protocol.observations import ServerKind

_DHCP = frozenset({ServerKind.DHCP4, ServerKind.DHCP6})


@dataclass(frozen=True, slots=True)
class UnlistedServer:
    """One alert a MAC, whichever DHCP it speaks; a segment that declares no DHCP server gives nothing to compare with.

    A DHCPv6 server tells a DUID and its link-local address: it is listed by its MAC, too, when that of a listed
    server of the other family.
    """

    id: ClassVar[str] = "unlisted-dhcp-server"
    title_zh: ClassVar[str] = "未登记的 DHCP 服务器"
    title_en: ClassVar[str] = "Unlisted DHCP server"
    says_zh: ClassVar[str] = (
        "网段上出现未声明的 DHCP 服务器(私接路由器、连接共享),IPv4、IPv6 均算。按服务器标识并对照 MAC 判断;"
        "已声明服务器的标识由新 MAC 应答,另成一条结论。"
    )
    says_en: ClassVar[str] = (
        "A DHCP server, for IPv4 or IPv6, speaks on a segment that does not list it: a private router, connection "
        "sharing. Compared by identifier and MAC; a listed identifier from a new MAC is a finding of its own."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R09", "R10"), ("8.1.3.1 a", "8.1.3.1 b"))
    about: ClassVar[type] = ServerFacts

    def judge(self, facts: ServerFacts) -> Iterator[Conclusion]:
        if facts.heard.kind in _DHCP and facts.segment.dhcp_servers and not _is_listed(facts):
            yield self._finding(facts)

    def _finding(self, facts: ServerFacts) -> Finding:
        segment, heard = facts.segment, facts.heard
        address = normal_form(heard.address) if heard.address is not None else None
        followed = Subject(SubjectKind.ADDRESS, address, segment.id) if address else None
        return Finding(
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
                "addresses": [address] if address else [],
                "kind": heard.kind.value,
                "identifier": heard.identifier,
                "segment": segment.name,
                "unit": segment.unit_name,
                "terminal": facts.terminal,
                "listed": _texts(facts),
                "witnesses": [facts.witness],
                "first_seen_us": facts.heard_us,
            },
            # A PC that follows it may have told of it before it was heard.
            explained_by=dedup_key("unlisted-lease-server", followed) if followed else None,
        )


def _texts(facts: ServerFacts) -> list[JSON]:
    return [*sorted(normal_form(address) for address in facts.segment.dhcp_servers)]


def _is_listed(facts: ServerFacts) -> bool:
    segment, heard = facts.segment, facts.heard
    if heard.address in segment.dhcp_servers or heard.mac in segment.gateway_macs | segment.infrastructure_macs:
        return True
    if heard.kind is ServerKind.DHCP4:
        return False
    return heard.mac in {mac for _, mac in facts.servers} or bool(facts.speaks_for & segment.dhcp_servers)
