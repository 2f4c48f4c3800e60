import pytest

from collector.ledger.version import Version


@pytest.mark.parametrize(("at", "holds"), [(9, False), (10, True), (19, True), (20, False)])
def test_the_interval_is_half_open(at: int, holds: bool) -> None:
    assert Version("1" * 32, 10, 20, "value").holds_at(at) is holds


def test_what_lasts_has_no_end() -> None:
    assert Version("1" * 32, 10, None, "value").holds_at(2**60)
