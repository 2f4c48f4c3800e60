"""A listed DHCP server's identifier comes from another MAC than before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules.facts import ServerFacts, lateness
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable
from protocol.address import normal_form
from protocol.observations import ServerKind


@dataclass(frozen=True, slots=True)
class DhcpServerMacChanged:
    """The MAC that answered first as this server is taken for it; a relay answers under the server's identifier."""

    confirming_times: Annotated[
        int,
        Tunable(
            "新 MAC 以已声明服务器的标识应答几次才确认。",
            "How often a new MAC must answer under a listed identifier before it is confirmed.",
        ),
    ] = 2

    id: ClassVar[str] = "dhcp-server-mac-changed"
    title_zh: ClassVar[str] = "DHCP 服务器换了 MAC"
    title_en: ClassVar[str] = "Listed DHCP server answers from another MAC"
    says_zh: ClassVar[str] = (
        "以已声明 DHCP 服务器的标识应答的 MAC 不是先前的那个,也不是已批准的网关或中继:更换了服务器或网卡,或有人冒充。"
        "批准该 MAC(mingce segment infrastructure)后结束。"
    )
    says_en: ClassVar[str] = (
        "The identifier of a listed DHCP server comes from a MAC that is neither the one before nor an approved "
        "gateway or relay: the server or its card was replaced, or somebody passes for it. Approve the MAC "
        "(mingce segment infrastructure) and it is over."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R09",), ("8.1.3.1 b",))
    about: ClassVar[type] = ServerFacts

    def judge(self, facts: ServerFacts) -> Iterator[Conclusion]:
        segment, heard = facts.segment, facts.heard
        usual = {mac for address, mac in facts.servers if address == heard.address}
        if heard.kind is not ServerKind.DHCP4 or heard.address not in segment.dhcp_servers or not usual:
            return
        if heard.mac in usual | segment.gateway_macs | segment.infrastructure_macs:
            return
        yield Finding(
            self.id,
            Subject(SubjectKind.ADDRESS, normal_form(heard.address), segment.id),
            self.severity,
            Certainty.CONFIRMED if self.confirming_times <= 1 else Certainty.SUSPECTED,
            segment.unit_id,
            None,
            facts.heard_us,
            facts.heard_us,
            lateness(facts.heard_us, facts.received_us)
            | {
                "dhcp_server": str(heard.address),
                "mac": str(heard.mac),
                "known_macs": sorted(str(mac) for mac in usual),
                "segment": segment.name,
                "unit": segment.unit_name,
                "terminal": facts.terminal,
                "witnesses": [facts.witness],
                "first_seen_us": facts.heard_us,
            },
            confirm_after_times=self.confirming_times,
        )
