"""One version of a ledger row: a value and the half-open interval [from_us, to_us) in which it was in force."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """`id` is 32 hex digits and the same in all versions; `to_us` is None while this one is in force."""

    id: str
    from_us: int
    to_us: int | None
    value: T

    def holds_at(self, at_us: int) -> bool:
        return self.from_us <= at_us and (self.to_us is None or at_us < self.to_us)
