"""A PC on the extranet from which outside targets answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence import access
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable
from protocol.observations import AdapterKind, OutsideReached


@dataclass(frozen=True, slots=True)
class OutsideWasReached:
    """Judges what the active probe found, where a policy ordered one. One target alone may be a captive portal."""

    least_targets: Annotated[
        int,
        Tunable(
            "至少多少个目标应答才报(防强制门户误报)。",
            "Targets that must answer; a captive portal answers for one address, rarely for several.",
        ),
    ] = 2

    id: ClassVar[str] = "outside-reached"
    title_zh: ClassVar[str] = "违规外联(主动探测)"
    title_en: ClassVar[str] = "Outside network reached"
    says_zh: ClassVar[str] = (
        "按策略进行的主动探测中,终端从某网卡连通了两个以上的外部目标,而其单位的接入类别不允许。默认不启用探测。"
    )
    says_en: ClassVar[str] = (
        "The active probe that a policy ordered reached two or more outside targets through an adapter, which the "
        "unit's access class does not allow. The probe is off by default."
    )
    severity: ClassVar[Severity] = Severity.CRITICAL
    clauses: ClassVar[Clauses] = Clauses(("R07", "R11"), ("8.1.3.1 c",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        found: set[str] = set()
        for item in facts.of(OutsideReached):
            if len(item.reached) >= self.least_targets and facts.attached and not _is_allowed(facts, item):
                found.add(item.adapter)
                yield self._finding(facts, item)
        if "outside" in facts.answered:
            subject = Subject(SubjectKind.TERMINAL, facts.subject_id)
            yield Settled(self.id, subject, "no longer reached, or allowed now", but=frozenset(found))

    def _finding(self, facts: AgentFacts, item: OutsideReached) -> Finding:
        adapter, terminal = facts.adapter(item.adapter), facts.terminal
        is_attached = item.adapter in dict(facts.attached)
        more: dict[str, JSON] = {
            "interface": adapter.name if adapter else None,
            "reached": list(item.reached),
            "unreached": list(item.unreached),
            "through_segment": dict(facts.attached)[item.adapter].name if is_attached else None,
            "access_class": terminal.access_class if terminal else None,
        }
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=item.adapter),
            Severity.HIGH if is_attached else Severity.CRITICAL,
            Certainty.CONFIRMED,
            facts.unit_id,
            terminal.id if terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence() | more,
        )


def _is_allowed(facts: AgentFacts, item: OutsideReached) -> bool:
    terminal = facts.terminal
    if terminal is None:
        return False
    if access.is_dual_use(terminal.access_mode):
        return True
    if item.adapter in dict(facts.attached):
        return access.may_reach_internet(terminal.access_class)
    adapter = facts.adapter(item.adapter)
    is_cable = adapter is not None and adapter.kind is AdapterKind.WIRED
    return is_cable and access.may_have_second_wire(terminal.access_class)
