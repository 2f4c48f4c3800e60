import pytest

from collector.rules.clock_off import ClockOff
from tests.support.rule_facts import clock_facts, findings, settled


@pytest.mark.parametrize("hours", [-87_600, -0.1, 0.1, 87_600])
def test_far_off_is_flagged_with_both_clocks(hours: float) -> None:
    (one,) = findings(ClockOff().judge(clock_facts(hours)))

    assert one.evidence["offset_us"] == int(hours * 3_600_000_000)


def test_right_again_is_settled() -> None:
    assert len(settled(ClockOff().judge(clock_facts(0.05)))) == 1


def test_tolerance_can_be_changed() -> None:
    assert findings(ClockOff(tolerance_us=3_600_000_000).judge(clock_facts(0.5))) == []
