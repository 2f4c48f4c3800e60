"""One PC in several networks, one after another: told by its signed journal, or by where it signed for addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence import access
from collector.presence.interval import DAY_US, SECOND_US
from collector.presence.subject import Admission
from collector.presence.zones import OPEN
from collector.rules.facts import Away, ByTurnsFacts, Stay, lateness
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable
from protocol.observations import AdapterKind

_GOVERNMENT = frozenset({"public-service", "administrative"})


@dataclass(frozen=True, slots=True)
class TwoZonesByTurns:
    """A terminal is for one network only (专机专用) unless its row says by turns or dual use; domains weigh more."""

    least_seconds: Annotated[
        int,
        Tunable(
            "离网期间短于此秒数的其他网络连接不报。",
            "Other networks used for less than this many seconds are not told.",
        ),
    ] = 10
    domain_days: Annotated[
        int,
        Tunable(
            "同一终端在此天数内先后出现在两个政务域时报警(专机专用)。",
            "The same PC in both government domains within this many days is told.",
        ),
    ] = 30

    id: ClassVar[str] = "two-zones-by-turns"
    title_zh: ClassVar[str] = "先后连接两个网络(离网期间)"
    title_en: ClassVar[str] = "Two zones by turns"
    says_zh: ClassVar[str] = (
        "专机专用的终端在离开已声明网段期间使用了其他网络(由客户端签名日志在返回后上报),或在规定天数内先后接入两个政务域。"
        "接入模式为分时接入或已批准一机两用的不报;C、E、F 类单位用有线网卡接入本单位自有网络的不报。"
    )
    says_en: ClassVar[str] = (
        "A dedicated terminal used another network while away from the declared segments, as its signed journal says "
        "on its return; or it was in both government domains within some days. Terminals approved for use by turns or "
        "for dual use are not told, nor a cable to the unit's own network (access classes C, E, F)."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R07", "R11", "R12"), ("8.1.2.1", "8.1.3.1 c"))
    about: ClassVar[type] = ByTurnsFacts

    def judge(self, facts: ByTurnsFacts) -> Iterator[Conclusion]:
        terminal = facts.terminal
        if terminal is not None and (
            access.may_change_networks(terminal.access_mode) or terminal.admission is not Admission.ADMITTED
        ):
            return
        for away in facts.away:
            if self._is_told(facts, away):
                yield self._away(facts, away)
        yield from self._domains(facts)

    def _is_told(self, facts: ByTurnsFacts, away: Away) -> bool:
        if away.to_us - away.from_us < self.least_seconds * SECOND_US:
            return False
        adapter = away.adapter
        is_cable = adapter is not None and adapter.kind is AdapterKind.WIRED
        has_own = facts.terminal is not None and access.may_have_second_wire(facts.terminal.access_class)
        return not (has_own and is_cable and away.zone not in OPEN)

    def _away(self, facts: ByTurnsFacts, away: Away) -> Finding:
        adapter = away.adapter
        more: dict[str, JSON] = {
            "zone": away.zone,
            "interface": adapter.name if adapter else None,
            "kind": adapter.kind.value if adapter else None,
            "from_us": away.from_us,
            "to_us": away.to_us,
            "collector_out_of_reach": away.was_unheard,
        }
        late = lateness(away.to_us, away.received_us)
        if away.was_unheard:
            late = {"late": True, "received_us": away.received_us}
        severity = Severity.HIGH if away.zone in OPEN else Severity.MEDIUM
        return self._finding(facts, f"{away.adapter_id}:{away.zone}", severity, (away.from_us, away.to_us), more | late)

    def _domains(self, facts: ByTurnsFacts) -> Iterator[Finding]:
        """The newest stay in each of the two government domains, where both lie within the days."""
        since_us = facts.now_us - self.domain_days * DAY_US
        newest: dict[str, Stay] = {}
        for stay in sorted(facts.stays, key=lambda one: one.to_us):
            if stay.domain in _GOVERNMENT and stay.to_us >= since_us:
                newest[stay.domain] = stay
        if len(newest) < 2:
            return
        first, last = sorted(newest.values(), key=lambda one: one.to_us)
        more: dict[str, JSON] = {
            "domains": [first.domain, last.domain],
            "segments": [first.segment, last.segment],
            "was_in_first_until_us": first.to_us,
            "in_second_from_us": last.from_us,
        }
        yield self._finding(facts, "domains", Severity.HIGH, (last.from_us, last.to_us), more)

    def _finding(
        self, facts: ByTurnsFacts, part: str, severity: Severity, span_us: tuple[int, int], more: dict[str, JSON]
    ) -> Finding:
        terminal = facts.terminal
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=part),
            severity,
            Certainty.CONFIRMED,
            terminal.unit_id if terminal else None,
            terminal.id if terminal else None,
            span_us[0],
            span_us[1],
            {
                "agent": facts.agent.id,
                "terminal": terminal.reg_no if terminal else None,
                "unit": terminal.unit_name if terminal else None,
                "access_class": terminal.access_class if terminal else None,
            }
            | more,
        )
