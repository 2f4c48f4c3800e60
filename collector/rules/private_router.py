"""A router of somebody's own stands between a PC and its segment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence.private_router import WEIGHTS, Path, Score, maker_of, score, source_differs
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable
from protocol.address import normal_form

_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class PrivateRouter:
    """One alert a router: each PC behind it renews the same. collector/presence/private_router.py has the weights."""

    threshold: Annotated[
        int,
        Tunable(
            "各迹象权重之和达到多少才确认并通知(至少两个迹象)。",
            "Which sum of the signs' weights is confirmed and told; two signs at least.",
        ),
    ] = 60

    id: ClassVar[str] = "private-router"
    title_zh: ClassVar[str] = "私接路由器(NAT)"
    title_en: ClassVar[str] = "Private router (NAT)"
    says_zh: ClassVar[str] = (
        "按迹象计分,由人确认:心跳来源地址不是终端自己的(40);同一来源后还有其他终端(25);"
        "网关或来源 MAC 属家用路由器厂商(30);处于家用路由器地址段(15);网关兼作未声明的 DHCP 服务器(25);"
        "来源 MAC 用过多个名字(15);其交换机端口上有多个 MAC(10)。"
        "达到阈值且至少两个迹象才确认,否则为疑似,不通知。网段上多数终端来源均不同,则视为本单位的正式 NAT 或代理,不计。"
        "不看 TTL。"
    )
    says_en: ClassVar[str] = (
        "A score of signs, which a person confirms: beats come from an address that is not the PC's own (40); more PCs "
        "behind the same source (25); the gateway's, or the source's, MAC is of a maker of home routers (30); a home "
        "router's range (15); the gateway is also the DHCP server, and unlisted (25); the source's MAC went by several "
        "names (15); several MACs on its switch port (10). Confirmed from the threshold on and with two signs at "
        "least, suspected and untold below. Where most agents of a segment come from another address it is the site's "
        "own NAT or proxy, and no sign. The TTL is not looked at."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R10", "R11"), ("8.1.3.1 a", "8.1.3.1 b", "8.1.3.1 c"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        if facts.path is None:
            return
        for address, segment_id in facts.path.over:
            why = "its beats no longer come that way, nor anybody else's"
            yield Settled(self.id, Subject(SubjectKind.ADDRESS, address, segment_id), why)
        found = score(facts.path)
        if found.signs:
            yield self._finding(facts, facts.path, found)

    def _finding(self, facts: AgentFacts, path: Path, found: Score) -> Finding:
        is_enough = found.is_enough(self.threshold)
        holder = path.holder if source_differs(path) else None
        terminal_id = facts.terminal.id if facts.terminal else None
        return Finding(
            self.id,
            self._subject(facts, path),
            self.severity if is_enough else Severity.LOW,
            Certainty.CONFIRMED if is_enough else Certainty.SUSPECTED,
            holder.unit_id if holder else facts.unit_id,
            terminal_id,
            facts.seen_us,
            facts.now_us,
            facts.evidence()
            | {
                "source": normal_form(path.source),
                "source_mac": str(holder.mac) if holder else None,
                "segment": holder.segment if holder else next((one.name for _, one in facts.attached), None),
                "source_terminal": holder.terminal if holder else None,
                "own_addresses": sorted(normal_form(address) for address in path.own),
                "gateway": normal_form(path.gateway) if path.gateway else None,
                "score": found.total,
                "threshold": self.threshold,
                "signs": [{"sign": sign.value, "weight": WEIGHTS[sign]} for sign in found.signs],
                "others_behind": path.others_behind,
                "vendor": maker_of(path),
                "names": list(holder.names[:_MOST_NAMES]) if holder else [],
                "macs_on_port": holder.macs_on_port if holder else 0,
            },
        )

    def _subject(self, facts: AgentFacts, path: Path) -> Subject:
        """The router, by what it is known by: its address on a segment, else its address for the PC, else the PC."""
        if source_differs(path):
            segment_id = path.holder.segment_id if path.holder else None
            return Subject(SubjectKind.ADDRESS, normal_form(path.source), segment_id)
        if path.gateway is not None and facts.attached:
            return Subject(SubjectKind.ADDRESS, normal_form(path.gateway), facts.attached[0][1].id)
        return Subject(SubjectKind.TERMINAL, facts.subject_id)
