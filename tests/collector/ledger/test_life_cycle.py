from itertools import pairwise

import pytest

from collector.errors import InvalidValue
from collector.ledger import life_cycle
from collector.ledger.life_cycle import TRANSITIONS, VOUCHING, Status


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


def test_only_what_is_on_the_net_vouches() -> None:
    assert {Status.ADMITTED, Status.CHANGING} == VOUCHING


@pytest.mark.parametrize("status", [Status.RETIRED, Status.REJECTED, Status.CHANGING])
def test_no_terminal_begins_at_the_end(status: Status) -> None:
    with pytest.raises(InvalidValue, match="begins"):
        life_cycle.require_first(status)
