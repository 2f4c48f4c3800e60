"""One letter a unit a day, and no storm."""

from collector.ingest import due_letters
from collector.store import outbox
from tests.support.agents_door import DoorRig

DAY = "20260302"


def letters(door: DoorRig) -> list[outbox.Letter]:
    return door.rig.read(lambda connection: outbox.due(connection, door.rig.clock.now, 1000))


def test_one_for_each_unit_once_a_day(door: DoorRig) -> None:
    door.rig.clock.advance(181 * 86_400)

    assert door.rig.do(lambda tx: due_letters.put(tx, door.context, DAY)) == 2
    assert door.rig.do(lambda tx: due_letters.put(tx, door.context, DAY)) == 0
    told = {one.content["evidence"]["unit"]: one.content["evidence"] for one in letters(door)}
    assert told.keys() == {"示例市财政局", "示例市政务服务中心"}
    assert told["示例市财政局"]["due"] == ["confirmation=1", "unit-confirmation=1"]
    assert told["示例市财政局"]["overdue"] == 2
    assert len(told["示例市财政局"]["terminal"]) == 1
    assert door.rig.do(lambda tx: due_letters.put(tx, door.context, "20260303")) == 2


def test_no_letter_where_nothing_is_due_and_none_counts_as_an_alert(door: DoorRig) -> None:
    assert door.rig.do(lambda tx: due_letters.put(tx, door.context, DAY)) == 0
    door.rig.clock.advance(181 * 86_400)
    door.rig.do(lambda tx: due_letters.put(tx, door.context, DAY))

    assert len(letters(door)) == 2
    assert door.rig.read(lambda connection: outbox.alerts_told_since(connection, 0)) == 0
