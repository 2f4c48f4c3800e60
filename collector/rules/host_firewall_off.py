"""A PC that filters nothing that comes in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import Conclusion, Severity
from collector.rules.rule import Clauses, Tunable
from protocol.observations import HostFirewall

_PROBE = "firewall"
_REFUSES = frozenset({"drop", "reject"})


def filters(firewall: HostFirewall) -> bool:
    """Whether what no rule names is refused."""
    return firewall.is_active and firewall.input_policy in _REFUSES


@dataclass(frozen=True, slots=True)
class HostFirewallOff:
    """Rules that Docker or libvirt load for their guests are no firewall of the PC."""

    notifies: Annotated[bool, Tunable("是否也发通知(默认只列出)。", "Also notify; by default it is listed only.")] = (
        False
    )

    id: ClassVar[str] = "host-firewall-off"
    title_zh: ClassVar[str] = "主机防火墙未启用"
    title_en: ClassVar[str] = "Host firewall off"
    says_zh: ClassVar[str] = "终端没有启用对入站报文有约束的主机防火墙(仅有 Docker、libvirt 等自带规则不算)。"
    says_en: ClassVar[str] = (
        "No firewall of the PC stops anything that comes in; rules that Docker or libvirt keep for their guests are "
        "none."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R06",), ("8.1.4.4",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        if not posture.is_asked(facts, _PROBE):
            return
        firewalls = facts.of(HostFirewall)
        if any(_protects(one) for one in firewalls):
            yield posture.settled(self.id, facts, "it filters")
            return
        evidence = {"told_by": sorted({one.backend for one in firewalls})}
        yield posture.finding(self.id, facts, posture.listed(self.severity, self.notifies), {**evidence})


def _protects(firewall: HostFirewall) -> bool:
    is_guests = firewall.made_by in ("docker", "podman", "libvirt")
    return filters(firewall) or (firewall.is_active and firewall.input_rules > 0 and not is_guests)
