"""A machine that is not the one its agent was enrolled on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from collector.ledger.referee import CaseKind
from collector.presence.subject import AgentView, TerminalView
from collector.rules.finding import Certainty, Conclusion, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses

_MOST_NAMED = 50
_GRADES = {
    CaseKind.CLONED: Severity.HIGH,
    CaseKind.TWO_AGENTS: Severity.MEDIUM,
    CaseKind.DISK_MOVED: Severity.MEDIUM,
    CaseKind.BOARD_SWAPPED: Severity.LOW,
    CaseKind.OTHER_TERMINAL: Severity.MEDIUM,
}


@dataclass(frozen=True, slots=True)
class IdentityQuestion:
    """A case of the referee that stands; `signs`: (sign, how it compares)."""

    kind: CaseKind
    case_id: str
    why: str
    signs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CopiedImage:
    """`image`: the agent that had it first; `copies`: numbers of the terminals of one unit that run it; none: over."""

    image: str
    unit_id: str | None
    unit_name: str | None
    copies: tuple[str, ...]
    case_id: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What the referee asks about one agent now; none: its machine is the one it is known by.

    `images`: those it is or was a copy of, which are asked about as one, however many the copies.
    """

    agent: AgentView
    terminal: TerminalView | None
    questions: tuple[IdentityQuestion, ...]
    at_us: int
    images: tuple[CopiedImage, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityInQuestion:
    """Of adapters that move other rules tell; a PC installed anew, or new, is a case for a person and no alert."""

    id: ClassVar[str] = "identity-in-question"
    title_zh: ClassVar[str] = "终端身份存疑"
    title_en: ClassVar[str] = "Identity in question"
    says_zh: ClassVar[str] = (
        "客户端密钥仍在,其下的机器却不是原来那台:镜像克隆、硬盘移机、更换主板、一机两个客户端,"
        "或按另一行台账注册。只看序列号、主板、硬盘与永久 MAC,从不看主机名和 IP;"
        "由人裁决(mingce identity),两段历史都保留。同一镜像的多台克隆在一个单位内只报一次,注明台数与各台登记编号。"
    )
    says_en: ClassVar[str] = (
        "An agent's key speaks from a machine that is not the one it was enrolled on: a copied image, a disk in "
        "another machine, another board, two agents on one machine, or a machine enrolled for another's row. Told by "
        "serial numbers, board, disk and permanent MACs, never by host name or IP; a person decides (mingce "
        "identity), and both histories stay. However many PCs of a unit run copies of one image, they are one alert "
        "that counts and names them."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R03", "R04"), ("8.1.4.1", "8.1.4.2"))
    about: ClassVar[type] = IdentityFacts

    def judge(self, facts: IdentityFacts) -> Iterator[Conclusion]:
        terminal = facts.terminal
        told = [one for one in facts.questions if one.kind in _GRADES]
        for one in told:
            yield Finding(
                self.id,
                Subject(SubjectKind.AGENT, facts.agent.id, None, one.kind.value),
                _GRADES[one.kind],
                Certainty.CONFIRMED,
                terminal.unit_id if terminal else None,
                terminal.id if terminal else None,
                facts.at_us,
                facts.at_us,
                {
                    "agent": facts.agent.id,
                    "terminal": terminal.reg_no if terminal else None,
                    "unit": terminal.unit_name if terminal else None,
                    "kind": one.kind.value,
                    "case": one.case_id,
                    "why": one.why,
                    "signs": dict(one.signs),
                },
            )
        parts = frozenset(one.kind.value for one in told)
        subject = Subject(SubjectKind.AGENT, facts.agent.id)
        yield Settled(self.id, subject, "its machine is the one it is known by, or a person decided", but=parts)
        for image in facts.images:
            yield self._copied(image, facts.at_us)

    def _copied(self, image: CopiedImage, at_us: int) -> Conclusion:
        """A hall of fifty cloned PCs is one thing to put right, not fifty."""
        subject = Subject(SubjectKind.AGENT, image.image, None, f"copies|{image.unit_id or ''}")
        if not image.copies:
            return Settled(self.id, subject, "no machine runs a copy any more, or a person decided")
        return Finding(
            self.id,
            subject,
            _GRADES[CaseKind.CLONED],
            Certainty.CONFIRMED,
            image.unit_id,
            None,
            at_us,
            at_us,
            {
                "unit": image.unit_name,
                "kind": CaseKind.CLONED.value,
                "copies": len(image.copies),
                "terminals": list(image.copies[:_MOST_NAMED]),
                "case": image.case_id,
                "why": image.why,
            },
        )
