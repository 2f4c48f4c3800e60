import pytest

from collector.errors import InvalidValue, NotFound
from collector.ledger.unit import Unit
from collector.store import journal, register, segments, units
from collector.store.scope import CITY
from collector.store.tables import unit
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_ending_closes_the_row_and_says_so(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.clock.now
    rig.clock.advance(1)
    rig.do(lambda tx: segments.REGISTER.end(tx, ledger.services_segment, ACTOR, "moved"))

    with pytest.raises(NotFound):
        rig.read(lambda connection: segments.find(connection, CITY, "政务大厅"))
    assert rig.read(lambda connection: segments.find(connection, CITY, "政务大厅", before)).to_us == rig.clock.now
    entry = rig.read(lambda connection: list(journal.entries(connection, subject_id=ledger.services_segment)))[-1]
    assert (entry.action, entry.reason) == ("segment-ended", "moved")
    with pytest.raises(NotFound):
        rig.do(lambda tx: segments.REGISTER.end(tx, ledger.services_segment, ACTOR))


def test_a_name_of_several_names_the_candidates() -> None:
    error = register.several("terminal", "x", [str(number) for number in range(12)])

    assert "0, 1, 2" in error.why
    assert error.why.endswith("…")
    assert error.next_step == "give the id"


def test_changed_refuses_what_is_no_field() -> None:
    unit = Unit(name="x", region_code="371499")

    assert register.changed(unit, {"name": "y"}).name == "y"
    with pytest.raises(InvalidValue, match="'id'"):
        register.changed(unit, {"id": "1"})


def test_suggestions_are_near_or_none() -> None:
    assert register.did_you_mean("CZJ-YSK-1", {"CZJ-YSK-01", "ZWDT-B07"}) == "did you mean CZJ-YSK-01?"
    assert register.did_you_mean("qqqq", {"CZJ-YSK-01"}) == ""
    units = {"示例市财政局", "示例市财政局预算科", "示例市政务服务中心"}
    assert register.did_you_mean("财政", units) == "did you mean 示例市财政局 / 示例市财政局预算科?"
    assert register.did_you_mean("示例市财证局", units).startswith("did you mean 示例市财政局")
    assert register.did_you_mean("示", units) == ""


def test_lists_are_ordered_and_can_be_narrowed(rig: CollectorStore, ledger: SmallLedger) -> None:
    names = rig.read(lambda connection: [item.value.name for item in units.list_all(connection, CITY)])
    narrowed = rig.read(lambda connection: units.REGISTER.list_all(connection, CITY, None, unit.c.id == ledger.finance))

    assert names == sorted(names)
    assert [item.id for item in narrowed] == [ledger.finance]


def test_exists_means_in_force(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert rig.read(lambda connection: units.REGISTER.exists(connection, ledger.finance))
    assert not rig.read(lambda connection: units.REGISTER.exists(connection, "f" * 32))
