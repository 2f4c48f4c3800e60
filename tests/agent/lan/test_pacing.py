import pytest
from hypothesis import given, strategies

from agent.lan.pacing import SECOND_US, SlidingSecond, jittered


@given(strategies.integers(1, 10), strategies.lists(strategies.integers(0, 3_000_000), max_size=200))
def test_no_second_holds_more_than_allowed(most: int, waits: list[int]) -> None:
    second, now, sent = SlidingSecond(10, 0), 0, [0] * 10
    for wait in waits:
        now += wait
        if now >= second.free_us(most):
            second.note(now)
            sent.append(now)

    real = sent[10:]
    assert all(later - earlier > 1_000_000 for earlier, later in zip(real, real[most:], strict=False))


def test_what_was_sent_before_the_start_is_not_known() -> None:
    assert SlidingSecond(10, 500).free_us(10) == 500 + SECOND_US


@pytest.mark.parametrize(("fraction", "gap"), [(0.0, 70_000), (0.5, 100_000), (0.75, 115_000)])
def test_a_gap_varies_by_three_tenths(fraction: float, gap: int) -> None:
    assert jittered(100_000, fraction) == gap
