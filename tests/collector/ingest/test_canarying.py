"""Canaries: who is one, how far it got, that it is judged like a stranger and told to nobody."""

import pytest

from collector.alerts.lifecycle import State
from collector.errors import InvalidValue, NotFound
from collector.ingest import canarying
from collector.store import canaries, journal, outbox, views
from collector.store.canaries import Canary
from protocol.observations import HeardHow, OrderOutcome
from protocol.order import Order, OrderKind
from protocol.report import ReportKind
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import DoorRig
from tests.support.ordered_agents import Office, carried_out, office
from tests.support.small_ledger import ACTOR


def begin(there: Office, agent_id: str | None = None) -> str:
    where = there.rig.read(views.segment_views)[there.segment]
    return there.rig.do(lambda tx: canarying.begin(tx, there.context, where, ACTOR, "演练", agent_id))


def canary(there: Office, number: str) -> Canary:
    found = there.rig.read(lambda connection: canaries.find(connection, there.segment, number))
    assert found is not None
    return found


def ordered(there: Office) -> tuple[AgentVoice, Order]:
    ((voice, order),) = [(voice, order) for voice in there.voices for order in there.orders(voice)]
    return voice, order


def watchers(there: Office) -> set[str]:
    return {voice.id for voice in there.voices if there.duties[voice.id]}


def test_where_a_second_mac_is_allowed_one_that_does_not_watch_sends_a_frame(door: DoorRig) -> None:
    there = office(door, 3)
    there.change(allows_second_mac=True)
    begin(there)
    voice, order = ordered(there)

    assert voice.id not in watchers(there)
    assert order.kind is OrderKind.CANARY
    assert order.over_the_wire
    assert str(order.canary_mac).startswith("02-4D-43-")
    assert str(order.canary_address) == "10.37.12.254"


def test_elsewhere_a_watcher_hands_it_to_its_own_listening(door: DoorRig) -> None:
    there = office(door, 3)
    begin(there)
    voice, order = ordered(there)

    assert voice.id in watchers(there)
    assert not order.over_the_wire


def test_its_alert_is_marked_closed_and_told_to_nobody(door: DoorRig) -> None:
    there = office(door, 3)
    there.change(allows_second_mac=True)
    number = begin(there)
    sensor, order = ordered(there)
    watcher = next(voice for voice in there.voices if voice.id in watchers(there))
    said = carried_out(order, sensor.wall_us)
    there.door.deliver(sensor, sensor.report(said, kind=ReportKind.EVENT))
    there.door.advance(0.1, *there.voices)
    for voice in (watcher, sensor):
        there.answer(voice, str(order.canary_mac), str(order.canary_address), how=HeardHow.ARP_ANNOUNCEMENT)

    done = canary(there, number)
    (alert,) = there.door.alerts()
    assert alert.alert.state is State.CLOSED
    assert alert.alert.rule == "unregistered-terminal"
    assert alert.alert.evidence["canary"] == number
    assert alert.alert.evidence["not_told"] == "canary"
    assert there.rig.read(lambda connection: outbox.due(connection, there.rig.clock.now + 1)) == []
    assert done.outcome == "alerted"
    assert done.sent_us is not None
    assert done.heard_us is not None
    assert done.stored_us is not None
    assert done.made_us <= done.sent_us <= done.heard_us <= done.stored_us
    acts = [one for one in there.rig.read(lambda c: list(journal.entries(c))) if one.action == "canary-made"]
    assert [(one.actor, one.reason) for one in acts] == [(ACTOR, "演练")]


def test_a_mark_alone_hides_nobody(door: DoorRig) -> None:
    there = office(door, 2)
    for voice in there.voices:
        there.answer(voice, "02-4D-43-00-00-01", "10.37.12.99", how=HeardHow.ARP_REQUEST)

    (alert,) = there.door.alerts("unregistered-terminal")
    assert alert.alert.state is State.OPEN
    assert alert.alert.told_us is not None


@pytest.mark.parametrize(("seconds", "address"), [(150, None), (1, "10.37.12.90")])
def test_who_takes_a_canarys_mac_is_a_stranger(door: DoorRig, seconds: float, address: str | None) -> None:
    there = office(door, 3)
    there.change(allows_second_mac=True)
    begin(there)
    sensor, order = ordered(there)
    there.door.deliver(sensor, sensor.report(carried_out(order, sensor.wall_us), kind=ReportKind.EVENT))
    there.pass_seconds(seconds)
    for voice in there.voices:
        there.answer(voice, str(order.canary_mac), address or str(order.canary_address), how=HeardHow.ARP_REQUEST)

    (alert,) = there.door.alerts("unregistered-terminal")
    assert (alert.alert.state, alert.alert.told_us is not None) == (State.OPEN, True)


def test_one_that_nobody_hears_is_on_record_as_that(door: DoorRig) -> None:
    there = office(door, 2)
    number = begin(there)
    for _ in range(3):
        there.pass_seconds(40)

    assert canary(there, number).outcome in ("unheard", "refused")


def test_one_that_the_agent_refuses_says_why(door: DoorRig) -> None:
    there = office(door, 2)
    number = begin(there)
    voice, order = ordered(there)
    said = carried_out(order, voice.wall_us, OrderOutcome.REFUSED)
    there.door.deliver(voice, voice.report(said, kind=ReportKind.EVENT))

    done = canary(there, number)
    assert (done.outcome, done.why) == ("refused", "the adapter has no link")


def test_the_agent_may_be_named(door: DoorRig) -> None:
    there = office(door, 3)
    chosen = next(voice for voice in there.voices if voice.id in watchers(there))
    begin(there, chosen.id)

    assert ordered(there)[0].id == chosen.id
    with pytest.raises(NotFound):
        begin(there, "f" * 32)


def test_one_that_does_not_watch_cannot_hear_itself(door: DoorRig) -> None:
    there = office(door, 3)
    idle = next(voice for voice in there.voices if voice.id not in watchers(there))

    with pytest.raises(InvalidValue, match="no second MAC is allowed"):
        begin(there, idle.id)
