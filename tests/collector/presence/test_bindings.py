from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from collector.presence.binding import (
    CONFIRMING_GAP_US,
    PAUSE_US,
    QUIET_US,
    Binding,
    ClosedBy,
    Heard,
    How,
    Pair,
    SwitchTable,
)
from collector.presence.bindings import fold, gone_quiet
from collector.presence.interval import MINUTE_US, Interval
from protocol.observations import HeardHow
from tests.support.scenario import ADDRESS_1, ADDRESS_2, MAC_1, MAC_2

START = 1_767_225_600_000_000
PAIR = Pair("5" * 32, MAC_1, ADDRESS_1)
RIVAL = Pair("5" * 32, MAC_2, ADDRESS_1)


def heard(
    minute: float,
    *,
    lasting: float = 0,
    pair: Pair = PAIR,
    by: str = "agent:1",
    told: float | None = None,
    how: How = HeardHow.ARP_REQUEST,
    intake: int = 1,
) -> Heard:
    first_us = START + int(minute * MINUTE_US)
    last_us = first_us + int(lasting * MINUTE_US)
    told_us = START + int(told * MINUTE_US) if told is not None else last_us
    return Heard(pair, how, first_us, last_us, 1, by, intake, told_us)


class Wire:
    """Bindings as a store would keep them."""

    def __init__(self) -> None:
        self.held: list[Binding] = []

    def hear(self, said: Heard) -> Binding:
        own = [one for one in self.held if one.pair.mac == said.pair.mac]
        others = [one for one in self.held if one.pair.mac != said.pair.mac and one.pair.address == said.pair.address]
        folding = fold(said, own, others)
        gone = {id(one) for one in folding.absorbed}
        joined = [one for one in own if folding.binding.id is not None and one.id == folding.binding.id]
        gone |= {id(one) for one in joined}
        closed = {one.id: one for one in folding.closed}
        self.held = [closed.get(one.id, one) for one in self.held if id(one) not in gone]
        number = folding.binding.id or max([0, *(one.id or 0 for one in self.held)]) + 1
        self.held.append(replace(folding.binding, id=number))
        return self.held[-1]

    def intervals(self, pair: Pair = PAIR) -> list[tuple[int, int]]:
        return sorted((one.first_us, one.last_us) for one in self.held if one.pair == pair)


def test_first_frame_opens_a_binding() -> None:
    binding = Wire().hear(heard(0))

    assert (binding.first_us, binding.last_us, binding.resumed_us, binding.is_open) == (START, START, START, True)
    assert binding.confirmed_us is None


def test_later_frame_extends_and_confirms() -> None:
    wire = Wire()
    wire.hear(heard(0))
    binding = wire.hear(heard(5))

    assert wire.intervals() == [(START, START + 5 * MINUTE_US)]
    assert binding.confirmed_us == START + 5 * MINUTE_US
    assert binding.frames == 2


def test_copy_of_one_frame_confirms_nothing() -> None:
    wire = Wire()
    wire.hear(heard(0))

    assert wire.hear(heard((CONFIRMING_GAP_US - 1) / MINUTE_US)).confirmed_us is None


def test_second_witness_of_the_same_frame_confirms() -> None:
    wire = Wire()
    wire.hear(heard(0))
    binding = wire.hear(heard(0, by="agent:2", intake=7))

    assert binding.confirmed_us is not None
    assert [(one.name, one.first_intake) for one in binding.witnesses] == [("agent:1", 1), ("agent:2", 7)]


def test_frame_after_a_quiet_time_is_a_new_binding() -> None:
    wire = Wire()
    wire.hear(heard(0))
    (closed,) = gone_quiet(wire.held, START + 11 * MINUTE_US)
    wire.held = [closed]
    wire.hear(heard(30))

    assert closed.closed_by is ClosedBy.QUIET
    assert closed.closed_us == START
    assert len(wire.intervals()) == 2


def test_late_report_bridges_two_bindings() -> None:
    wire = Wire()
    wire.hear(heard(0))
    wire.hear(heard(16))
    binding = wire.hear(heard(8, told=60))

    assert wire.intervals() == [(START, START + 16 * MINUTE_US)]
    assert not binding.is_open


def test_late_report_far_back_is_closed_at_once() -> None:
    wire = Wire()
    wire.hear(heard(60))
    binding = wire.hear(heard(0, told=60))

    assert binding.closed_by is ClosedBy.QUIET
    assert [one.is_open for one in wire.held] == [True, False]


def test_contradiction_closes_and_hearing_again_opens() -> None:
    wire = Wire()
    wire.hear(heard(0))
    wire.hear(heard(0.2, pair=RIVAL))
    assert [one.closed_by for one in wire.held] == [ClosedBy.CONTRADICTED, None]

    wire.hear(heard(0.4))
    assert {one.pair.mac: one.is_open for one in wire.held} == {MAC_1: True, MAC_2: False}
    assert len(wire.held) == 2


def test_an_hour_of_another_owner_is_not_bridged() -> None:
    wire = Wire()
    wire.hear(heard(0))
    wire.hear(heard(2, pair=RIVAL))
    wire.hear(heard(5))

    assert len(wire.intervals()) == 2


def test_asking_for_an_address_contradicts_nobody() -> None:
    wire = Wire()
    wire.hear(heard(0))
    wire.hear(heard(1, pair=RIVAL, how=HeardHow.ARP_PROBE))

    assert [one.is_open for one in wire.held] == [True, True]


def test_a_pause_is_remembered_whatever_the_address() -> None:
    wire = Wire()
    wire.hear(heard(0))
    wire.hear(heard(0.5, pair=replace(PAIR, address=ADDRESS_2)))
    woken = wire.hear(heard(0.5 + PAUSE_US / MINUTE_US))

    assert woken.resumed_us == woken.last_us
    assert woken.first_us == START


def test_a_link_coming_up_is_told_by_its_first_frames() -> None:
    wire = Wire()
    wire.hear(heard(0))
    assert wire.hear(heard(0.2, how=HeardHow.ARP_PROBE)).resumed_us == START
    assert wire.hear(heard(0.6, how=HeardHow.DHCP4)).resumed_us == START + int(0.6 * MINUTE_US)
    assert wire.hear(heard(1.0, how=HeardHow.MLD)).resumed_us == START + int(1.0 * MINUTE_US)


moments = st.integers(0, 240).map(lambda number: number / 4)
said = st.builds(
    heard,
    moments,
    lasting=st.sampled_from([0, 0.5, 3, 12]),
    by=st.sampled_from(["agent:1", "agent:2"]),
    told=st.just(1000.0),
    intake=st.integers(1, 99),
)


@given(st.lists(said, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_intervals_do_not_depend_on_the_order_of_reports(reports: list[Heard], random: object) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Wire(), Wire()
    for item in reports:
        one.hear(item)
    for item in shuffled:
        other.hear(item)

    assert one.intervals() == other.intervals()
    assert {w.name for b in one.held for w in b.witnesses} == {w.name for b in other.held for w in b.witnesses}
    assert sum(b.frames for b in one.held) == len(reports)


@given(st.lists(st.tuples(moments, st.sampled_from([PAIR, RIVAL])), min_size=1, max_size=15))
@settings(max_examples=300, deadline=None)
def test_bindings_of_a_pair_are_disjoint_and_hold_every_frame(frames: list[tuple[float, Pair]]) -> None:
    wire = Wire()
    for minute, pair in frames:
        wire.hear(heard(minute, pair=pair, told=1000.0))

    for pair in (PAIR, RIVAL):
        spans = [Interval.of_sighting(*one) for one in wire.intervals(pair)]
        assert all(not one.overlaps(other) for one in spans for other in spans if one is not other)
        for minute, heard_pair in frames:
            moment = START + int(minute * MINUTE_US)
            assert heard_pair != pair or any(one.from_us <= moment < one.to_us for one in spans)


@given(st.lists(moments, min_size=1, max_size=15))
def test_at_most_one_binding_of_a_pair_is_open(minutes: list[float]) -> None:
    wire = Wire()
    for minute in minutes:
        wire.hear(heard(minute, told=max(minutes)))

    still = [one for one in wire.held if one.is_open]
    assert len(still) <= 1
    assert all(one.last_us >= max(other.last_us for other in wire.held) for one in still)
    assert all(START + int(max(minutes) * MINUTE_US) - one.last_us <= QUIET_US for one in still)


def test_a_table_makes_no_binding_last_that_no_frame_renews() -> None:
    wire = Wire()
    framed = wire.hear(heard(0))
    tabled = wire.hear(heard(5, by="import:SW-3F", how=SwitchTable.ARP))

    assert (framed.last_us, tabled.first_us) == (START, START + 5 * MINUTE_US)
    assert wire.hear(heard(6)).first_us == START
    assert tabled.confirmed_us is None


def test_what_took_several_frames_is_confirmed_by_one_sighting() -> None:
    lease = replace(heard(0, by="import:SW-3F", how=SwitchTable.DHCP), is_repeated=True)

    assert Wire().hear(lease).confirmed_us == lease.received_us


def test_asking_begins_anew_after_a_time_of_answers() -> None:
    wire = Wire()
    wire.hear(heard(0))
    wire.hear(heard(5, pair=replace(PAIR, address=ADDRESS_2)))
    for minute in range(6, 40):
        wire.hear(heard(minute, how=HeardHow.ARP_REPLY))
    answering = wire.held[-1]
    asking = wire.hear(heard(40))

    assert (answering.asking_us, answering.asked_us) == (START, START)
    assert (asking.first_us, asking.asking_us, asking.asked_us) == (START, asking.last_us, asking.last_us)


def test_asking_goes_on_whatever_the_address_and_in_whatever_order_it_is_told() -> None:
    wire = Wire()
    wire.hear(heard(0))
    wire.hear(heard(15, pair=replace(PAIR, address=ADDRESS_2)))
    late = wire.hear(heard(9, told=30))
    last = wire.hear(heard(30))

    assert {one.asking_us for one in wire.held} == {START}
    assert (late.asked_us, last.asked_us) == (START + 9 * MINUTE_US, START + 30 * MINUTE_US)
