"""A PC that passes one network on to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.sharing import Evidence, Shared, shared
from collector.presence.stacking import stack
from collector.presence.ways_out import Way, way_of
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.observations import Adapter, AdapterKind, Forwarding, SharingService, Translation

_PROBES = frozenset({"adapters", "addressing", "sharing"})


@dataclass(frozen=True, slots=True)
class Sharing:
    """One alert for each side that is let in, whatever lets it in; container engines' own NAT lets nobody in."""

    id: ClassVar[str] = "sharing"
    title_zh: ClassVar[str] = "连接共享或桥接"
    title_en: ClassVar[str] = "Connection shared or bridged"
    says_zh: ClassVar[str] = (
        "终端把一个网络转给另一侧:网桥、地址转换(NAT)、共享服务或路由,合为一条结论并列出全部证据。涉及无线、手机、"
        "调制解调器或拨号一侧为严重,两个有线侧或隧道为高。仅开启转发,或 Docker、libvirt 等只有虚拟成员的 NAT,不算共享。"
    )
    says_en: ClassVar[str] = (
        "A PC passes one network on to another side, by bridge, address translation, sharing service or routing: one "
        "verdict with all its evidence. With a wireless, phone, modem or dial-in side critical; with two wired sides "
        "or a tunnel high. Forwarding alone, or the NAT of Docker, libvirt and the like among virtual members, is none."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R10", "R11"), ("8.1.3.1 a", "8.1.3.1 c", "8.1.3.1 d"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        # Elsewhere the agent withholds addresses and networks, and what a laptop shares at home is nobody's business.
        found = shared(evidence_of(facts)) if facts.attached else ()
        for one in found:
            yield self._finding(facts, one)
        if facts.answered >= _PROBES or not facts.attached:
            still = frozenset(one.inside.id for one in found)
            why = "nothing is passed on to it any more, or the PC is on no declared segment"
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), why, but=still)

    def _finding(self, facts: AgentFacts, one: Shared) -> Finding:
        clients = [radio.clients for radio in facts.wireless if radio.adapter == one.inside.id]
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=one.inside.id),
            Severity.HIGH if _is_cabled(one.inside) and _is_cabled(one.outside) else Severity.CRITICAL,
            Certainty.CONFIRMED if one.is_certain else Certainty.SUSPECTED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence()
            | {
                "by": one.how.value,
                "outside": _side(one.outside, facts),
                "inside": _side(one.inside, facts),
                "clients": next(iter(clients), None),
                "translations": [_of_translation(rule) for rule in one.translations],
                "services": [_of_service(service) for service in one.services],
                "forwarding": [f"IPv{item.version}" for item in facts.of(Forwarding) if item.is_on],
                "not_seen": facts.unseen("sharing"),
            },
        )


def evidence_of(facts: AgentFacts) -> Evidence:
    """What the PC says of sharing; its registered MACs make a virtual adapter a wire of its own."""
    attached = {adapter_id for adapter_id, _ in facts.attached}
    return Evidence(
        links=stack(facts.adapters, attached, facts.terminal.macs if facts.terminal else ()),
        attached=attached,
        wireless=facts.wireless,
        addresses=facts.addresses,
        routes=facts.routes,
        forwarding=facts.of(Forwarding),
        translations=facts.of(Translation),
        services=facts.of(SharingService),
        is_filter_read=facts.unseen("sharing") is None,
    )


def _is_cabled(adapter: Adapter) -> bool:
    return adapter.kind in (AdapterKind.WIRED, AdapterKind.VIRTUAL) or way_of(adapter) is Way.TUNNEL


def _side(adapter: Adapter, facts: AgentFacts) -> dict[str, JSON]:
    links = stack(facts.adapters)
    over = {adapter.id, *(one.id for one in links.above(adapter))}
    segment = next((segment.name for adapter_id, segment in facts.attached if adapter_id in over), None)
    radio = next((one for one in facts.wireless if one.adapter == adapter.id), None)
    return {
        "interface": adapter.name,
        "kind": adapter.kind.value,
        "segment": segment,
        "mode": radio.mode if radio else None,
        "ssid": radio.ssid if radio else None,
        "addresses": [str(one.address) for one in facts.addresses if one.adapter in over and one.scope == "global"],
    }


def _of_translation(rule: Translation) -> str:
    sources = ", ".join(str(prefix) for prefix in rule.sources) or "any"
    made_by = f" ({rule.made_by})" if rule.made_by else ""
    return f"{rule.table}/{rule.chain}: {rule.kind.value} {sources} -> {rule.out or 'any'}{made_by}"


def _of_service(service: SharingService) -> str:
    where = ", ".join(service.interfaces) or ", ".join(str(address) for address in service.addresses)
    return f"{service.program}: {service.does}{f' @ {where}' if where else ''}"
