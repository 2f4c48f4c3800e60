"""Completion is bounded and takes what was typed as letters."""

from pathlib import Path

from collector.ledger.unit import Unit
from collector.store import names, units
from collector.store.names import MOST, Kind
from collector.store.scope import CITY, Scope
from collector.store.transaction import Transaction
from tests.support.collector_store import open_collector_store
from tests.support.small_ledger import ACTOR


def test_bounded_in_order_and_without_wildcards(tmp_path: Path) -> None:
    def fill(tx: Transaction) -> list[str]:
        return [units.add(tx, Unit(name=f"单位{n:03}", region_code="371499"), ACTOR) for n in range(MOST + 5)]

    with open_collector_store(tmp_path) as rig:
        ids = rig.do(fill)
        told = rig.read(lambda connection: names.beginning(connection, CITY, Kind.UNITS, "单位"))
        own = rig.read(lambda connection: names.beginning(connection, Scope(frozenset(ids[:1])), Kind.UNITS, ""))
        wild = rig.read(lambda connection: names.beginning(connection, CITY, Kind.UNITS, "%"))

    assert told == [f"单位{n:03}" for n in range(MOST)]
    assert (own, wild) == (["单位000"], [])
