from sqlalchemy import select

from collector.store.scope import CITY, Scope, within
from collector.store.tables import unit
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import SmallLedger


def seen(rig: CollectorStore, scope: Scope) -> set[str]:
    query = select(unit.c.id).where(within(scope, unit.c.id))
    return rig.read(lambda connection: set(connection.execute(query).scalars()))


def test_the_city_sees_all(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert seen(rig, CITY) == {ledger.finance, ledger.services}


def test_a_unit_sees_itself(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert seen(rig, Scope(frozenset({ledger.finance}))) == {ledger.finance}


def test_no_unit_sees_nothing(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert seen(rig, Scope(frozenset())) == set()


def test_a_row_of_no_unit_is_the_citys() -> None:
    assert CITY.allows(None)
    assert not Scope(frozenset({"1"})).allows(None)
    assert Scope(frozenset({"1"})).allows("1")
