from collector.store import refusals
from tests.support.collector_store import CollectorStore


def test_counts_by_error_and_keeps_the_newest_detail(rig: CollectorStore) -> None:
    rig.do(lambda tx: refusals.add(tx, "bad-signature", 2, "one"))
    first_us = rig.clock.now
    rig.clock.advance(5)
    rig.do(lambda tx: refusals.add(tx, "bad-signature", 3, "x" * 900))

    (count,) = rig.read(refusals.list_all)
    assert (count.times, count.first_us, count.last_us) == (5, first_us, rig.clock.now)
    assert count.detail == "x" * 500
