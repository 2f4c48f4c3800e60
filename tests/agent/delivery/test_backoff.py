from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from agent.delivery.backoff import Backoff, retry_after_ms


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=60), st.integers(0, 10**12))
def test_wait_is_never_zero_and_never_beyond_the_cap(draws: list[float], now: int) -> None:
    backoff = Backoff()
    for draw in draws:
        backoff = backoff.failed(now, partial(float, draw))

        assert backoff.least_us // 2 <= backoff.not_before_us - now <= backoff.most_us


def test_waits_grow_up_to_the_cap() -> None:
    backoff, waits = Backoff(), []
    for _ in range(12):
        backoff = backoff.failed(0, lambda: 0.999_999)
        waits.append(round(backoff.not_before_us / 1e6))

    assert waits[:5] == [1, 2, 4, 8, 16]
    assert waits[-1] == 300


def test_cap_may_change_and_stays_above_the_least_wait() -> None:
    waits = [Backoff(failures=20).at_most(most).failed(0, lambda: 0.999_999) for most in (60_000_000, 10)]

    assert [round(one.not_before_us / 1e6) for one in waits] == [60, 1]


def test_what_the_collector_asks_for_is_a_floor() -> None:
    assert Backoff().failed(0, lambda: 0.0, asked_ms=90_000).not_before_us == 90_000_000
    assert Backoff().succeeded(5, asked_ms=10).not_before_us == 10_005


def test_success_forgets_failures() -> None:
    backoff = Backoff().failed(0, lambda: 0.5).failed(0, lambda: 0.5).succeeded(7)

    assert backoff.failures == 0
    assert backoff.is_due(7)
    assert not backoff.is_due(6)


def test_retry_after_reads_seconds_and_nothing_else() -> None:
    assert [retry_after_ms(text) for text in ("0", "120", " 7 ")] == [0, 120_000, 7_000]
    assert retry_after_ms("99999999") == 3_600_000
    assert [retry_after_ms(text) for text in (None, "", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 30, "²")] == [
        0
    ] * 6
