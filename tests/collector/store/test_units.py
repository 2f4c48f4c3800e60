from functools import partial

import pytest

from collector.errors import AlreadyThere, InvalidValue, NotFound
from collector.ledger.unit import Unit
from collector.store import journal, units
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def add(rig: CollectorStore, name: str, parent: str | None = None) -> str:
    return rig.do(lambda tx: units.add(tx, Unit(name=name, region_code="371499", parent_id=parent), ACTOR))


def test_a_unit_is_found_by_id_and_name(rig: CollectorStore, ledger: SmallLedger) -> None:
    for key in (ledger.finance, "示例市财政局"):
        assert rig.read(partial(units.find, scope=CITY, key=key)).id == ledger.finance


def test_a_wrong_name_brings_the_near_ones(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotFound, match="did you mean 示例市财政局"):
        rig.read(lambda connection: units.find(connection, CITY, "示例财政局"))


def test_what_lies_outside_the_scope_is_not_even_suggested(rig: CollectorStore, ledger: SmallLedger) -> None:
    scope = Scope(frozenset({ledger.services}))
    with pytest.raises(NotFound) as refused:
        rig.read(lambda connection: units.find(connection, scope, "示例市财政局"))

    assert "财政局" not in refused.value.next_step
    assert [item.id for item in rig.read(lambda connection: units.list_all(connection, scope))] == [ledger.services]


def test_names_are_unique_among_what_is_in_force(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(AlreadyThere, match="财政局"):
        add(rig, "示例市财政局")
    with pytest.raises(AlreadyThere):
        rig.do(lambda tx: units.change(tx, ledger.services, {"name": "示例市财政局"}, ACTOR))


def test_history_keeps_the_old_name(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.clock.now
    rig.clock.advance(60)
    old = rig.do(lambda tx: units.change(tx, ledger.finance, {"name": "示例市财政和金融局"}, ACTOR, "机构改革"))

    assert old.value.name == "示例市财政局"
    assert rig.read(lambda connection: units.find(connection, CITY, "示例市财政局", before)).id == ledger.finance
    with pytest.raises(NotFound):
        rig.read(lambda connection: units.find(connection, CITY, "示例市财政局"))


def test_every_change_is_journalled_with_old_and_new(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: units.change(tx, ledger.finance, {"access_class": "B"}, ACTOR, "审批"))
    entry = rig.read(lambda connection: list(journal.entries(connection, subject_id=ledger.finance)))[-1]

    assert (entry.action, entry.actor, entry.reason) == ("unit-changed", ACTOR, "审批")
    assert entry.values == {"old": {}, "new": {"access_class": "B"}}


def test_a_change_that_changes_nothing_leaves_no_trace(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.writer.head.heads.journal_count
    rig.do(lambda tx: units.change(tx, ledger.finance, {"name": " 示例市财政局 "}, ACTOR))

    assert rig.writer.head.heads.journal_count == before


def test_the_tree_below_a_unit(rig: CollectorStore, ledger: SmallLedger) -> None:
    office = add(rig, "国库支付中心", ledger.finance)
    desk = add(rig, "窗口一组", office)

    assert rig.read(lambda connection: units.subtree(connection, ledger.finance)) == {ledger.finance, office, desk}
    assert rig.read(lambda connection: units.subtree(connection, desk)) == {desk}
    with pytest.raises(InvalidValue, match="below this very unit"):
        rig.do(lambda tx: units.change(tx, ledger.finance, {"parent_id": desk}, ACTOR))
    assert rig.read(lambda connection: units.find(connection, CITY, ledger.finance)).value.parent_id is None


@pytest.mark.parametrize("field", ["parent_id", "first_responsible_id", "administrator_id"])
def test_what_it_refers_to_must_be_there(rig: CollectorStore, ledger: SmallLedger, field: str) -> None:
    fresh = add(rig, "示例市档案馆")
    with pytest.raises(NotFound, match="fffff"):
        rig.do(lambda tx: units.change(tx, fresh, {field: "f" * 32}, ACTOR))


def test_an_unknown_field_is_named(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(InvalidValue, match="colour"):
        rig.do(lambda tx: units.change(tx, ledger.finance, {"colour": "red"}, ACTOR))
