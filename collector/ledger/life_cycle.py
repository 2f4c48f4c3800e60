"""The life of a terminal in the ledger (domain.md §4.1): which status may follow which."""

from enum import StrEnum

from collector.errors import InvalidValue
from protocol.phrases import say


class Status(StrEnum):
    """Where a terminal stands between application and retirement."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    """Approved by its own department."""
    APPROVED = "approved"
    """待入网: may be connected; not yet compared with the machine itself."""
    ADMITTED = "admitted"
    """在网: the only status that vouches for an address on the wire."""
    CHANGING = "changing"
    SUSPENDED = "suspended"
    RETIRED = "retired"
    """注销: the end."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset({Status.REVIEWED, Status.REJECTED, Status.WITHDRAWN}),
    Status.REVIEWED: frozenset({Status.APPROVED, Status.REJECTED, Status.WITHDRAWN}),
    Status.APPROVED: frozenset({Status.ADMITTED, Status.WITHDRAWN, Status.RETIRED}),
    Status.ADMITTED: frozenset({Status.CHANGING, Status.SUSPENDED, Status.RETIRED}),
    Status.CHANGING: frozenset({Status.ADMITTED, Status.SUSPENDED, Status.RETIRED}),
    Status.SUSPENDED: frozenset({Status.ADMITTED, Status.RETIRED}),
    Status.RETIRED: frozenset(),
    Status.REJECTED: frozenset({Status.DRAFT}),
    Status.WITHDRAWN: frozenset({Status.DRAFT}),
}

# A ledger kept elsewhere until now is taken over as it stands, but not from its end.
FIRST = frozenset({Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.ADMITTED, Status.SUSPENDED})

VOUCHING = frozenset({Status.ADMITTED, Status.CHANGING})
"""A change awaiting approval does not take a terminal off the net."""


def require_first(status: Status) -> None:
    """Raises InvalidValue unless a new row may begin so."""
    if status not in FIRST:
        raise InvalidValue(
            say("status {status}", status=status.value),
            "no terminal begins so",
            say("begin with {first}", first=_listed(FIRST)),
        )


def require_transition(old: Status, new: Status) -> None:
    """Raises InvalidValue unless `new` may follow `old`."""
    if new not in TRANSITIONS[old]:
        allowed = (
            say("from {old} only {allowed}", old=old.value, allowed=_listed(TRANSITIONS[old]))
            if TRANSITIONS[old]
            else say("{old} is final", old=old.value)
        )
        raise InvalidValue(say("status {status}", status=new.value), say("cannot follow {old}", old=old.value), allowed)


def _listed(states: frozenset[Status]) -> str:
    return ", ".join(sorted(state.value for state in states))
