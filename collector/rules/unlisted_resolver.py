"""A PC asks a name server that its segment does not list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence import access
from collector.presence.zones import NOWHERE, PUBLIC_RESOLVERS
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses
from protocol.address import normal_form
from protocol.observations import Resolver


@dataclass(frozen=True, slots=True)
class UnlistedResolver:
    """Without a declared list only the Internet's well-known ones are told, and only where the Internet is not allowed.

    Stubs on the loopback (systemd-resolved's 127.0.0.53) ask somebody else in turn, and are passed over.
    """

    id: ClassVar[str] = "unlisted-resolver"
    title_zh: ClassVar[str] = "未登记的域名服务器"
    title_en: ClassVar[str] = "Unlisted name server"
    says_zh: ClassVar[str] = (
        "终端使用的域名服务器不在所在网段的清单内;网段未声明清单时,只报互联网公共域名服务器"
        "(114.114.114.114、223.5.5.5、8.8.8.8 等),且仅限不允许上互联网的单位。"
    )
    says_en: ClassVar[str] = (
        "A PC asks a name server outside its segment's list; where the segment declares none, only the Internet's "
        "well-known ones are told, and only of units that may not reach the Internet."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R07", "R11"), ("8.1.3.1 a", "8.1.3.1 c"))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        found: set[str] = set()
        for resolver in facts.of(Resolver) if facts.attached else ():
            if (severity := self._severity(facts, resolver)) is not None:
                found.add(normal_form(resolver.address))
                yield self._finding(facts, resolver, severity)
        if "addressing" in facts.answered:
            subject = Subject(SubjectKind.TERMINAL, facts.subject_id)
            yield Settled(self.id, subject, "no longer asked", but=frozenset(found))

    def _severity(self, facts: AgentFacts, resolver: Resolver) -> Severity | None:
        listed = {address for _, segment in facts.attached for address in segment.resolvers}
        if resolver.address in listed or facts.zones.zone_of(resolver.address) in NOWHERE:
            return None
        terminal = facts.terminal
        may_reach = terminal is not None and access.may_reach_internet(terminal.access_class)
        if resolver.address in PUBLIC_RESOLVERS and not may_reach:
            return Severity.MEDIUM
        return Severity.LOW if listed else None

    def _finding(self, facts: AgentFacts, resolver: Resolver, severity: Severity) -> Finding:
        terminal = facts.terminal
        return Finding(
            self.id,
            Subject(SubjectKind.TERMINAL, facts.subject_id, part=normal_form(resolver.address)),
            severity,
            Certainty.CONFIRMED,
            facts.unit_id,
            terminal.id if terminal else None,
            facts.seen_us,
            facts.seen_us,
            facts.evidence()
            | {
                "resolver": normal_form(resolver.address),
                "run_by": PUBLIC_RESOLVERS.get(resolver.address),
                "zone": facts.zones.zone_of(resolver.address).value,
                "told_in": resolver.source,
                "listed": sorted(str(address) for _, segment in facts.attached for address in segment.resolvers),
                "access_class": terminal.access_class if terminal else None,
            },
        )
