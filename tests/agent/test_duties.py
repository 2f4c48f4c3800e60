from agent.attachment import attachments
from agent.duties import Leases, watched
from protocol.identity import AdapterId, SegmentId
from protocol.policy import Duty, DutyKind
from tests.support.observed import ADAPTER, SEGMENT, office, segment

HERE = attachments(office(), (segment(),), {})
WATCH = Duty("lease-1", DutyKind.WATCH, SEGMENT, ADAPTER, 1_000)
ELSEWHERE = Duty("lease-2", DutyKind.WATCH, SegmentId("0" * 32), ADAPTER, 1_000)
OTHER_ADAPTER = Duty("lease-3", DutyKind.WATCH, SEGMENT, AdapterId("0" * 32), 5_000)


def test_lease_runs_by_the_boot_clock() -> None:
    leases = Leases((WATCH,), received_us=10_000_000)

    assert leases.in_force(10_999_999, HERE) == (WATCH,)
    assert leases.in_force(11_000_000, HERE) == ()


def test_duty_needs_its_adapter_on_its_segment() -> None:
    leases = Leases((ELSEWHERE, OTHER_ADAPTER, WATCH), received_us=0)

    assert leases.in_force(1, HERE) == (WATCH,)
    assert leases.in_force(1, ()) == ()
    assert watched((WATCH,)) == {ADAPTER}


def test_next_end_is_the_soonest_that_is_to_come() -> None:
    leases = Leases((WATCH, OTHER_ADAPTER), received_us=0)

    assert [leases.next_end_us(now) for now in (0, 1_000_000, 5_000_000)] == [1_000_000, 5_000_000, None]
