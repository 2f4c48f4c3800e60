"""What a rule concludes. Values only; alerts are made of them elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

JSON = str | int | bool | None | Sequence["JSON"] | Mapping[str, "JSON"]
Evidence = dict[str, JSON]


TURNS = "turns"
"""In evidence: how often what it tells of went from one MAC to another since the episode opened. A finding says 0; the
alert's life counts on whenever `mac` differs from the finding before."""


class Severity(IntEnum):
    """Graded by what it opens, not by who did it. A person, never this system, grades an incident by law."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        return self.name.lower()


class Certainty(StrEnum):
    """How much speaks for a finding."""

    SUSPECTED = "suspected"
    """One sign, which may be forged or chance: stored and shown, nobody is notified."""
    CONFIRMED = "confirmed"


class SubjectKind(StrEnum):
    """What a finding can be about."""

    MAC = "mac"
    ADDRESS = "address"
    TERMINAL = "terminal"
    AGENT = "agent"
    SEGMENT = "segment"
    CODE = "enrolment-code"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about; `part` tells two of one rule about one subject apart (an adapter, a gateway)."""

    kind: SubjectKind
    id: str
    segment_id: str | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`first_us` and `last_us`: when what it tells of was first and last so, on the collector's clock.

    `evidence` is what a person needs to act; its names are stable, its texts English. A suspicion that still holds
    `confirm_after_us` after it was opened is confirmed by that, one found `confirm_after_times` by its repetition.
    `untold`: why it stands in the list and nobody is told; `explained_by`: the dedup key of a graver or equal finding
    that tells people of the same cause, so that this one need not as long as that one does.
    """

    rule: str
    subject: Subject
    severity: Severity
    certainty: Certainty
    unit_id: str | None
    terminal_id: str | None
    first_us: int
    last_us: int
    evidence: Evidence
    confirm_after_us: int | None = None
    confirm_after_times: int | None = None
    untold: str | None = None
    explained_by: str | None = None

    @property
    def dedup_key(self) -> str:
        return dedup_key(self.rule, self.subject)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the rule once found about this subject is known to be over (not merely no longer heard).

    With `but`, all parts of the subject except these.
    """

    rule: str
    subject: Subject
    why: str
    but: frozenset[str] | None = None

    @property
    def dedup_key(self) -> str:
        return dedup_key(self.rule, self.subject)


Conclusion = Finding | Settled


def dedup_key(rule: str, subject: Subject) -> str:
    """One open episode at most for each: rule and subject, on its segment."""
    return "|".join((rule, subject.kind, subject.id, subject.segment_id or "", subject.part))[:256]
