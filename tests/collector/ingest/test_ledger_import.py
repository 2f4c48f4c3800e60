"""Plans done in batches; what changed since a plan was made refuses the row alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collector.imports.sheets.declaration import Choices, declaration
from collector.imports.sheets.plan import Plan, Policy
from collector.imports.sheets.planning import plan
from collector.ingest.ledger_import import ADDITIONS_AT_ONCE, Outcome, take_in
from collector.ledger.unit import Unit
from collector.store import register_view, terminals, units
from collector.store.scope import CITY
from tests.support.collector_store import CollectorStore, open_collector_store
from tests.support.messy_sheets import UNIT, sheet_of

ACTOR = "operator:test"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[CollectorStore]:
    with open_collector_store(tmp_path) as rig:
        rig.do(lambda tx: units.add(tx, Unit(name=UNIT, region_code="371499"), ACTOR))
        yield rig


def planned(site: CollectorStore, *rows: dict[str, Any]) -> Plan:
    view = site.read(lambda connection: register_view.load(connection, CITY))
    return plan(declaration(sheet_of(*rows), Choices(), date(2026, 3, 1)), view, Policy())


def do(site: CollectorStore, made: Plan) -> tuple[Outcome, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    return take_in(site.do, made, ACTOR, "test", lambda *done: told.append(done)), told


def many(count: int) -> list[dict[str, Any]]:
    return [
        {"序列号": f"FAKE{n}", "MAC地址": f"02-00-00-00-{n // 256:02X}-{n % 256:02X}", "IP地址": ""}
        for n in range(count)
    ]


def test_batches_share_their_people(site: CollectorStore) -> None:
    outcome, told = do(site, planned(site, *many(ADDITIONS_AT_ONCE + 20)))

    assert (outcome.added, outcome.refused, told) == (220, [], [(200, 220), (220, 220)])
    assert len(site.read(lambda connection: register_view.load(connection, CITY)).people) == 1


def test_an_addition_somebody_made_meanwhile_is_refused_alone(site: CollectorStore) -> None:
    late = planned(site, *many(3))
    do(site, planned(site, {"序列号": "OTHER1", "MAC地址": "02-00-00-00-00-01", "IP地址": ""}))
    outcome, _told = do(site, late)

    assert (outcome.added, [row.row for row in outcome.refused]) == (2, [3])
    assert "02-00-00-00-00-01 was taken" in str(outcome.refused[0].findings[-1].why)


def test_a_change_after_somebody_s_change_is_refused_alone(site: CollectorStore) -> None:
    do(site, planned(site, *many(2)))
    site.clock.advance(60)
    edited = [row | {"房间号": "0999"} for row in many(2)]
    late = planned(site, *edited)
    first = late.changes[0].held.id
    site.do(lambda tx: terminals.change(tx, first, {"brand": "联想"}, ACTOR))
    outcome, _told = do(site, late)

    assert (outcome.changed, [row.row for row in outcome.refused]) == (1, [2])
    again, _told = do(site, planned(site, *edited))
    assert (again.changed, again.refused) == (1, [])


def test_a_batch_that_is_run_again_has_no_more_effect(site: CollectorStore) -> None:
    made = planned(site, *many(2))
    do(site, made)
    outcome, _told = do(site, replace(made, changes=()))

    assert (outcome.added, len(outcome.refused)) == (0, 2)
