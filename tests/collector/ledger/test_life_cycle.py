from itertools import pairwise

import pytest

from collector.errors import InvalidValue, NotAllowed
from collector.ledger import life_cycle
from collector.ledger.life_cycle import (
    KINDS,
    TABLE,
    TRANSITIONS,
    VOUCHING,
    Guard,
    Status,
    StatusKind,
    Transition,
)
from collector.operators.roles import Right, Role, rights_of


@pytest.mark.parametrize("old", list(Status))
@pytest.mark.parametrize("new", list(Status))
def test_the_table_decides(old: Status, new: Status) -> None:
    if new in TRANSITIONS[old]:
        life_cycle.require_transition(old, new)
    else:
        with pytest.raises(InvalidValue, match=f"cannot follow {old.value}"):
            life_cycle.require_transition(old, new)


def test_the_road_to_the_net() -> None:
    road = [Status.DRAFT, Status.SUBMITTED, Status.REVIEWED, Status.APPROVED, Status.ADMITTED]

    for old, new in pairwise(road):
        life_cycle.require_transition(old, new)
    with pytest.raises(InvalidValue):
        life_cycle.require_transition(Status.SUBMITTED, Status.ADMITTED)


def test_every_status_can_be_reached_and_retired_is_final() -> None:
    assert life_cycle.FIRST.union(*TRANSITIONS.values()) == set(Status)
    assert TRANSITIONS[Status.RETIRED] == frozenset()
    assert all(TRANSITIONS[status] for status in Status if status is not Status.RETIRED)


@pytest.mark.parametrize("transition", TABLE)
@pytest.mark.parametrize("role", [None, *Role])
def test_who_may(transition: Transition, role: Role | None) -> None:
    allowed = {Right.WRITE_LEDGER: {Role.UNIT_ADMIN}, Right.APPROVE: {Role.APPROVER}}
    if any(role in allowed[right] for right in transition.by):
        life_cycle.require_right(transition, rights_of(role))
    else:
        with pytest.raises(NotAllowed):
            life_cycle.require_right(transition, rights_of(role))


def test_no_pair_stands_there_twice_and_every_approval_wants_another_person() -> None:
    assert len({(one.old, one.new) for one in TABLE}) == len(TABLE)
    for one in TABLE:
        grants = one.new in (Status.REVIEWED, Status.APPROVED) or (one.old, one.new) in (
            (Status.APPROVED, Status.ADMITTED),
            (Status.CHANGING, Status.ADMITTED),
        )
        assert (Guard.OTHER_PERSON in one.guards) is grants
    assert [(one.old, one.new) for one in TABLE if one.collector] == [(Status.APPROVED, Status.ADMITTED)]


@pytest.mark.parametrize(("who", "refused"), [(("a", "孙立"), True), (("b", "周敏"), True), (("b", "孙立"), False)])
def test_neither_the_account_nor_the_person_that_applied(who: tuple[str, str], refused: bool) -> None:
    transition = life_cycle.require_transition(Status.REVIEWED, Status.APPROVED)
    if refused:
        with pytest.raises(NotAllowed, match="yourself"):
            life_cycle.require_other_person(transition, [("a", "周敏")], who)
    else:
        life_cycle.require_other_person(transition, [("a", "周敏")], who)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("kind", list(StatusKind))
def test_kinds_belong_to_their_status(status: Status, kind: StatusKind) -> None:
    if kind in KINDS.get(status, ()):
        life_cycle.require_kind(status, kind)
    else:
        with pytest.raises(InvalidValue, match="is none of status"):
            life_cycle.require_kind(status, kind)


def test_only_what_is_on_the_net_vouches() -> None:
    assert {Status.ADMITTED, Status.CHANGING} == VOUCHING


@pytest.mark.parametrize("status", [Status.RETIRED, Status.REJECTED, Status.CHANGING])
def test_no_terminal_begins_at_the_end(status: Status) -> None:
    with pytest.raises(InvalidValue, match="begins"):
        life_cycle.require_first(status)
