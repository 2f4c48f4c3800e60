from collector.ingest.quota import Quota


def test_burst_then_slow_then_again() -> None:
    quota = Quota(per_minute=60, burst=3)

    assert [quota.pause_ms("a", 0) for _ in range(4)] == [0, 0, 0, 1000]
    assert quota.pause_ms("b", 0) == 0
    assert quota.pause_ms("a", 1_000_000) == 0
    assert quota.pause_ms("a", 1_000_000) > 0


def test_clock_that_goes_back_gives_nothing() -> None:
    quota = Quota(per_minute=60, burst=1)
    quota.pause_ms("a", 10_000_000)

    assert quota.pause_ms("a", 0) > 0
