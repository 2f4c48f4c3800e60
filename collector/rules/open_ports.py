"""Ports of a PC that its neighbours can reach and that worms use."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import Conclusion, Severity
from collector.rules.host_firewall_off import filters
from collector.rules.rule import Clauses, Tunable
from protocol.observations import HostFirewall, ListeningSocket

_PROBE = "listening"


@dataclass(frozen=True, slots=True)
class OpenPorts:
    """One finding for a PC, with all its ports: it is the PC that is put right, not the port."""

    ports: Annotated[
        tuple[int, ...],
        Tunable("视为高危的端口。", "Ports told when something listens on them beyond the loopback."),
    ] = (21, 22, 23, 135, 137, 138, 139, 445, 512, 513, 514, 2049, 3389, 5900, 5901, 6000)
    notifies: Annotated[
        bool, Tunable("是否也发通知(默认只列出)。", "Also notify; by default they are listed only.")
    ] = False

    id: ClassVar[str] = "open-ports"
    title_zh: ClassVar[str] = "高危端口对外监听"
    title_en: ClassVar[str] = "High-risk ports open to neighbours"
    says_zh: ClassVar[str] = (
        "终端在非环回地址上监听 135/139/445/3389/22/5900 等端口,同网段终端可能横向到达。"
        "主机防火墙默认拒绝入站时级别降低。只读取本机监听状态,不做任何扫描。"
    )
    says_en: ClassVar[str] = (
        "Something on the PC listens beyond the loopback on a port that others move sideways through. Weighs less "
        "behind a host firewall that drops by default. Read from the PC itself; nobody scans."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R06",), ("8.1.4.4",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        if not posture.is_asked(facts, _PROBE):
            return
        found = [one for one in facts.of(ListeningSocket) if one.port in self.ports]
        if not found:
            yield posture.settled(self.id, facts, "none of them is open")
            return
        is_filtered = any(filters(one) for one in facts.of(HostFirewall))
        severity = Severity.LOW if is_filtered else Severity.MEDIUM
        told = sorted({_text(one) for one in found})
        asked = "firewall" in facts.answered
        evidence = {"ports": told, "host_firewall": ("drops" if is_filtered else "accepts") if asked else None}
        yield posture.finding(self.id, facts, posture.listed(severity, self.notifies), {**evidence})


def _text(one: ListeningSocket) -> str:
    where = "" if one.is_any_address else " (one address)"
    return f"{one.transport}/{one.port}{f' {one.program}' if one.program else ''}{where}"
