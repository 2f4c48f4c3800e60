"""A scenario: acts in the guest, and the alerts that must stand at the collector after each step. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Act:
    """One of tests.lab.inside.acts, with its arguments."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expected:
    """An alert that must stand: its rule, and what severity, certainty or evidence must say at least."""

    rule: str
    facts: Mapping[str, JSON] = field(default_factory=dict)

    def __str__(self) -> str:
        told = " ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.rule} {told}".strip()


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, and every alert that stands afterwards beside those of before the scenario; none: quiet."""

    does: str
    acts: tuple[Act, ...]
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """`before` makes the surroundings; what it raises is no part of the verdict.

    `lasts`: it tells of the past, so its alerts stay when it is left, and the next scenario gets a fresh guest.
    """

    name: str
    steps: tuple[Step, ...]
    before: tuple[Act, ...] = ()
    lasts: bool = False


def act(name: str, /, **arguments: Any) -> Act:
    return Act(name, arguments)


def shell(do: str, undo: str = "true") -> Act:
    return Act("shell", {"do": do, "undo": undo})


def usb(device: str) -> Act:
    return Act("usb", {"device": device})


def alert(rule: str, **facts: JSON) -> Expected:
    return Expected(rule, facts)


def wireless(grade: str, **facts: JSON) -> Expected:
    return Expected("wireless-adapter", {"grade": grade} | facts)
