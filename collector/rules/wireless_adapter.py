"""Radios in a PC, graded by what they open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence.radios import Grade, Radio, radios
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable

_SEVERITY = {
    Grade.PRESENT: Severity.INFO,
    Grade.DRIVER_BOUND: Severity.INFO,
    Grade.RADIO_ON: Severity.MEDIUM,
    Grade.ASSOCIATED: Severity.HIGH,
    Grade.ACCESS_POINT: Severity.CRITICAL,
    Grade.CARRIES_ROUTE: Severity.CRITICAL,
    Grade.BRIDGED: Severity.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class WirelessAdapter:
    """Each radio is its own alert; a higher grade raises the severity of the one that is open."""

    report_radio_that_is_off: Annotated[
        bool,
        Tunable(
            "是否也记录关闭着的内置无线网卡(级别:提示,不通知)。",
            "Also list radios that are there but off (severity info, never notified).",
        ),
    ] = True

    id: ClassVar[str] = "wireless-adapter"
    title_zh: ClassVar[str] = "无线网卡"
    title_en: ClassVar[str] = "Wireless adapter"
    says_zh: ClassVar[str] = (
        "终端上的无线设备,按危害分级:存在或已装驱动(提示)< 射频开启(中)< "
        "已关联网络(高)< 热点、监听、承载默认路由或桥接到其他网卡(严重)。"
    )
    says_en: ClassVar[str] = (
        "Radios of a PC, graded: present or driver bound (info), radio on (medium), associated (high), access point, "
        "monitor, carrying a default route or bridged to another adapter (critical)."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R10",), ("8.1.3.1 d", "8.1.10.6"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        found = list(radios(facts.adapters, facts.wireless, facts.routes))
        told = [one for one in found if self.report_radio_that_is_off or _SEVERITY[one.grade] > Severity.INFO]
        for radio in told:
            yield self._finding(facts, radio, Subject(SubjectKind.TERMINAL, facts.subject_id, part=radio.id))
        if {"adapters", "wireless"} <= facts.answered:
            still = frozenset(radio.id for radio in told)
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), "no longer there", but=still)

    def _finding(self, facts: AgentFacts, radio: Radio, subject: Subject) -> Finding:
        ids: list[JSON] = [radio.vendor_id, radio.product_id]
        return Finding(
            self.id,
            subject,
            _SEVERITY[radio.grade],
            Certainty.CONFIRMED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence()
            | {
                "grade": radio.grade.word,
                "device": radio.device,
                "interface": radio.name,
                "ids": ids,
                "driver": radio.driver,
                "ssid": radio.ssid,
                "bssid": radio.bssid,
                "told_by": list(radio.sources),
            },
        )
