from collector.store import coverage
from tests.support.collector_store import CollectorStore


def test_renewed_until_the_duty_or_the_agent_ends(rig: CollectorStore) -> None:
    rig.do(lambda tx: coverage.renew(tx, "a" * 32, ["s" * 32], ["ipv4"]))
    start_us = rig.clock.now
    rig.clock.advance(60)
    rig.do(lambda tx: coverage.renew(tx, "a" * 32, ["s" * 32], ["ipv4"]))
    rig.clock.advance(60)
    rig.do(lambda tx: coverage.renew(tx, "a" * 32, []))

    (one,) = rig.read(lambda c: coverage.of_segment(c, "s" * 32, 0, rig.clock.now))
    assert (one.from_us, one.to_us, one.ended_by) == (start_us, start_us + 60_000_000, "duty-ended")
    assert rig.read(lambda c: coverage.of_segment(c, "s" * 32, start_us + 60_000_000, rig.clock.now)) == []
