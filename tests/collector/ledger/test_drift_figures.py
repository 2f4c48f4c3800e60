from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from collector.ledger.drift_figures import Figures, Share

FIGURES = st.builds(Figures, *(st.integers(0, 1000) for _ in fields(Figures)))


def test_no_data_is_not_nought() -> None:
    assert Share(0, 0).percent is None
    assert Share(0, 4).percent == 0.0
    assert Share(2, 3).percent == 66.7


def test_nothing_gives_no_figure() -> None:
    none = Figures()

    assert {none.registration.percent, none.real_name.percent, none.agents.percent, none.agreement.percent} == {None}


def test_each_share_has_its_own_whole() -> None:
    one = Figures(admitted=10, seen=6, strangers=2, named=5, expected=8, with_agent=4, compared=3, agreeing=3)

    assert (one.registration, one.real_name) == (Share(6, 8), Share(5, 10))
    assert (one.agents, one.agreement) == (Share(4, 8), Share(3, 3))


@given(FIGURES, FIGURES)
def test_sum_of_units_is_the_city(one: Figures, other: Figures) -> None:
    both = one + other

    assert both.real_name.whole == one.real_name.whole + other.real_name.whole
    assert both.registration.part == one.registration.part + other.registration.part
    assert both == other + one
