"""Who watches: told with the beat, kept while they live, passed on when they do not."""

from dataclasses import replace

import pytest

from collector.ingest import watchers
from collector.presence.election import LeaseEnd, Preference
from collector.presence.liveness import MISSED_BEATS
from collector.store import leases, watch_preferences
from collector.store.tables import watch_lease
from collector.store.watch_preferences import Named
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig
from tests.support.colleagues import Colleague, beat, colleague, minutes
from tests.support.small_ledger import ACTOR


def watching(door: DoorRig) -> set[str]:
    return {one.agent_id for one in door.rig.read(lambda c: leases.in_force(c, door.rig.clock.now))}


def ended(door: DoorRig, agent_id: str) -> list[str | None]:
    query = watch_lease.select().where(watch_lease.c.agent_id == agent_id)
    return [row.ended_by for row in door.rig.read(lambda c: c.execute(query).all())]


@pytest.fixture
def office(door: DoorRig) -> list[Colleague]:
    """Four PCs that beat for two minutes, the first two of them watchers."""
    found = [colleague(door, number) for number in (11, 12, 13, 14)]
    minutes(door, 2, found)
    assert watching(door) == {one.id for one in found[:2]}
    return found


def test_lease_is_prolonged_while_its_holder_lives_and_ends_with_it(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    (duty,) = door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS).duties
    for _ in range(9):
        door.advance(60, voice)
        answer = door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS, duties=(duty.id,))
        assert [one.id for one in answer.duties] == [duty.id]
        door.tick()

    door.advance(190, voice)
    door.tick()
    assert watching(door) == set()
    assert ended(door, voice.id) == [LeaseEnd.GONE]


def test_place_of_a_silent_watcher_passes_on_within_three_beats(door: DoorRig, office: list[Colleague]) -> None:
    silent = office[0]
    minutes(door, MISSED_BEATS - 1, office, silent)
    assert watching(door) == {silent.id, office[1].id}
    door.advance(1, *(one.voice for one in office))
    door.tick()

    assert watching(door) == {office[1].id, office[2].id}
    assert [duty.segment for duty in beat(door, office[2]).duties] == [door.ledger.finance_segment]
    beat(door, silent)
    door.tick()
    assert silent.id not in watching(door), "who comes back is not put first again"


def test_who_cannot_listen_loses_the_place_and_is_passed_over_for_a_time(
    door: DoorRig, office: list[Colleague]
) -> None:
    office[0].listens, office[0].duties = False, ()
    minutes(door, 6, office)

    assert watching(door) == {office[1].id, office[2].id}
    assert ended(door, office[0].id) == [LeaseEnd.NOT_TAKEN_UP]
    minutes(door, 2, office, office[1], office[2], office[3])
    minutes(door, 2, office, office[1], office[2], office[3])
    assert watching(door) == set()
    office[0].listens = True
    minutes(door, 9, office, office[1], office[2], office[3])
    assert watching(door) == {office[0].id}


def test_preferred_one_gets_a_place_as_soon_as_it_is_there(door: DoorRig, office: list[Colleague]) -> None:
    late = colleague(door, 20)
    here = door.ledger.finance_segment
    preferred = Named(terminal_id=late.terminal_id)
    door.rig.do(lambda tx: watch_preferences.put(tx, here, preferred, Preference.PREFER, ACTOR, "机房常开"))
    minutes(door, 1, office)
    assert watching(door) == {one.id for one in office[:2]}

    assert len(beat(door, late).duties) == 1
    assert watching(door) == {office[0].id, late.id}
    assert ended(door, office[1].id) == [LeaseEnd.REPLACED]


def test_one_ruled_out_goes_at_once_and_whose_duties_changed_are_named(door: DoorRig, office: list[Colleague]) -> None:
    here = door.ledger.finance_segment
    ruled_out = Named(terminal_id=office[0].terminal_id)
    door.rig.do(lambda tx: watch_preferences.put(tx, here, ruled_out, Preference.NEVER, ACTOR, "领导电脑"))

    changed = door.rig.do(lambda tx: watchers.keep(tx, door.context))

    assert changed == {office[0].id, office[2].id}
    assert watching(door) == {office[1].id, office[2].id}
    assert ended(door, office[0].id) == [LeaseEnd.RULED_OUT]
    assert beat(door, office[0]).duties == ()
    assert door.rig.do(lambda tx: watchers.keep(tx, door.context)) == frozenset()


def test_more_places_are_filled_when_policy_wants_more(door: DoorRig, office: list[Colleague]) -> None:
    door.rig.do(lambda tx: watchers.keep(tx, replace(door.context, watchers=3)))

    assert watching(door) == {one.id for one in office[:3]}


def test_reason_stands_with_the_lease(door: DoorRig, office: list[Colleague]) -> None:
    (first, *_) = door.rig.read(lambda c: leases.in_force(c, door.rig.clock.now, office[0].id))

    assert first.reason == "unknown-medium longest-alive"
