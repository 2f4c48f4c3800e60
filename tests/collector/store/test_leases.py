from collector.presence.election import LeaseEnd
from collector.store import leases
from tests.support.collector_store import CollectorStore


def test_granted_prolonged_ended(rig: CollectorStore) -> None:
    until_us = rig.clock.now + 300_000_000
    lease = rig.do(lambda tx: leases.grant(tx, "s" * 32, "a" * 32, "d" * 32, until_us, "wired"))
    assert rig.read(lambda c: leases.in_force(c, rig.clock.now, "a" * 32)) == [lease]
    assert rig.read(lambda c: leases.of_segment(c, "s" * 32, rig.clock.now)) == [lease]
    assert rig.read(lambda c: leases.of_segment(c, "t" * 32, rig.clock.now)) == []
    assert rig.read(lambda c: leases.in_force(c, until_us)) == []

    rig.do(lambda tx: leases.prolong(tx, lease.id, until_us + 10))
    assert len(rig.read(lambda c: leases.in_force(c, until_us))) == 1
    rig.do(lambda tx: leases.end(tx, lease.id, LeaseEnd.GONE))
    assert rig.read(lambda c: leases.in_force(c, rig.clock.now)) == []


def test_who_did_not_take_a_duty_up_is_remembered_for_a_time(rig: CollectorStore) -> None:
    made = [
        rig.do(lambda tx: leases.grant(tx, "s" * 32, "a" * 32, "d" * 32, tx.now_us + 1, "wired")),
        rig.do(lambda tx: leases.grant(tx, "s" * 32, "b" * 32, "d" * 32, tx.now_us + 1, "wired")),
    ]
    rig.do(lambda tx: leases.end(tx, made[0].id, LeaseEnd.NOT_TAKEN_UP))
    rig.do(lambda tx: leases.end(tx, made[1].id, LeaseEnd.REPLACED))
    ended_us = rig.clock.now

    assert rig.read(lambda c: leases.not_taken_up(c, ended_us)) == {("s" * 32, "a" * 32): ended_us}
    assert rig.read(lambda c: leases.not_taken_up(c, ended_us + 1)) == {}
