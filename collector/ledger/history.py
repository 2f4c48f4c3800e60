"""The history of a row's fields: each value with since when, until when, by whose act. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Where a value came from."""

    DECLARED = "declared"
    """A person said so."""
    IMPORTED = "imported"
    """A unit's sheet said so; a person brought it."""
    OBSERVED = "observed"
    """It was observed, and a person took it over."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did it, when, why. `detail`: the file's name, or the agent that observed it."""

    at_us: int
    actor: str
    reason: str | None = None
    source: Source = Source.DECLARED
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One version: its values and the act that brought it; `act` None: not known, or not the asker's to know."""

    from_us: int
    to_us: int | None
    values: Mapping[str, Any]
    act: Act | None


@dataclass(frozen=True, slots=True)
class Step:
    """From `from_us` until `to_us` (None: still) the field was `value`; `before`: what it was until then."""

    field: str
    value: Any
    before: Any
    from_us: int
    to_us: int | None
    act: Act | None


def steps(held: Sequence[Held], ended: Act | None = None) -> list[Step]:
    """Of one row's versions, the oldest first: equal neighbours are one stretch, and what was never said is no step.

    `ended`: who closed the last version, which leaves its fields without a value from then on.
    """
    found: list[Step] = []
    for name in dict.fromkeys(name for version in held for name in version.values):
        found += _of_field(name, held)
    last = held[-1] if held else None
    if last is not None and last.to_us is not None:
        gone = (item for item in found if item.to_us == last.to_us and item.value is not None)
        found += [Step(item.field, None, item.value, last.to_us, None, ended) for item in list(gone)]
    return sorted(found, key=lambda item: item.from_us)


def matched(entries: Sequence[Act], moments: Sequence[int]) -> list[Act | None]:
    """The act that brought each version, by order; where the two do not pair, by the moment alone."""
    if len(entries) == len(moments):
        return list(entries)
    by_moment = {item.at_us: item for item in entries}
    return [by_moment.get(moment) for moment in moments]


def _of_field(name: str, held: Sequence[Held]) -> list[Step]:
    found: list[Step] = []
    for version in held:
        value = version.values.get(name)
        if found and found[-1].value == value:
            last = found[-1]
            found[-1] = Step(last.field, last.value, last.before, last.from_us, version.to_us, last.act)
        else:
            before = found[-1].value if found else None
            found.append(Step(name, value, before, version.from_us, version.to_us, version.act))
    return [item for item in found if item.value is not None or item.before is not None]
