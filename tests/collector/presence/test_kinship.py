import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.presence.binding import QUIET_US
from collector.presence.fingerprint import Kin
from collector.presence.interval import MINUTE_US, SECOND_US
from collector.presence.kinship import Span, beside, uncontested
from collector.presence.vouching import CLOCK_MARGIN_US
from protocol.mac import MacAddress

PHONE, NEXT, THIRD = (MacAddress.parse(f"DA-A1-19-00-53-0{number}") for number in (1, 2, 3))
MINUTE = MINUTE_US


def kin(*macs: MacAddress) -> tuple[Kin, ...]:
    return tuple(Kin(mac, 0, "dhcp4:ff0011") for mac in macs)


@pytest.mark.parametrize(
    ("mine", "theirs", "is_at_once"),
    [
        ([(0, 5 * MINUTE)], [(6 * MINUTE, 9 * MINUTE)], False),
        ([(0, 5 * MINUTE)], [(5 * MINUTE - CLOCK_MARGIN_US, 9 * MINUTE)], False),
        ([(0, 5 * MINUTE)], [(5 * MINUTE - CLOCK_MARGIN_US - 1, 9 * MINUTE)], True),
        ([(0, 5 * MINUTE)], [(2 * MINUTE, 2 * MINUTE)], True),
        ([(0, 5 * MINUTE)], [(SECOND_US, SECOND_US)], False),
        ([(0, 0), (4 * MINUTE, 4 * MINUTE)], [(2 * MINUTE, 2 * MINUTE)], True),
        ([(0, 0), (2 * QUIET_US, 2 * QUIET_US)], [(QUIET_US, QUIET_US)], False),
    ],
    ids=["after", "clocks-differ", "overlap", "glimpse-amid", "glimpse-at-the-edge", "turns-in-minutes", "days-apart"],
)
def test_at_once_is_what_no_change_of_mac_explains(mine: list[Span], theirs: list[Span], is_at_once: bool) -> None:
    heard = {PHONE: mine, NEXT: theirs}

    assert bool(beside(PHONE, kin(NEXT), heard)) is is_at_once
    assert beside(NEXT, kin(PHONE), heard) == (() if not is_at_once else (PHONE,))
    assert uncontested(PHONE, kin(NEXT), heard) == (() if is_at_once else kin(NEXT))


def test_two_that_were_there_at_once_join_no_third() -> None:
    heard = {PHONE: [(0, 5 * MINUTE)], NEXT: [(0, 5 * MINUTE)], THIRD: [(90 * MINUTE, 95 * MINUTE)]}

    assert uncontested(THIRD, kin(PHONE, NEXT), heard) == ()
    assert beside(THIRD, kin(PHONE, NEXT), heard) == ()


def test_who_was_never_heard_in_a_frame_contests_nothing() -> None:
    assert uncontested(PHONE, kin(NEXT), {PHONE: [(0, MINUTE)]}) == kin(NEXT)


spans = st.lists(st.tuples(st.integers(0, 10**4), st.integers(0, 10**3)).map(lambda one: (one[0], one[0] + one[1])))


@given(spans, spans)
def test_order_of_spans_and_of_macs_does_not_matter(mine: list[Span], theirs: list[Span]) -> None:
    mine = [(first * SECOND_US, last * SECOND_US) for first, last in mine]
    theirs = [(first * SECOND_US, last * SECOND_US) for first, last in theirs]
    there = bool(beside(PHONE, kin(NEXT), {PHONE: mine, NEXT: theirs}))

    assert there is bool(beside(PHONE, kin(NEXT), {PHONE: mine[::-1], NEXT: theirs[::-1]}))
    assert there is bool(beside(NEXT, kin(PHONE), {PHONE: mine, NEXT: theirs}))
