"""Sweeps through the real door and store: given out, answered, made good, summed up, on record."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.cli.sweep import WHYS
from collector.errors import AlreadyThere, InvalidValue, NotFound
from collector.ingest import orders, sweeping
from collector.presence.subject import SegmentView
from collector.presence.sweeping import questions_share
from collector.store import journal, sweeps, views
from collector.store import orders as held_orders
from collector.store.sweeps import Sweep, SweepState
from protocol.address import Address
from protocol.observations import HeardHow, OrderOutcome
from protocol.order import Order
from protocol.report import ReportKind
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import DoorRig
from tests.support.ordered_agents import Office, carried_out, office
from tests.support.small_ledger import ACTOR


@pytest.fixture
def there(door: DoorRig) -> Office:
    """Three agents on the finance segment, a /24 with a cap of 50."""
    return office(door, 3)


def begin(there: Office, reason: str | None = None) -> str:
    return there.rig.do(lambda tx: sweeping.begin(tx, there.context, view(there), ACTOR, reason))


def view(there: Office) -> SegmentView:
    return there.rig.read(views.segment_views)[there.segment]


def swept(there: Office, number: str) -> Sweep:
    found = there.rig.read(lambda connection: sweeps.find(connection, there.segment, number))
    assert found is not None
    return found


def targets(given: tuple[Order, ...]) -> list[Address]:
    return [address for one in given for prefix in one.targets for address in prefix]


def test_every_silent_address_is_asked_for_by_exactly_one_agent(there: Office) -> None:
    begin(there)
    given = [there.orders(voice) for voice in there.voices]

    addresses = [address for some in given for address in targets(some)]
    assert len(addresses) == len(set(addresses)) == 254 - 3
    assert not {ip_address(f"10.37.12.{number}") for number in (21, 22, 23)} & set(addresses)
    rates = [max(one.frames_per_second for one in some) for some in given]
    assert sum(rates) <= 50 - questions_share(50)
    assert max(rates) <= 10


def test_what_was_asked_and_who_answered_is_summed_up(there: Office) -> None:
    number = begin(there, "月度检查")
    first, *others = there.voices
    there.answer(first, "00-00-5E-00-53-77", "10.37.12.60")
    for voice in (first, *others):
        there.carry_out_all(voice)

    done = swept(there, number)
    assert done.state is SweepState.DONE
    assert done.result is not None
    assert (done.result.asked, done.result.answered, done.result.new) == (251, 1, 1)
    (found,) = done.result.found
    assert (found.address, found.mac, found.standing) == ("10.37.12.60", "00-00-5E-00-53-77", "unregistered")
    acts = [one for one in there.rig.read(lambda c: list(journal.entries(c))) if one.action.startswith("sweep")]
    assert [one.action for one in acts] == ["sweep-begun", "sweep-ended"]
    assert acts[0].reason == "月度检查"


def test_the_slice_of_an_agent_that_vanished_is_given_to_others_once(there: Office) -> None:
    number = begin(there)
    gone, *others = there.voices
    lost = set(targets(there.orders(gone)))
    for voice in others:
        there.carry_out_all(voice)
    there.silent.add(gone.id)
    for _ in range(12):
        if not any(there.orders(voice) for voice in others):
            there.pass_seconds(20)

    again = {address for voice in others for address in targets(there.orders(voice))}
    assert lost == again
    for voice in others:
        there.carry_out_all(voice)
    assert swept(there, number).state is SweepState.DONE


def test_what_nobody_carried_out_is_said(there: Office) -> None:
    number = begin(there)
    for voice in there.voices:
        there.carry_out_all(voice, OrderOutcome.REFUSED)
    for voice in there.voices:
        there.carry_out_all(voice, OrderOutcome.CUT_SHORT)

    done = swept(there, number)
    assert done.state is SweepState.CUT_SHORT
    assert done.why == "251 addresses were not asked for"
    assert (done.why.template, done.why.values) == ("{count} addresses were not asked for", {"count": 251})
    assert done.why.template in WHYS


def test_orders_that_nobody_fetches_run_out(there: Office) -> None:
    number = begin(there)
    for _ in range(60):
        there.pass_seconds(30)

    assert swept(there, number).state is SweepState.CUT_SHORT


def test_one_sweep_at_a_time(there: Office) -> None:
    begin(there)

    with pytest.raises(AlreadyThere, match="one is running"):
        begin(there)


def test_a_cancelled_sweep_is_void_with_the_next_answer(there: Office) -> None:
    number = begin(there)
    assert there.orders(there.voices[0])
    there.rig.do(lambda tx: sweeping.cancel(tx, there.context, view(there), ACTOR, None))

    assert there.orders(there.voices[0]) == ()
    assert swept(there, number).state is SweepState.CANCELLED
    with pytest.raises(NotFound):
        there.rig.do(lambda tx: sweeping.cancel(tx, there.context, view(there), ACTOR, None))


def test_nobody_asks_where_the_cap_is_zero(there: Office) -> None:
    there.change(sweep_cap=0)

    with pytest.raises(InvalidValue, match="its sweep cap is 0"):
        begin(there)


def test_nobody_asks_where_no_agent_is(there: Office) -> None:
    there.fall_silent(*there.voices)

    with pytest.raises(InvalidValue, match="no agent there can ask"):
        begin(there)


def test_a_segment_is_swept_by_itself_when_it_is_due(there: Office) -> None:
    there.change(sweep_every_us=3_600_000_000)
    there.pass_seconds(1)
    (first,) = there.rig.read(lambda connection: sweeps.of_segment(connection, there.segment))
    there.pass_seconds(1)
    for voice in there.voices:
        there.carry_out_all(voice)
    there.pass_seconds(1)

    assert first.actor == sweeping.COLLECTOR
    assert len(there.rig.read(lambda connection: sweeps.of_segment(connection, there.segment))) == 1
    there.pass_hours(1.1)
    assert len(there.rig.read(lambda connection: sweeps.of_segment(connection, there.segment))) == 2


def test_a_segment_too_wide_is_on_record_and_stops_nobodys_time(there: Office) -> None:
    there.change(sweep_every_us=3_600_000_000, prefixes=("10.37.0.0/16",))
    there.pass_seconds(1)

    (tried,) = there.rig.read(lambda connection: sweeps.of_segment(connection, there.segment))
    assert tried.state is SweepState.CUT_SHORT
    assert "never a wide scan" in (tried.why or "")


def test_an_agent_says_nothing_about_anothers_order(there: Office) -> None:
    begin(there)
    mine, other = there.voices[:2]
    (order, *_) = there.orders(mine)
    there.door.deliver(other, other.report(carried_out(order, other.wall_us)))

    assert order.id in {one.id for one in there.orders(mine)}


def test_able_are_those_who_live_there(there: Office) -> None:
    now_us = there.rig.clock.now
    able = there.rig.read(lambda connection: orders.able(connection, there.segment, now_us))

    assert {one.agent_id for one in able} == {voice.id for voice in there.voices}
    assert all(len(one.holds) == 1 for one in able)


def test_ipv6_is_asked_for_by_those_who_have_it(door: DoorRig) -> None:
    there = office(door, 2, ipv6=1)
    there.change(prefixes=("10.37.12.0/24", "2001:db8:37:12::/64"))
    begin(there)
    with_ipv6, without = there.voices

    assert any(one.version == 6 for one in targets(there.orders(with_ipv6)))
    assert [one for one in there.orders(with_ipv6) if one.queries_listeners and not one.targets]
    assert all(one.version == 4 for one in targets(there.orders(without)))


def test_an_answer_heard_is_firm(there: Office) -> None:
    voice: AgentVoice = there.voices[0]
    there.answer(voice, "00-00-5E-00-53-77", "10.37.12.60", how=HeardHow.ARP_REPLY)
    heard = there.rig.read(lambda connection: sweeps.heard_since(connection, there.segment, 0))

    assert ip_address("10.37.12.60") in heard


def test_a_lowered_cap_or_a_segment_that_ended_cuts_a_sweep_short(there: Office) -> None:
    number = begin(there)
    there.change(sweep_cap=2)
    there.door.tick()

    ended = swept(there, number)
    assert (ended.state, ended.why) == (SweepState.CUT_SHORT, "the segment's sweep cap was lowered")
    assert ended.why in WHYS
    assert [there.orders(voice) for voice in there.voices] == [(), (), ()]
    number = begin(there)
    there.change(sweep_cap=3)
    there.door.tick()
    assert swept(there, number).state is SweepState.RUNNING


def test_no_agent_has_asked_for_more_than_it_was_told_to(there: Office) -> None:
    number, voice = begin(there), there.voices[0]
    order, *_ = there.orders(voice)
    said = replace(carried_out(order, voice.wall_us), asked=2**24, answered=2**24)
    there.door.deliver(voice, voice.report(said, kind=ReportKind.EVENT))

    told = there.rig.read(lambda connection: held_orders.tally(connection, number))
    count = sum(target.num_addresses for target in order.targets)
    assert (told.asked, told.answered) == (count, count)
