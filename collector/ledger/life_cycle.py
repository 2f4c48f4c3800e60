"""The life of a terminal in the ledger (domain.md §4.1): one table says which status follows which, by whose act.

Rule 1: what is not in TABLE happens nowhere: the store asks it for every status, whoever wants it.
Rule 2: who applies never approves; who is admitted was compared with the machine itself, or somebody waived that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from collector.errors import InvalidValue, NotAllowed
from collector.ledger.unit import Unit
from collector.operators.roles import Right
from protocol.phrases import Phrase, say


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


class StatusKind(StrEnum):
    """Why a terminal is out of service for a time, or for good."""

    REPAIR = "repair"
    """维修"""
    ON_LOAN = "on-loan"
    """借调"""
    LONG_OFFLINE = "long-offline"
    """长期离线"""
    CUT_OFF = "cut-off"
    """违规断网"""
    SCRAPPED = "scrapped"
    """报废"""
    TRANSFERRED = "transferred"
    """调出"""
    EXPIRED = "expired"
    """到期"""


KINDS = {
    Status.SUSPENDED: frozenset({StatusKind.REPAIR, StatusKind.ON_LOAN, StatusKind.LONG_OFFLINE, StatusKind.CUT_OFF}),
    Status.RETIRED: frozenset({StatusKind.SCRAPPED, StatusKind.TRANSFERRED, StatusKind.EXPIRED}),
}
"""Which kinds a status has; the others have none."""


class Guard(StrEnum):
    """What must be so besides the right."""

    OTHER_PERSON = "other-person"
    """Not the operator, nor the person, who applied."""
    FIRST_REPORT = "first-report"
    """入网核验: the agent's first report fits the row; nothing to compare where no agent is expected."""
    UNIT_NAMED = "unit-named"
    """Its unit has named its three responsible persons (R35)."""


@dataclass(frozen=True, slots=True)
class Transition:
    """`by`: any of these rights suffices; `collector`: the collector does it by itself once the guards hold."""

    old: Status
    new: Status
    by: frozenset[Right]
    name_zh: str
    name_en: str
    guards: frozenset[Guard] = frozenset()
    collector: bool = False


_UNIT = frozenset({Right.WRITE_LEDGER})
_APPROVER = frozenset({Right.APPROVE})
_EITHER = _UNIT | _APPROVER
_OTHER = frozenset({Guard.OTHER_PERSON})

TABLE: tuple[Transition, ...] = (
    Transition(Status.DRAFT, Status.SUBMITTED, _UNIT, "提交申请", "submit"),
    Transition(Status.DRAFT, Status.WITHDRAWN, _UNIT, "撤回", "withdraw"),
    Transition(Status.SUBMITTED, Status.REVIEWED, _EITHER, "部门审核", "review by the department", _OTHER),
    Transition(Status.SUBMITTED, Status.REJECTED, _APPROVER, "驳回", "reject"),
    Transition(Status.SUBMITTED, Status.WITHDRAWN, _UNIT, "撤回", "withdraw"),
    Transition(Status.REVIEWED, Status.APPROVED, _APPROVER, "主管审批", "approve", _OTHER | {Guard.UNIT_NAMED}),
    Transition(Status.REVIEWED, Status.REJECTED, _APPROVER, "驳回", "reject"),
    Transition(Status.REVIEWED, Status.WITHDRAWN, _UNIT, "撤回", "withdraw"),
    Transition(
        Status.APPROVED,
        Status.ADMITTED,
        _APPROVER,
        "入网",
        "admit to the net",
        _OTHER | {Guard.FIRST_REPORT},
        collector=True,
    ),
    Transition(Status.APPROVED, Status.WITHDRAWN, _UNIT, "撤回", "withdraw"),
    Transition(Status.APPROVED, Status.RETIRED, _UNIT, "注销", "retire"),
    Transition(Status.ADMITTED, Status.CHANGING, _UNIT, "申请变更", "ask for a change"),
    Transition(Status.ADMITTED, Status.SUSPENDED, _EITHER, "停用", "suspend"),
    Transition(Status.ADMITTED, Status.RETIRED, _UNIT, "注销", "retire"),
    Transition(Status.CHANGING, Status.ADMITTED, _APPROVER, "变更审批", "decide on the change", _OTHER),
    Transition(Status.CHANGING, Status.SUSPENDED, _EITHER, "停用", "suspend"),
    Transition(Status.CHANGING, Status.RETIRED, _UNIT, "注销", "retire"),
    Transition(Status.SUSPENDED, Status.ADMITTED, _APPROVER, "恢复", "resume"),
    Transition(Status.SUSPENDED, Status.RETIRED, _UNIT, "注销", "retire"),
    Transition(Status.REJECTED, Status.DRAFT, _UNIT, "重填", "fill in again"),
    Transition(Status.WITHDRAWN, Status.DRAFT, _UNIT, "重填", "fill in again"),
)

TRANSITIONS: dict[Status, frozenset[Status]] = {
    status: frozenset(one.new for one in TABLE if one.old is status) for status in Status
}

# A ledger kept elsewhere until now is taken over as it stands, but not from its end.
FIRST = frozenset({Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.ADMITTED, Status.SUSPENDED})

VOUCHING = frozenset({Status.ADMITTED, Status.CHANGING})
"""A change awaiting approval does not take a terminal off the net; what it would add is not vouched for yet."""

APPLYING = frozenset({Status.DRAFT, Status.SUBMITTED, Status.CHANGING})
"""Whoever brings a terminal here applies for what follows."""


def require_first(status: Status) -> None:
    """Raises InvalidValue unless a new row may begin so."""
    if status not in FIRST:
        raise InvalidValue(
            say("status {status}", status=status.value),
            "no terminal begins so",
            say("begin with {first}", first=_listed(FIRST)),
        )


def require_transition(old: Status, new: Status) -> Transition:
    """The table's row; raises InvalidValue unless `new` may follow `old`."""
    found = next((one for one in TABLE if (one.old, one.new) == (old, new)), None)
    if found is not None:
        return found
    allowed = (
        say("from {old} only {allowed}", old=old.value, allowed=_listed(TRANSITIONS[old]))
        if TRANSITIONS[old]
        else say("{old} is final", old=old.value)
    )
    raise InvalidValue(say("status {status}", status=new.value), say("cannot follow {old}", old=old.value), allowed)


def require_right(transition: Transition, rights: Iterable[Right]) -> None:
    """Raises NotAllowed where none of these rights carries the transition."""
    if transition.by.isdisjoint(rights):
        if transition.by == _APPROVER:
            why, step = "is an approval", say("an approver gives it: `mingce terminal approve`")
        else:
            why, step = "is asked for by the unit", say("its administrator does: `mingce terminal status`")
        raise NotAllowed(say("status {status}", status=transition.new.value), why, step)


def require_other_person(transition: Transition, applicants: Iterable[tuple[str, str]], who: tuple[str, str]) -> None:
    """Each an operator's id and a person's name. Raises NotAllowed where one who applied would approve."""
    if Guard.OTHER_PERSON not in transition.guards:
        return
    own_id, own_name = who
    if any(other == own_id or name == own_name for other, name in applicants):
        raise NotAllowed("approval", "you applied for it yourself", "another person must approve it")


def require_unit_named(transition: Transition, unit: Unit) -> None:
    """Raises InvalidValue while its unit lacks one of the three responsible persons: 不得通过登记 (R35)."""
    if Guard.UNIT_NAMED in transition.guards and unit.lacks:
        raise InvalidValue(
            say("unit {name!r}", name=unit.name),
            say("has not named: {roles}", roles=reduce(_joined, map(Phrase, unit.lacks))),
            "its administrator names all three first: `mingce unit change` (R35)",
        )


def require_kind(status: Status, kind: StatusKind | None) -> None:
    """Raises InvalidValue for a kind that the status does not have."""
    allowed = KINDS.get(status, frozenset())
    if kind is not None and kind not in allowed:
        raise InvalidValue(
            say("kind {kind}", kind=kind.value),
            say("is none of status {status}", status=status.value),
            say("one of {words}", words=", ".join(sorted(allowed))) if allowed else say("leave it out"),
        )


def has_expired(expires_us: int | None, at_us: int) -> bool:
    """到期 at its moment, whatever the status says."""
    return expires_us is not None and expires_us <= at_us


def _joined(first: Phrase, second: Phrase) -> Phrase:
    return say("{first}, {second}", first=first, second=second)


def _listed(states: frozenset[Status]) -> str:
    return ", ".join(sorted(state.value for state in states))
