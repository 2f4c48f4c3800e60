"""What every detection is: one pure file, one class, listed in ALL_RULES. Its documentation is made from it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol, get_type_hints

from collector.rules.finding import Conclusion, Severity


@dataclass(frozen=True, slots=True)
class Clauses:
    """What the rule serves: requirements of the opinion, 等保 2.0 (GB/T 22239-2019), the 网络安全法.

    The opinion quotes the law of 2017; since 2026-01-01 it has other numbers: `law` holds (old, new) pairs.
    """

    opinion: tuple[str, ...]
    classified_protection: tuple[str, ...]
    law: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tunable:
    """What a deployment may change, said in one sentence each; the value is the field's default."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class TunableValue:
    """A tunable of one rule with its value in use."""

    name: str
    value: int | bool | tuple[int, ...]
    says: Tunable


class Rule(Protocol):
    """A frozen dataclass whose fields are its tunables. `about` is the type of facts it judges."""

    id: ClassVar[str]
    title_zh: ClassVar[str]
    title_en: ClassVar[str]
    says_zh: ClassVar[str]
    says_en: ClassVar[str]
    severity: ClassVar[Severity]
    clauses: ClassVar[Clauses]
    about: ClassVar[type]

    def judge(self, facts: Any) -> Iterable[Conclusion]:
        """Findings, and what is known to be over. Takes values only: no clock, no store, no socket."""
        ...


def tunables(rule: Rule) -> tuple[TunableValue, ...]:
    """The tunables of a rule with their present values."""
    kind: Any = type(rule)
    hints = get_type_hints(kind, include_extras=True)
    found = []
    for item in fields(kind):
        says = next(extra for extra in hints[item.name].__metadata__ if isinstance(extra, Tunable))
        found.append(TunableValue(item.name, getattr(rule, item.name), says))
    return tuple(found)
