"""A MAC that speaks for others, which nobody approved: one alert instead of one for each address it speaks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.learnt import Learnt, Role
from collector.presence.subject import AgentStanding
from collector.presence.vouching import is_seen_twice, speaks_for_others
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses

_MOST_NAMED = 32


@dataclass(frozen=True, slots=True)
class UnapprovedInfrastructure:
    """A person approves the MAC into the segment, or rejects it: then it is judged as any stranger."""

    id: ClassVar[str] = "unapproved-infrastructure"
    title_zh: ClassVar[str] = "未经批准的网络设备代答"
    title_en: ClassVar[str] = "Speaks for others, approved by nobody"
    says_zh: ClassVar[str] = (
        "某 MAC 代他人应答(代理 ARP),或是虚拟路由器(VRRP、HSRP、GLBP、CARP),尚无人批准。"
        "虚拟路由器 MAC 仅在只代表已声明网关时才算,记为信息;代答他人地址为中,其中有在线客户端的地址则为高。"
        "批准后安静,驳回后按陌生终端判断。"
    )
    says_en: ClassVar[str] = (
        "A MAC answers for others (proxy ARP), or is a virtual router's (VRRP, HSRP, GLBP, CARP), and nobody approved "
        "it. A virtual router's MAC counts while it speaks for declared gateways only, and is for information; "
        "answering for others is medium, for a live agent's address high. Quiet once approved; a stranger once "
        "rejected."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R04", "R09"), ("8.1.3.1 b", "8.1.10.2"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        presence = facts.presence
        segment = presence.segment
        subject = Subject(SubjectKind.MAC, str(presence.mac), segment.id)
        learnt = speaks_for_others(presence)
        if presence.mac in segment.gateway_macs | segment.infrastructure_macs:
            yield Settled(self.id, subject, "approved")
        elif presence.learnt.is_rejected:
            yield Settled(self.id, subject, "rejected: judged as any other")
        elif learnt is not None:
            yield self._finding(facts, subject, learnt)

    def _finding(self, facts: PresenceFacts, subject: Subject, learnt: Learnt) -> Finding:
        presence = facts.presence
        terminal = facts.verdict.terminal
        of_agents = _of_live_agents(facts, learnt)
        return Finding(
            self.id,
            subject,
            _severity(learnt, bool(of_agents)),
            Certainty.CONFIRMED if is_seen_twice(presence) else Certainty.SUSPECTED,
            facts.unit_id,
            terminal.id if terminal else None,
            presence.first_us,
            presence.last_us,
            facts.evidence()
            | {
                "role": learnt.role.value,
                "why": learnt.why,
                "answers_for": [str(address) for address in learnt.addresses[:_MOST_NAMED]],
                "of_live_agents": of_agents,
            },
        )


def _severity(learnt: Learnt, is_of_agents: bool) -> Severity:
    if learnt.role is not Role.PROXY_ARP:
        return Severity.INFO
    return Severity.HIGH if is_of_agents else Severity.MEDIUM


def _of_live_agents(facts: PresenceFacts, learnt: Learnt) -> list[str]:
    presence = facts.presence
    held = {
        str(claim.address)
        for claim in presence.claims
        if claim.address in learnt.addresses
        and claim.mac != presence.mac
        and claim.segment_id == presence.segment.id
        and claim.standing is AgentStanding.ACTIVE
        and claim.to_us is None
    }
    return sorted(held)[:_MOST_NAMED]
