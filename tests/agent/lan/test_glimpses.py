from math import isclose

import pytest
from hypothesis import given, strategies

from agent.lan.glimpses import APART_US, KEPT_US, SLOTS, Folded, Glimpses

PAIRS = strategies.integers(-(2**63), 2**63 - 1)
NOW = 1_700_000_000_000_000


def test_again_after_a_while_is_a_sign_and_at_once_is_none() -> None:
    glimpses = Glimpses()
    later = [0, 1, APART_US // 2, APART_US * 2]

    assert [glimpses.is_heard_again(77, NOW + at_us) for at_us in later] == [False, False, False, True]
    assert glimpses.take(NOW + 1) == Folded(3, 1, NOW, NOW + APART_US // 2)


def test_who_was_heard_again_is_forgotten_here() -> None:
    glimpses = Glimpses()

    assert [glimpses.is_heard_again(77, NOW + at_us) for at_us in (0, 400_000, 800_000)] == [False, True, False]


@given(PAIRS, PAIRS)
def test_another_pair_is_another(one: int, other: int) -> None:
    glimpses = Glimpses()
    glimpses.is_heard_again(one, NOW)
    is_taken_for_it = glimpses.is_heard_again(other, NOW + 1_000_000)

    # Four octets tell 2^38 hashes apart.
    assert is_taken_for_it == (
        (one % SLOTS, (one >> 18) & 0xFFFFF or 1) == (other % SLOTS, (other >> 18) & 0xFFFFF or 1)
    )


def test_of_two_pairs_in_one_place_each_has_its_turn() -> None:
    glimpses = Glimpses()
    one, other = 5, 5 + (9 << 18)
    again = [(pair, glimpses.is_heard_again(pair, NOW + turn * 100_000)) for turn in range(10) for pair in (one, other)]

    assert {pair for pair, is_again in again if is_again} == {one, other}


def test_who_is_not_heard_again_makes_room_in_the_end() -> None:
    glimpses = Glimpses()
    one, other = 5, 5 + (9 << 18)
    glimpses.is_heard_again(one, NOW)

    assert [glimpses.is_heard_again(other, NOW + at_us) for at_us in (2_000_000, 3_000_000)] == [False, True]


@pytest.mark.parametrize("count", [1, 100, 20_000, 300_000])
def test_number_of_pairs_is_about_right(count: int) -> None:
    glimpses = Glimpses()
    for turn in range(2):
        for number in range(count):
            glimpses.count(hash(number.to_bytes(8)), NOW + turn)

    folded = glimpses.take(NOW)
    assert folded is not None
    assert folded.frames == 2 * count
    assert isclose(folded.pairs, count, rel_tol=0.05, abs_tol=2)


def test_more_pairs_than_can_be_told_apart_are_still_very_many() -> None:
    glimpses = Glimpses()
    for number in range(1_000_000):
        glimpses.count(hash(number.to_bytes(8)), NOW)

    folded = glimpses.take(NOW)
    assert folded is not None
    assert 500_000 < folded.pairs <= folded.frames == 1_000_000


def room_taken(glimpses: Glimpses) -> bool:
    return glimpses._slots is not None


def test_memory_is_given_back_after_the_flood() -> None:
    glimpses = Glimpses()
    taken = [room_taken(glimpses)]
    glimpses.is_heard_again(77, NOW)
    for at_us in (NOW, NOW + KEPT_US - 1, NOW + KEPT_US):
        taken.append(room_taken(glimpses))
        glimpses.take(at_us)

    assert [*taken, room_taken(glimpses)] == [False, True, True, True, False]


@given(strategies.lists(strategies.tuples(PAIRS, strategies.integers(-(10**12), 10**12)), max_size=60))
def test_a_clock_that_goes_back_breaks_nothing(stream: list[tuple[int, int]]) -> None:
    glimpses = Glimpses()
    again = sum(glimpses.is_heard_again(pair, NOW + at_us) for pair, at_us in stream)
    folded = glimpses.take(NOW)

    assert again + (folded.frames if folded else 0) == len(stream)
    assert folded is None or folded.first_us <= folded.last_us
