"""Intervals behind ports: what one switch's tables agree on, in whatever order they are brought."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collector.presence.location import Location, Place, placed
from protocol.mac import MacAddress

MAC = MacAddress.parse("00-00-5E-00-53-66")
DESK, HALL = Place("GE0/0/5", 12), Place("GE0/0/6", 12)


def seen(at_us: int, place: Place = DESK) -> Location:
    return Location(None, "5" * 32, "SW-3F", MAC, place, at_us, at_us)


def told(*tables: tuple[int, Place]) -> list[Location]:
    """What is held after these tables, brought in this order."""
    held: dict[int, Location] = {}
    for at_us, place in tables:
        for one in placed(seen(at_us, place), list(held.values())):
            number = one.id if one.id is not None else len(held) + 1
            held[number] = Location(
                number, one.segment, one.switch, one.mac, one.place, one.first_us, one.last_us, one.tables, one.is_open
            )
    return sorted(held.values(), key=lambda one: (one.first_us, one.last_us))


def spans(*tables: tuple[int, Place]) -> list[tuple[str, int, int, int, bool]]:
    return [(one.place.port, one.first_us, one.last_us, one.tables, one.is_open) for one in told(*tables)]


def test_tables_that_agree_are_one_interval() -> None:
    assert spans((1, DESK), (5, DESK), (9, DESK)) == [("GE0/0/5", 1, 9, 3, True)]


def test_a_move_ends_it_where_it_was_read_last() -> None:
    assert spans((1, DESK), (5, HALL), (9, DESK)) == [
        ("GE0/0/5", 1, 1, 1, False),
        ("GE0/0/6", 5, 5, 1, False),
        ("GE0/0/5", 9, 9, 1, True),
    ]


def test_an_older_table_that_denies_it_cuts_the_interval() -> None:
    assert spans((1, DESK), (9, DESK), (5, HALL)) == [
        ("GE0/0/5", 1, 1, 1, False),
        ("GE0/0/6", 5, 5, 1, False),
        ("GE0/0/5", 9, 9, 1, True),
    ]


def test_an_older_table_that_agrees_is_counted_and_one_before_lengthens_nothing() -> None:
    assert spans((1, DESK), (9, DESK), (5, DESK)) == [("GE0/0/5", 1, 9, 3, True)]
    assert spans((5, DESK), (1, DESK)) == [("GE0/0/5", 1, 1, 1, False), ("GE0/0/5", 5, 5, 1, True)]


def test_another_vlan_is_another_place() -> None:
    assert len(spans((1, DESK), (5, Place(DESK.port, 13)))) == 2


TABLES = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([DESK, HALL])), min_size=1, max_size=12, unique_by=lambda one: one[0]
)


@given(TABLES)
def test_in_any_order_no_interval_spans_a_table_that_denies_it(
    tables: list[tuple[int, Place]],
) -> None:
    held = told(*tables)

    for at_us, place in tables:
        covering = [one for one in held if one.first_us <= at_us <= one.last_us]
        assert {one.place for one in covering} <= {place}
    assert sum(one.is_open for one in held) == 1
    assert max(held, key=lambda one: one.last_us).is_open


@given(TABLES)
def test_in_the_order_of_time_the_intervals_are_the_runs(tables: list[tuple[int, Place]]) -> None:
    ordered = sorted(tables, key=lambda one: one[0])
    changes = sum(before[1] != after[1] for before, after in pairwise(ordered))

    assert len(told(*ordered)) == changes + 1
    assert sum(one.tables for one in told(*ordered)) == len(ordered)
