from collector.store import register_view, units
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_the_whole_city(rig: CollectorStore, ledger: SmallLedger) -> None:
    view = rig.read(lambda connection: register_view.load(connection, CITY))
    held = view.terminals[0]

    assert held.terminal.reg_no == "3714992026000001"
    assert [item.mac for item in held.adapters] == ["00-00-5E-00-53-01"]
    assert held.custody is not None
    assert (held.custody.owner_id, held.custody.user_id) == (ledger.zhao, ledger.li)
    assert view.people[ledger.li].name == "李明轩"
    assert view.elsewhere.macs == frozenset()


def test_another_unit_sees_only_that_something_is_taken(rig: CollectorStore, ledger: SmallLedger) -> None:
    view = rig.read(lambda connection: register_view.load(connection, Scope(frozenset({"0" * 32}))))

    assert (view.units, view.terminals, view.people, view.segments) == ({}, [], {}, [])
    assert view.elsewhere.macs == {"00-00-5E-00-53-01", "00-00-5E-00-53-03"}
    assert "3714992026000001" in view.elsewhere.numbers


def test_former_names_of_units(rig: CollectorStore, ledger: SmallLedger) -> None:
    unit_id, name = next(iter(rig.read(lambda connection: register_view.load(connection, CITY)).units.items()))
    rig.do(lambda tx: units.change(tx, unit_id, {"name": "示例市财政和国资局"}, ACTOR))
    view = rig.read(lambda connection: register_view.load(connection, CITY))

    assert view.former_names == {name: unit_id}
