from collector.ingest.context import make_context
from tests.support.agents_door import DoorRig


def test_pace_reaches_policy_liveness_and_leases(door: DoorRig) -> None:
    context = make_context(door.rig.store, door.rig.keys, 7, beat_interval_ms=500)

    assert (context.beat_interval_us, context.lease_us, context.listening_us) == (500_000, 2_500_000, 7)
    assert context.policy.beat_interval_ms == 500
    assert context.judge.notifiers == ("log-line",)
