"""No question of a trace reads a table of half a year, or the whole ledger, from one end to the other."""

import re
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Select, select

from collector.store import trace_queries
from collector.store.scope import CITY, Scope
from collector.store.tables import binding
from collector.store.trace_queries import Shape
from tests.support.collector_store import CollectorStore

UNIT = Scope(frozenset({"1" * 32}))
LARGE = {"binding", "claim", "terminal", "adapter", "report", "binding_witness"}
SHAPES = [
    Shape(by_mac=by_mac, on_segment=on_segment, of_unit=of_unit)
    for by_mac in (False, True)
    for on_segment in (False, True)
    for of_unit in (False, True)
]
GIVEN: dict[str, Any] = {
    "macs": ["02-00-5E-00-53-01"],
    "address": "10.37.12.21",
    "from_us": 5,
    "to_us": 5,
    "until_us": 6,
    "segment_id": "2" * 32,
    "unit_id": "1" * 32,
    "name": "CZJ-0312",
    "terminal_ids": ["3" * 32],
    "binding_ids": [1],
    "most": 20,
}


def scanned(connection: Connection, statement: Select[Any]) -> set[str]:
    """The tables that SQLite would read whole."""
    asked = statement.params(GIVEN).compile(connection, compile_kwargs={"literal_binds": True})
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")
    return {found[1] for row in plan if (found := re.match(r"SCAN (\w+)", row.detail))}


@pytest.mark.parametrize("scope", [CITY, UNIT], ids=["city", "unit"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_trails_are_found_by_index(rig: CollectorStore, scope: Scope, shape: Shape) -> None:
    for statement in trace_queries.trails(scope, shape):
        assert not rig.read(partial(scanned, statement=statement)) & LARGE


@pytest.mark.parametrize("scope", [CITY, UNIT], ids=["city", "unit"])
def test_names_are_found_by_index(rig: CollectorStore, scope: Scope) -> None:
    for statement in (trace_queries.named(scope), trace_queries.MACS_OF, trace_queries.WITNESSED):
        assert not rig.read(partial(scanned, statement=statement)) & LARGE


def test_a_scan_would_be_seen(rig: CollectorStore) -> None:
    assert rig.read(partial(scanned, statement=select(binding).where(binding.c.how == "arp-request"))) == {"binding"}


def test_statements_are_built_once() -> None:
    assert trace_queries.trails(CITY, SHAPES[0]) is trace_queries.trails(Scope(None), SHAPES[0])
