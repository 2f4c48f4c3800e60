"""A registered terminal without agent that no longer speaks as it did: a laptop behind the printer's MAC."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.presence.fingerprint import Change, changes
from collector.presence.vouching import Standing
from collector.rules.facts import PresenceFacts
from collector.rules.finding import JSON, Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses


@dataclass(frozen=True, slots=True)
class AgentlessDrift:
    """Nobody vouches for an agentless terminal but its MAC, which can be copied; how it asks for a lease is harder to.

    One change is suspected only (firmware, a new name); two independent ones are another machine (field note 56).
    """

    id: ClassVar[str] = "agentless-drift"
    title_zh: ClassVar[str] = "哑终端指纹改变"
    title_en: ClassVar[str] = "Agentless terminal speaks like another machine"
    says_zh: ClassVar[str] = (
        "无客户端的已登记终端(打印机、摄像头、话机)申请地址的方式(厂商标识、请求选项、客户端标识、名称)与其一贯方式不同。"
        "第一天之后才开始使用另一 DHCP 版本(v4、v6)也算一项。一项不同为疑似,两项以上独立不同即确认。"
        "核实后以 mingce terminal accept-fingerprint 认可。"
    )
    says_en: ClassVar[str] = (
        "A registered terminal without agent (printer, camera, telephone) asks for its address in another way than it "
        "used to: vendor class, options asked for, client identifier, name; or in a version of DHCP that it never "
        "spoke. One difference is suspected, two that are independent are confirmed. `mingce terminal "
        "accept-fingerprint` takes the new way for its own."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R08", "R09"), ("8.1.3.1 b", "8.1.4.1"))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        presence, verdict = facts.presence, facts.verdict
        subject = Subject(SubjectKind.MAC, str(presence.mac), presence.segment.id)
        if verdict.standing is not Standing.AGENTLESS or verdict.terminal is None:
            yield Settled(self.id, subject, verdict.standing.value)
            return
        found = changes(presence.mac, presence.words)
        if not found:
            yield Settled(self.id, subject, "speaks as it did")
            return
        yield Finding(
            self.id,
            subject,
            self.severity,
            Certainty.CONFIRMED if len(found) > 1 else Certainty.SUSPECTED,
            facts.unit_id,
            verdict.terminal.id,
            min(change.since_us for change in found),
            presence.last_us,
            facts.evidence() | {"changes": [_shown(change) for change in found]},
        )


def _shown(change: Change) -> dict[str, JSON]:
    return {
        "aspect": change.aspect.value,
        "told_by": change.version,
        "before": list(change.before),
        "after": change.after,
        "since_us": change.since_us,
    }
