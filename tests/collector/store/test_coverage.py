import pytest

from collector.presence.coverage import FAMILIES, HEARING_US, Hears, Judged
from collector.store import coverage
from tests.support.collector_store import CollectorStore

HERE, WATCHER = "s" * 32, "a" * 32


def watched(rig: CollectorStore, *families: str) -> None:
    rig.do(lambda tx: coverage.renew(tx, WATCHER, [HERE], families or FAMILIES))


def test_renewed_until_the_duty_or_the_agent_ends(rig: CollectorStore) -> None:
    watched(rig, "ipv4")
    start_us = rig.clock.now
    rig.clock.advance(60)
    watched(rig, "ipv4")
    rig.clock.advance(60)
    assert [one.agent_id for one in rig.read(coverage.open_ones)] == [WATCHER]
    rig.do(lambda tx: coverage.renew(tx, WATCHER, []))

    (one,) = rig.read(lambda c: coverage.of_segment(c, HERE, 0, rig.clock.now))
    assert (one.from_us, one.to_us, one.ended_by) == (start_us, start_us + 60_000_000, "duty-ended")
    assert rig.read(lambda c: coverage.of_segment(c, HERE, start_us + 60_000_000, rig.clock.now)) == []
    assert rig.read(coverage.open_ones) == []
    assert rig.read(lambda c: coverage.last_watched(c, HERE)) == start_us + 60_000_000
    assert rig.read(lambda c: coverage.last_of_agent(c, HERE, WATCHER)) == start_us + 60_000_000
    assert rig.read(lambda c: coverage.last_watched(c, "t" * 32)) is None


def test_who_watches_long_enough_is_judged_every_minute(rig: CollectorStore) -> None:
    watched(rig)
    assert rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now)) == []
    rig.clock.advance(600)
    (due,) = rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))
    assert not rig.do(lambda tx: coverage.judge(tx, due, Judged(None, due.from_us)))
    assert rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now)) == []
    rig.clock.advance(60)
    assert len(rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))) == 1


def test_isolation_is_told_of_the_whole_watch_and_asked_again_later(rig: CollectorStore) -> None:
    watched(rig)
    rig.clock.advance(600)
    (due,) = rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))
    assert rig.do(lambda tx: coverage.judge(tx, due, Judged(Hears.ISOLATED, due.from_us)))

    assert {one.hears for one in rig.read(lambda c: coverage.of_segment(c, HERE, 0, rig.clock.now))} == {Hears.ISOLATED}
    assert rig.read(coverage.open_ones)[0].is_isolated
    assert rig.read(lambda c: coverage.newest_hearing(c, HERE, 0)) == {WATCHER: Hears.ISOLATED}
    rig.clock.advance(599)
    assert rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now)) == []
    rig.clock.advance(1)
    assert len(rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))) == 1


@pytest.mark.parametrize("first", list(Hears))
def test_one_that_hears_otherwise_than_before_begins_anew(rig: CollectorStore, first: Hears) -> None:
    then = Hears.PEERS if first is Hears.ISOLATED else Hears.ISOLATED
    watched(rig)
    rig.clock.advance(600)
    (due,) = rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))
    rig.do(lambda tx: coverage.judge(tx, due, Judged(first, due.from_us)))
    rig.clock.advance(1200)
    watched(rig)
    changed_us = rig.clock.now - (HEARING_US if then is Hears.ISOLATED else 0)
    (due,) = rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))
    assert rig.do(lambda tx: coverage.judge(tx, due, Judged(then, changed_us)))

    rows = rig.read(lambda c: coverage.of_segment(c, HERE, 0, rig.clock.now + 1))
    told = [(one.from_us, one.to_us, one.hears) for one in rows if one.family == "ipv6"]
    assert told == [(due.from_us, changed_us, first), (changed_us, None, then)]


def test_nothing_to_tell_keeps_what_was_told(rig: CollectorStore) -> None:
    watched(rig)
    rig.clock.advance(600)
    (due,) = rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))
    rig.do(lambda tx: coverage.judge(tx, due, Judged(Hears.PEERS, due.from_us)))
    rig.clock.advance(60)
    (due,) = rig.read(lambda c: coverage.to_be_judged(c, rig.clock.now))
    assert not rig.do(lambda tx: coverage.judge(tx, due, Judged(None, due.from_us)))

    assert rig.read(coverage.open_ones)[0].hears is Hears.PEERS
