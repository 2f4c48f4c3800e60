from collector.store import leases
from tests.support.collector_store import CollectorStore


def test_granted_prolonged_ended(rig: CollectorStore) -> None:
    until_us = rig.clock.now + 10
    lease = rig.do(lambda tx: leases.grant(tx, "s" * 32, "a" * 32, "d" * 32, until_us, "alone"))
    assert rig.read(lambda c: leases.in_force(c, rig.clock.now, "a" * 32)) == [lease]
    assert rig.read(lambda c: leases.in_force(c, until_us)) == []

    rig.do(lambda tx: leases.prolong(tx, lease.id, until_us + 10))
    assert len(rig.read(lambda c: leases.in_force(c, until_us))) == 1
    rig.do(lambda tx: leases.end(tx, lease.id))
    assert rig.read(lambda c: leases.in_force(c, rig.clock.now)) == []
