"""What watchers are worth, and the alert where there are none."""

import pytest

from collector.ingest import clockwork
from collector.presence.coverage import Hears
from collector.store import coverage, leases
from tests.support.agents_door import STRANGER_MAC, DoorRig
from tests.support.colleagues import Colleague, colleague, hears, minutes

RULE = "segment-without-watchers"


def rarely(door: DoorRig) -> None:
    door.rig.do(lambda tx: clockwork.rarely(tx, door.context))


def watching(door: DoorRig) -> set[str]:
    return {one.agent_id for one in door.rig.read(lambda c: leases.in_force(c, door.rig.clock.now))}


@pytest.fixture
def office(door: DoorRig) -> list[Colleague]:
    found = [colleague(door, number) for number in (11, 12, 13)]
    minutes(door, 2, found)
    return found


def test_watcher_that_hears_nobody_yields_to_one_not_tried_yet(door: DoorRig, office: list[Colleague]) -> None:
    first, second, third = office
    for _ in range(12):
        hears(door, second, second.voice.sighting(first.mac, first.address))
        minutes(door, 1, office)
        rarely(door)

    heard = {one.agent_id: one.hears for one in door.rig.read(coverage.open_ones)}
    assert heard[second.id] is Hears.PEERS
    assert watching(door) == {second.id, third.id}
    rows = door.rig.read(lambda c: coverage.of_segment(c, door.ledger.finance_segment, 0, door.rig.clock.now))
    assert {one.hears for one in rows if one.agent_id == first.id} == {Hears.ISOLATED}


def test_stranger_s_frames_prove_nothing_about_the_others(door: DoorRig, office: list[Colleague]) -> None:
    for _ in range(12):
        for watcher in office[:2]:
            hears(door, watcher, watcher.voice.sighting(STRANGER_MAC, "10.37.12.99"))
        minutes(door, 1, office)
        rarely(door)

    isolated = {one.agent_id for one in door.rig.read(coverage.open_ones) if one.is_isolated}
    assert isolated <= {one.id for one in office}
    assert isolated


def test_nobody_can_watch_is_told_once_and_settled_when_somebody_does(door: DoorRig, office: list[Colleague]) -> None:
    for one in office:
        one.listens, one.duties = False, ()
    for _ in range(20):
        minutes(door, 1, office)
        rarely(door)
    (alert,) = door.alerts(RULE)
    assert (alert.alert.severity.word, alert.alert.state, alert.segment_id) == (
        "high",
        "open",
        door.ledger.finance_segment,
    )
    assert alert.alert.told_us is not None
    assert alert.alert.evidence["agents"] == 3
    assert {"agent": "CZJ-YSK-01", "why": "not-taken-up"} in alert.alert.evidence["refused"]  # type: ignore[operator]

    for one in office:
        one.listens = True
    for _ in range(14):
        minutes(door, 1, office)
        rarely(door)
    (alert,) = door.alerts(RULE)
    assert (alert.alert.state, alert.alert.episode) == ("closed", 1)


def test_at_night_it_stands_in_the_list_and_nobody_is_told(door: DoorRig, office: list[Colleague]) -> None:
    for _ in range(30):
        minutes(door, 1, office, *office)
        rarely(door)

    (alert,) = door.alerts(RULE)
    assert (alert.alert.severity.word, alert.alert.told_us, alert.alert.state) == ("info", None, "open")
    minutes(door, 2, office)
    rarely(door)
    assert door.alerts(RULE)[0].alert.state == "closed"


def test_segment_that_never_had_an_agent_is_no_alert(door: DoorRig) -> None:
    for _ in range(20):
        door.advance(60)
        rarely(door)

    assert door.alerts(RULE) == []
