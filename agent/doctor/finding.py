"""What one examination came to."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; UNKNOWN: it could not be looked at, which is not "well"."""

    WELL = 0
    UNKNOWN = 1
    WRONG = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` is stable and kebab-case; the other two are sentences for a person (Phrase)."""

    id: str
    level: Level
    says: str
    next_step: str = ""
