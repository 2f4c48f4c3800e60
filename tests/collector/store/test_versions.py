"""Intervals: whatever is done in whatever order, and however the clock jumps, versions tile without overlap."""

import tempfile
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import RowMapping, insert, select

from collector.store import versions
from collector.store.tables import unit
from collector.store.transaction import Transaction
from tests.support.collector_store import CollectorStore, open_collector_store

ROW = "1" * 32
STEPS = st.lists(st.tuples(st.sampled_from(["add", "change", "end"]), st.integers(-50, 50)), min_size=1, max_size=25)


def step(tx: Transaction, what: str, number: int) -> None:
    """One act, where it makes sense."""
    old = versions.open_version(tx.connection, unit, ROW)
    if what == "add" and old is None and not _overlaps(tx):
        versions.open_first(tx, unit, ROW, {"name": str(number), "region_code": "371499"})
    elif what == "change" and old is not None:
        versions.supersede(tx, unit, old, {"name": str(number)})
    elif what == "end" and old is not None:
        versions.close(tx, unit, old)


def _overlaps(tx: Transaction) -> bool:
    query = select(unit.c.id).where(unit.c.id == ROW, unit.c.to_us > tx.now_us)
    return tx.connection.execute(query).first() is not None


def rows(rig: CollectorStore) -> Sequence[RowMapping]:
    query = select(unit).where(unit.c.id == ROW).order_by(unit.c.from_us)
    return rig.read(lambda connection: connection.execute(query).mappings().all())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_versions_never_overlap_and_none_is_empty(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_collector_store(Path(folder)) as rig:
        for number, (what, jump) in enumerate(steps):
            rig.clock.now += jump
            rig.do(partial(step, what=what, number=number))
        found = rows(rig)

    assert sum(row["to_us"] is None for row in found) <= 1
    assert all(row["to_us"] is None or row["from_us"] < row["to_us"] for row in found)
    for earlier, later in pairwise(found):
        assert earlier["to_us"] is not None
        assert earlier["to_us"] <= later["from_us"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(-5, 400))
def test_as_of_gives_the_one_version_of_then(pauses: list[int], offset: int) -> None:
    with tempfile.TemporaryDirectory() as folder, open_collector_store(Path(folder)) as rig:
        start = rig.clock.now
        turns = []
        for number, pause in enumerate(pauses):
            turns.append((rig.clock.now, str(number)))
            rig.do(partial(step, what="change" if number else "add", number=number))
            rig.clock.now += pause
        query = select(unit.c.name).where(versions.in_force(unit, start + offset))
        found = rig.read(lambda connection: list(connection.execute(query).scalars()))

    expected = [name for moment, name in turns if moment <= start + offset][-1:]
    assert found == expected


def test_the_end_is_not_part_of_a_version(rig: CollectorStore) -> None:
    values = {"id": ROW, "from_us": 10, "to_us": 20, "name": "x", "region_code": "371499"}
    rig.do(lambda tx: tx.connection.execute(insert(unit).values(values)))

    def at(moment: int) -> int:
        query = select(unit).where(versions.in_force(unit, moment))
        return rig.read(lambda connection: len(connection.execute(query).all()))

    def during(from_us: int, to_us: int) -> int:
        query = select(unit).where(versions.overlapping(unit, from_us, to_us))
        return rig.read(lambda connection: len(connection.execute(query).all()))

    assert [at(moment) for moment in (9, 10, 19, 20)] == [0, 1, 1, 0]
    assert [during(0, 10), during(0, 11), during(19, 30), during(20, 30)] == [0, 1, 1, 0]
