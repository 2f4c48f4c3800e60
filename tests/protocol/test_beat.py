from protocol.beat import Beat
from protocol.schema import declared_fields
from tests.support.round_trip import assert_round_trips


def test_a_beat_survives_the_wire() -> None:
    assert_round_trips(Beat)


def test_counting_starts_at_one_so_that_zero_never_passes_for_a_beat() -> None:
    counter = next(item for item in declared_fields(Beat) if item.name == "counter")
    assert counter.field.least == 1
