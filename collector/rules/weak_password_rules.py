"""A PC whose rules let people choose weak passwords, keep them for ever, or guess them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Conclusion, Severity
from collector.rules.rule import Clauses, Tunable
from protocol.observations import PasswordRules

_PROBE = "accounts"


@dataclass(frozen=True, slots=True)
class WeakPasswordRules:
    """字母、数字和特殊字符混合不低于8位: the opinion's own words, hence three kinds of characters and eight of them."""

    least_length: Annotated[int, Tunable("口令最小长度。", "Least number of characters.")] = 8
    least_classes: Annotated[int, Tunable("口令至少包含的字符种类数。", "Least number of kinds of characters.")] = 3
    most_days: Annotated[int, Tunable("口令最长使用天数。", "Most days until a password must be changed.")] = 90
    most_failures: Annotated[int, Tunable("连续失败多少次内须锁定。", "Most failures until the account is locked.")] = 5
    notifies: Annotated[bool, Tunable("是否也发通知(默认只列出)。", "Also notify; by default it is listed only.")] = (
        False
    )

    id: ClassVar[str] = "weak-password-rules"
    title_zh: ClassVar[str] = "终端口令策略不足"
    title_en: ClassVar[str] = "Password rules too weak"
    says_zh: ClassVar[str] = (
        "终端的口令策略低于要求:长度不低于 8 位、字母数字特殊字符混合、90 天内更换、失败 5 次内锁定。"
        "只读策略,从不读取口令。"
    )
    says_en: ClassVar[str] = (
        "The PC's rules for passwords ask for less than eight characters of three kinds, a change within 90 days and a "
        "lock after five failures. Rules are read, passwords never."
    )
    severity: ClassVar[Severity] = Severity.MEDIUM
    clauses: ClassVar[Clauses] = Clauses(("R30",), ("8.1.4.1",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        rules = facts.of(PasswordRules)
        if not posture.is_asked(facts, _PROBE) or not rules:
            return
        lacking = {name: value for name, value in self._compared(rules[0]).items() if value is not None}
        if not lacking:
            yield posture.settled(self.id, facts, "strong enough")
            return
        evidence: dict[str, JSON] = {"lacking": [f"{name}: {value}" for name, value in lacking.items()]}
        evidence |= {"told_by": list(rules[0].sources)}
        yield posture.finding(self.id, facts, posture.listed(self.severity, self.notifies), evidence)

    def _compared(self, rules: PasswordRules) -> dict[str, str | None]:
        """What is asked for and what is there instead; None where it suffices."""
        return {
            "length": _least(rules.least_length, self.least_length),
            "classes": _least(rules.classes, self.least_classes),
            "days": _most(rules.most_days, self.most_days),
            "failures": _most(rules.locks_after, self.most_failures),
        }


def _least(value: int | None, wanted: int) -> str | None:
    return None if value is not None and value >= wanted else f"{_shown(value)} < {wanted}"


def _most(value: int | None, wanted: int) -> str | None:
    """0 means never, in login.defs as in pam_faillock."""
    return None if value is not None and 0 < value <= wanted else f"{_shown(value or None)} > {wanted}"


def _shown(value: int | None) -> str:
    return "none" if value is None else str(value)
