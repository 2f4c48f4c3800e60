"""A PC without an antivirus that runs, watches and knows the newest signatures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated, ClassVar

from collector.presence.interval import DAY_US, MINUTE_US
from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import Certainty, Conclusion, Evidence, Severity
from collector.rules.rule import Clauses, Tunable
from protocol.observations import Antivirus as Product
from protocol.observations import AntivirusState

_PROBE = "antivirus"
_NOT_LOOKED = "not-looked"


class Grade(IntEnum):
    """How good a product is, worst first; of several, the best counts."""

    NONE = 0
    UNRECOGNISED = 1
    """无法识别: calls itself one and is in no list; never compliant."""
    STOPPED = 2
    REAL_TIME_OFF = 3
    STALE = 4
    KEPT = 5

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


_SEVERITY = {
    Grade.NONE: Severity.HIGH,
    Grade.UNRECOGNISED: Severity.MEDIUM,
    Grade.STOPPED: Severity.HIGH,
    Grade.REAL_TIME_OFF: Severity.MEDIUM,
    Grade.STALE: Severity.MEDIUM,
}


@dataclass(frozen=True, slots=True)
class Antivirus:
    """A PC that could not be looked at gets no verdict; that it could not is listed instead."""

    most_days: Annotated[
        int,
        Tunable(
            "病毒库超过此天数未更新即报。",
            "Signatures older than this many days are told.",
        ),
    ] = 7
    grace_minutes: Annotated[
        int,
        Tunable(
            "开机后此分钟数内不因病毒库陈旧报警(长假后先让其更新)。",
            "Stale signatures are told only this many minutes after the PC came up: after a holiday it updates first.",
        ),
    ] = 60

    id: ClassVar[str] = "antivirus"
    title_zh: ClassVar[str] = "终端防病毒不合规"
    title_en: ClassVar[str] = "Antivirus missing, stopped or stale"
    says_zh: ClassVar[str] = (
        "终端没有防病毒软件、未运行、实时防护关闭、病毒库陈旧,或软件无法识别(无法识别不视为合规)。"
        "客户端无法查看时不下结论,只列出原因;只看到一部分且未见软件时为疑似。"
    )
    says_en: ClassVar[str] = (
        "A PC has no antivirus, or it does not run, does not watch files in real time, has stale signatures, or is "
        "not recognised, which is never compliant. Where the agent could not look there is no verdict; the reason is "
        "listed. None found where only a part could be seen is suspected."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R05",), ("8.1.4.5",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        yield from self._whether_it_looked(facts)
        if not posture.is_asked(facts, _PROBE):
            return
        products = facts.of(Product)
        best = max(products, key=lambda one: self._grade(one, facts.now_us), default=None)
        grade = self._grade(best, facts.now_us) if best is not None else Grade.NONE
        if grade is Grade.KEPT:
            yield posture.settled(self.id, facts, "runs, watches and is up to date")
        elif grade is not Grade.STALE or self._has_settled_in(facts):
            told = _evidence(grade, best, products, facts.now_us)
            found = posture.finding(self.id, facts, _SEVERITY[grade], told)
            unseen = facts.unseen(_PROBE)
            if best is None and unseen is not None:
                # None in what could be seen is no proof that there is none.
                found = replace(found, certainty=Certainty.SUSPECTED, evidence=found.evidence | {"not_seen": unseen})
            yield found

    def _whether_it_looked(self, facts: AgentFacts) -> Iterator[Conclusion]:
        why = dict(facts.unanswered).get(_PROBE)
        if not facts.is_admitted:
            return
        if why is not None:
            more: Evidence = {"grade": "could-not-look", "why": why}
            yield posture.finding(self.id, facts, Severity.INFO, more, part=_NOT_LOOKED)
        elif _PROBE in facts.answered:
            yield posture.settled(self.id, facts, "looked", part=_NOT_LOOKED)

    def _grade(self, product: Product, now_us: int) -> Grade:
        if product.state is AntivirusState.UNRECOGNISED:
            return Grade.UNRECOGNISED
        if product.state is not AntivirusState.RUNNING:
            return Grade.STOPPED
        if product.is_real_time is False:
            return Grade.REAL_TIME_OFF
        made_us = product.signatures_at_us
        is_stale = made_us is not None and now_us - made_us > self.most_days * DAY_US
        return Grade.STALE if is_stale else Grade.KEPT

    def _has_settled_in(self, facts: AgentFacts) -> bool:
        up_since_us = facts.agent.alive_since_us
        return up_since_us is not None and facts.now_us - up_since_us >= self.grace_minutes * MINUTE_US


def _evidence(grade: Grade, best: Product | None, products: tuple[Product, ...], now_us: int) -> Evidence:
    made_us = best.signatures_at_us if best else None
    return {
        "grade": grade.word,
        "products": [one.product for one in products],
        "version": best.version if best else None,
        "signatures_at_us": made_us,
        "age_days": None if made_us is None else max(0, now_us - made_us) // DAY_US,
        "told_by": list(best.evidence) if best else [],
    }
