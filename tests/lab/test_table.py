import pytest
from hypothesis import given, strategies

from tests.lab.table import Row, percentile, table


def test_columns_are_aligned_and_wrong_rows_stand_out() -> None:
    rows = [
        Row("station", "joins 网络", "nothing", "wireless-adapter grade=associated", None, False),
        Row("vlan", "up", "nothing", "nothing", None, True),
        Row("dongle", "plugged in", "wireless-adapter present low", "wireless-adapter", 512.4, True),
    ]

    lines = table(rows).splitlines()

    assert lines[0].split() == ["scenario", "step", "verdict", "expected", "latency"]
    assert lines[1].endswith("NOT OK")
    assert lines[3].endswith("512 ms   ok")
    assert lines[2].index("nothing") == lines[3].index("wireless-adapter present")


def test_percentile_is_the_nearest_rank() -> None:
    values = [float(value) for value in range(1, 101)]

    assert [percentile(values, share) for share in (0.5, 0.99, 1.0)] == [50, 99, 100]
    assert percentile([7.0], 0.99) == 7


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


@given(strategies.lists(strategies.floats(0, 1e6), min_size=1), strategies.floats(0.01, 1))
def test_percentile_is_one_of_the_values_and_covers_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 0.01 * len(values)
