"""Radios in a PC, graded by what they open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence.radio_grade import Grade
from collector.presence.radios import Radio, radios
from collector.presence.stacking import stack
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable
from protocol.observations import AttachedDevice

_SEVERITY = {
    Grade.BLOCKED: Severity.INFO,
    Grade.PRESENT: Severity.INFO,
    Grade.DRIVER_BOUND: Severity.INFO,
    Grade.RADIO_ON: Severity.MEDIUM,
    Grade.NO_INTERFACE: Severity.MEDIUM,
    Grade.ASSOCIATED: Severity.HIGH,
    Grade.HIDDEN: Severity.HIGH,
    Grade.MONITOR: Severity.CRITICAL,
    Grade.ACCESS_POINT: Severity.CRITICAL,
    Grade.CARRIES_ROUTE: Severity.CRITICAL,
    Grade.BRIDGED: Severity.CRITICAL,
}
_PLUGGED_IN = frozenset({Grade.PRESENT, Grade.DRIVER_BOUND})


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
    tell_built_in_radio_that_is_on: Annotated[
        bool,
        Tunable(
            "内置无线网卡仅开启而未关联时是否也通知(默认只列入清单)。",
            "Also tell people of built-in radios that are merely on; else these only stand in the list.",
        ),
    ] = False

    id: ClassVar[str] = "wireless-adapter"
    title_zh: ClassVar[str] = "无线网卡"
    title_en: ClassVar[str] = "Wireless adapter"
    says_zh: ClassVar[str] = (
        "终端上的无线设备,每个设备一条告警,按危害分级:被 USB 管控拦下、无驱动、已装驱动但关闭(提示;USB 外接的为低)"
        "< 射频开启(内置的默认只列入清单,不通知),或无网络接口而可用(中)< 已关联网络,"
        "或被藏到其他网络命名空间、交给虚拟机或程序(高)< 监听、热点、承载默认路由、与有线桥接(严重)。"
        "IEEE 802.15.4 传感器射频本身不承载 IP,只有其上的 6LoWPAN 有本链路以外的地址或路由时才报。"
    )
    says_en: ClassVar[str] = (
        "Radios of a PC, one alert each, graded: kept out, without driver, or bound but off (info; plugged into USB: "
        "low), radio on (a built-in one is listed, and told only if wanted) or usable without an "
        "interface (medium), associated, hidden in another network namespace or handed to a virtual machine or program "
        "(high), monitor, access point, carrying a default route or bridged to the wire (critical). An IEEE 802.15.4 "
        "radio of sensors carries no IP by itself: told once 6LoWPAN on it has an address or a route beyond its link."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R10",), ("8.1.3.1 d", "8.1.10.6"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        links, devices = stack(facts.adapters), facts.of(AttachedDevice)
        found = radios(links, facts.wireless, devices, facts.routes, facts.addresses)
        told = [one for one in found if not one.is_sensors_only and self._is_listed(one)]
        for radio in told:
            yield self._finding(facts, radio, Subject(SubjectKind.TERMINAL, facts.subject_id, part=radio.id))
        if {"adapters", "wireless"} <= facts.answered:
            still = frozenset(radio.id for radio in told)
            yield Settled(self.id, Subject(SubjectKind.TERMINAL, facts.subject_id), "no longer there", but=still)

    def _finding(self, facts: AgentFacts, radio: Radio, subject: Subject) -> Finding:
        return Finding(
            self.id,
            subject,
            _severity(radio),
            Certainty.CONFIRMED,
            facts.unit_id,
            facts.terminal.id if facts.terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence() | _device(radio) | _air(radio),
            untold=None if self._is_told(radio) else "built-in-and-idle",
        )

    def _is_listed(self, radio: Radio) -> bool:
        return self.report_radio_that_is_off or _severity(radio) > Severity.INFO

    def _is_told(self, radio: Radio) -> bool:
        """Any laptop's Wi-Fi is on and joins nothing: a city has thousands, which a person looks up, not each told."""
        return self.tell_built_in_radio_that_is_on or radio.is_pluggable or radio.grade is not Grade.RADIO_ON


def _severity(radio: Radio) -> Severity:
    """A dongle was plugged in by somebody; a card that came with the PC and is off was not."""
    if radio.is_pluggable and radio.grade in _PLUGGED_IN:
        return Severity.LOW
    return _SEVERITY[radio.grade]


def _device(radio: Radio) -> dict[str, JSON]:
    hardware, adapter, said = radio.hardware, radio.adapter, radio.said
    known = hardware or said or adapter
    drivers = list(hardware.drivers) if hardware else [said.driver] if said and said.driver else []
    ids: list[JSON] = [known.vendor_id, known.product_id] if known and known.vendor_id else []
    return {
        "grade": radio.grade.word,
        "device": radio.device,
        "interface": (said.name if said else None) or next(iter(radio.names), None),
        "interfaces": list(radio.names) if len(radio.names) > 1 else [],
        "product": hardware.product if hardware else adapter.product if adapter else None,
        "serial": hardware.serial if hardware else adapter.serial if adapter else None,
        "ids": ids,
        "driver": drivers[0] if drivers else adapter.driver if adapter else None,
        "module": hardware.module if hardware and not drivers else None,
        "mac": str(adapter.mac) if adapter and adapter.mac else None,
        "recognised_by": list(hardware.evidence) if hardware else [],
        "told_by": list(radio.sources),
        "denied_by": list(radio.denied_by),
    }


def _air(radio: Radio) -> dict[str, JSON]:
    said = radio.said
    if said is None:
        return {}
    return {
        "mode": said.mode,
        "ssid": said.ssid,
        "bssid": str(said.bssid) if said.bssid else None,
        "frequency_mhz": said.frequency_mhz,
        "clients": said.clients,
        "switched_off": bool(said.soft_blocked or said.hard_blocked),
    }
