"""A MAC that speaks for others, which nobody approved: one alert instead of one for each address it speaks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.gateways import infrastructure, unvouched_gateway
from collector.presence.infrastructure import gateways_spoken_for
from collector.presence.learnt import Learnt, Role
from collector.presence.subject import AgentStanding, Presence
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
        "某 MAC 代他人应答(代理 ARP),或是虚拟路由器(VRRP、HSRP、GLBP、CARP),或只因最先声称而被当作网关,尚无人批准。"
        "代答他人地址与陌生终端同为高(网关自己代答为中,其中有在线客户端的地址则为高)。网段未声明网关 MAC 时,"
        "最先声称网关地址者仅为疑似(中),不通知,直到两台终端自己的路由都指向它,或由人批准;此后虚拟路由器记为信息。"
        "批准后安静,驳回后按陌生终端判断。"
    )
    says_en: ClassVar[str] = (
        "A MAC answers for others (proxy ARP), is a virtual router's (VRRP, HSRP, GLBP, CARP), or passes for the "
        "gateway only because it was the first to say so, and nobody approved it. Answering for others is high, as a "
        "stranger is (medium for the gateway itself, high again for a live agent's address). Where the segment "
        "declares no gateway's MAC, the first to speak for it is suspected (medium), told to nobody, until the routes "
        "of two terminals lead by it or a person approves it; a virtual router is for information from then on. Quiet "
        "once approved; a stranger once rejected."
    )
    severity: ClassVar[Severity] = Severity.HIGH
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
        elif (why := unvouched_gateway(presence)) is not None:
            spoken = gateways_spoken_for(presence)
            first = Learnt(presence.mac, Role.GATEWAY, spoken, why, presence.first_us, presence.last_us)
            yield self._finding(facts, subject, first)
        elif vouched := infrastructure(presence):
            yield Settled(self.id, subject, vouched)

    def _finding(self, facts: PresenceFacts, subject: Subject, learnt: Learnt) -> Finding:
        presence = facts.presence
        terminal = facts.verdict.terminal
        of_agents = _of_live_agents(facts, learnt)
        is_trusted = infrastructure(presence) is not None
        return Finding(
            self.id,
            subject,
            _severity(learnt, is_trusted, bool(of_agents)),
            Certainty.CONFIRMED if _is_certain(presence, learnt, is_trusted) else Certainty.SUSPECTED,
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


def _severity(learnt: Learnt, is_trusted: bool, is_of_agents: bool) -> Severity:
    """As grave as a stranger: a few gratuitous ARPs for addresses of others would buy anybody a lesser alert."""
    if learnt.role is Role.PROXY_ARP:
        return Severity.MEDIUM if is_trusted and not is_of_agents else Severity.HIGH
    return Severity.INFO if is_trusted else Severity.MEDIUM


def _is_certain(presence: Presence, learnt: Learnt, is_trusted: bool) -> bool:
    """Frames, however many, only say again what their sender wants believed: who passes for a gateway stays suspected.

    Who speaks for one that is another's is told as that (gateway-mac-changed).
    """
    return is_seen_twice(presence) and (learnt.role is Role.PROXY_ARP or is_trusted)


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
