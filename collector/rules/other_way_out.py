"""Ways out of a PC that are neither its wire nor its Wi-Fi, graded by how far they are open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.sharing import shared
from collector.presence.ways_out import Reach, Way, WayOut, ways_out
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from collector.rules.sharing import evidence_of
from protocol.observations import AttachedDevice

_SEVERITY = {
    Reach.BLOCKED: Severity.INFO,
    Reach.PRESENT: Severity.INFO,
    Reach.UP: Severity.MEDIUM,
    Reach.HAS_ADDRESS: Severity.HIGH,
    Reach.HIDDEN: Severity.HIGH,
    Reach.CARRIES_ROUTE: Severity.CRITICAL,
    Reach.SHARED: Severity.CRITICAL,
}
_SEVERITY_OF_TUNNEL = {
    Reach.PRESENT: Severity.INFO,
    Reach.UP: Severity.INFO,
    Reach.HAS_ADDRESS: Severity.MEDIUM,
    Reach.CARRIES_ROUTE: Severity.HIGH,
    Reach.SHARED: Severity.CRITICAL,
}
_APPROVED_FOR_BOTH = "dual-approved"


@dataclass(frozen=True, slots=True)
class OtherWayOut:
    """Each device and each tunnel is its own alert, so that an exemption can allow one and nothing else."""

    id: ClassVar[str] = "other-way-out"
    title_zh: ClassVar[str] = "其他出口(手机共享、上网卡、蓝牙、拨号、隧道)"
    title_en: ClassVar[str] = "Other way out"
    says_zh: ClassVar[str] = (
        "有线和 Wi-Fi 以外的出口:手机 USB 共享、4G/5G 上网卡、蓝牙网络、PPP、雷电直连、VPN 隧道,按开放程度分级:"
        "存在(提示;手机共享为低)< 接口启用(中)< 有地址,或被藏到其他网络命名空间、交给虚拟机或程序(高)< "
        "承载默认路由或被共享(严重)。隧道低一级,批准为双用的终端其隧道仅提示;"
        "仅充电的手机、USB 有线网卡、扩展坞、虚拟机网卡(含无地址、无路由、无桥接且另一端无人使用的 tap)不算。"
    )
    says_en: ClassVar[str] = (
        "A way out other than wire and Wi-Fi: USB tether, modem, Bluetooth network, PPP, Thunderbolt, VPN tunnel, "
        "graded: present (info; a tether low), up (medium), with an address, hidden in another network namespace or "
        "handed to a virtual machine or program (high), carrying a default route or shared (critical). A tunnel is a "
        "level lower, and info on a PC approved for dual use. A charging phone, cabled adapters, docks, taps of "
        "virtual machines and taps that nobody holds, without address, route or bridge, are none."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R10", "R07"), ("8.1.3.1 a", "8.1.3.1 c", "8.1.10.6"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        said = evidence_of(facts)
        sides = {side.id for one in shared(said) for side in (one.inside, one.outside)} if facts.attached else set()
        found = list(ways_out(said.links, facts.of(AttachedDevice), facts.addresses, facts.routes, sides))
        for one in found:
            yield self._finding(facts, one)
        if "adapters" in facts.answered:
            still = frozenset(one.id for one in found)
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), "no longer there", but=still)

    def _finding(self, facts: AgentFacts, one: WayOut) -> Finding:
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=one.id),
            _severity(one, facts),
            Certainty.CONFIRMED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence() | _evidence(one),
        )


def _severity(one: WayOut, facts: AgentFacts) -> Severity:
    if one.way is Way.TUNNEL:
        is_approved = facts.terminal is not None and facts.terminal.access_mode == _APPROVED_FOR_BOTH
        return Severity.INFO if is_approved and one.reach < Reach.SHARED else _SEVERITY_OF_TUNNEL[one.reach]
    if one.way is Way.USB_TETHER and one.reach is Reach.PRESENT:
        # Somebody switched tethering on at the phone.
        return Severity.LOW
    return _SEVERITY[one.reach]


def _evidence(one: WayOut) -> dict[str, JSON]:
    adapter, hardware = one.adapter, one.hardware
    known = hardware or adapter
    drivers = list(hardware.drivers) if hardware else []
    return {
        "kind": one.way.value,
        "grade": one.reach.word,
        "interface": adapter.name if adapter else None,
        "device": one.device,
        "product": known.product if known else None,
        "serial": known.serial if known else None,
        "ids": [known.vendor_id, known.product_id] if known and known.vendor_id else [],
        "driver": (adapter.driver if adapter else None) or next(iter(drivers), None),
        "module": hardware.module if hardware and not drivers else None,
        "mac": str(adapter.mac) if adapter and adapter.mac else None,
        "addresses": list(one.addresses),
        "gateway": one.gateway,
        "recognised_by": list(hardware.evidence) if hardware else [],
    }
