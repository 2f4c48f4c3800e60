from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from collector.ingest.pacing import IDLE_US, MOST_US, pause_ms
from collector.store.writer import WriterLoad

AGENT = "a" * 32
LOADS = st.builds(WriterLoad, st.integers(0, 20_000), st.integers(1, 256), st.integers(0, 60_000_000))


def test_nobody_waits_while_the_writer_keeps_up() -> None:
    assert pause_ms(WriterLoad(0, 0, 0), AGENT, 1) == 0
    assert pause_ms(WriterLoad(waiting=3, works=1, commit_us=20_000), AGENT, 1) == 0
    assert pause_ms(WriterLoad(waiting=0, works=1, commit_us=IDLE_US), AGENT, 1) == 0


def test_slow_disk_alone_is_enough() -> None:
    assert 500 <= pause_ms(WriterLoad(waiting=0, works=1, commit_us=1_000_000), AGENT, 1) <= 1_500


def test_long_queue_alone_is_enough() -> None:
    """256 works in 0.2 s, 2,560 waiting: two seconds and what is in hand."""
    assert 1_100 <= pause_ms(WriterLoad(waiting=2_560, works=256, commit_us=200_000), AGENT, 1) <= 3_300


@given(LOADS, st.integers(1, 2**53))
def test_never_longer_than_a_few_seconds(load: WriterLoad, turn: int) -> None:
    assert 0 <= pause_ms(load, AGENT, turn) <= MOST_US * 1.5 / 1000


@given(LOADS, st.integers(0, 20_000), st.integers(0, 60_000_000))
def test_more_load_never_means_a_shorter_pause(load: WriterLoad, waiting: int, commit_us: int) -> None:
    more = WriterLoad(load.waiting + waiting, load.works, load.commit_us + commit_us)

    assert pause_ms(more, AGENT, 1) >= pause_ms(load, AGENT, 1)


def test_ten_thousand_agents_come_back_spread_out() -> None:
    load = WriterLoad(waiting=10_000, works=256, commit_us=2_000_000)
    tenths = Counter((pause_ms(load, f"{number:032x}", 7) - 2_000) // 400 for number in range(10_000))

    assert set(tenths) == set(range(10))
    assert all(800 <= agents <= 1_200 for agents in tenths.values())


def test_same_agent_is_not_always_the_last() -> None:
    load = WriterLoad(waiting=10_000, works=256, commit_us=2_000_000)
    pauses = [pause_ms(load, AGENT, turn) for turn in range(100)]

    assert pauses == [pause_ms(load, AGENT, turn) for turn in range(100)]
    assert (min(pauses) < 3_000, max(pauses) > 5_000) == (True, True)
