from collector.store import outbox
from tests.support.collector_store import CollectorStore


def test_sent_failed_dead(rig: CollectorStore) -> None:
    for name in ("one", "two", "three"):
        rig.do(lambda tx, name=name: outbox.put(tx, "a" * 32, name, {"title_zh": "未登记"}))  # type: ignore[misc]
    one, two, three = rig.read(lambda c: outbox.due(c, rig.clock.now))
    assert one.content == {"title_zh": "未登记"}
    rig.do(lambda tx: outbox.sent(tx, one.id))
    rig.do(lambda tx: outbox.failed(tx, two.id, "refused", rig.clock.now + 5))
    rig.do(lambda tx: outbox.failed(tx, three.id, "refused", None))

    assert rig.read(lambda c: outbox.due(c, rig.clock.now)) == []
    (again,) = rig.read(lambda c: outbox.due(c, rig.clock.now + 5))
    assert (again.notifier, again.attempts) == ("two", 1)
    assert rig.read(outbox.dead_letters) == 1
    assert rig.read(lambda c: outbox.alerts_told_since(c, 0)) == 1


def test_what_waits_is_withdrawn_and_what_went_out_stays(rig: CollectorStore) -> None:
    for alert in ("a", "a", "b"):
        rig.do(lambda tx, alert=alert: outbox.put(tx, alert * 32, "log-line", {}))  # type: ignore[misc]
    first, *_ = rig.read(lambda c: outbox.due(c, rig.clock.now))
    rig.do(lambda tx: outbox.sent(tx, first.id))
    rig.do(lambda tx: outbox.withdraw(tx, "a" * 32))

    assert [one.alert_id for one in rig.read(lambda c: outbox.due(c, rig.clock.now))] == ["b" * 32]
    assert rig.read(lambda c: outbox.alerts_told_since(c, 0)) == 2
