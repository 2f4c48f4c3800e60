"""Rows of table canary."""

from collector.store import canaries
from collector.store.canaries import Canary
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR

SEGMENT, MAC = "5" * 32, "02-4D-43-00-00-01"


def add(rig: CollectorStore, number: str) -> None:
    now_us = rig.clock.now
    new = Canary(number, SEGMENT, "a" * 32, MAC, "10.37.12.250", True, ACTOR, "演练", now_us)
    rig.do(lambda tx: canaries.add(tx, new))
    rig.clock.advance(1)


def test_the_newest_of_a_mac_is_found_on_its_segment_only(rig: CollectorStore) -> None:
    add(rig, "1" * 32)
    add(rig, "2" * 32)

    newest = rig.read(lambda connection: canaries.of_mac(connection, SEGMENT, MAC))
    assert newest is not None
    assert newest.id == "2" * 32
    assert rig.read(lambda connection: canaries.of_mac(connection, "6" * 32, MAC)) is None
    assert [one.id for one in rig.read(lambda c: canaries.of_segment(c, SEGMENT))] == ["2" * 32, "1" * 32]


def test_what_is_noted_stands_and_what_nobody_heard_ends(rig: CollectorStore) -> None:
    add(rig, "1" * 32)
    add(rig, "2" * 32)
    rig.do(lambda tx: canaries.note(tx, "1" * 32, heard_us=7, ended_us=8, outcome="alerted"))
    rig.do(lambda tx: canaries.end_unheard(tx, tx.now_us))

    first = rig.read(lambda connection: canaries.find(connection, SEGMENT, "1" * 32))
    second = rig.read(lambda connection: canaries.find(connection, SEGMENT, "2" * 32))
    assert first is not None
    assert second is not None
    assert (first.heard_us, first.outcome) == (7, "alerted")
    assert second.outcome == "unheard"
