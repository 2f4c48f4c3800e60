"""Versions as stretches of fields."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collector.ledger.history import Act, Held, Source, Step, matched, steps

FIRST, SECOND = Act(10, "zhao"), Act(20, "li", "换房间", Source.IMPORTED, "台账.xlsx")


def test_each_field_with_who_brought_it() -> None:
    held = [
        Held(10, 20, {"room": "0312", "os": "UOS"}, FIRST),
        Held(20, None, {"room": "0313", "os": "UOS", "vlan": 7}, SECOND),
    ]

    assert steps(held) == [
        Step("room", "0312", None, 10, 20, FIRST),
        Step("os", "UOS", None, 10, None, FIRST),
        Step("room", "0313", "0312", 20, None, SECOND),
        Step("vlan", 7, None, 20, None, SECOND),
    ]


def test_an_ended_row_says_who_ended_it() -> None:
    assert steps([Held(10, 20, {"macs": "00-00-5E-00-53-01"}, FIRST)], SECOND) == [
        Step("macs", "00-00-5E-00-53-01", None, 10, 20, FIRST),
        Step("macs", None, "00-00-5E-00-53-01", 20, None, SECOND),
    ]


def test_acts_pair_by_order_or_else_by_moment() -> None:
    assert matched([FIRST, SECOND], [10, 21]) == [FIRST, SECOND]
    assert matched([FIRST, SECOND], [10, 15, 20]) == [FIRST, None, SECOND]


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.one_of(st.none(), st.integers(0, 2))), max_size=8))
def test_asked_at_any_moment_the_steps_say_what_the_version_said(values: list[dict[str, int | None]]) -> None:
    held = [
        Held(10 * place, 10 * (place + 1) if place + 1 < len(values) else None, one, None)
        for place, one in enumerate(values)
    ]
    told = steps(held)

    for version in held:
        for name in "abc":
            covering = [
                item.value
                for item in told
                if item.field == name
                and item.from_us <= version.from_us
                and (item.to_us is None or version.from_us < item.to_us)
            ]
            assert covering in ([version.values.get(name)], [] if version.values.get(name) is None else None)
    for before, after in pairwise(told):
        assert before.from_us <= after.from_us
