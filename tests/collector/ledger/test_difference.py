"""Differences of two states."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.ledger.difference import Difference, differences, state_digest

STATES = st.dictionaries(
    st.sampled_from(["room", "vlan", "macs", "is_shared"]),
    st.one_of(st.none(), st.booleans(), st.integers(1, 4094), st.text(max_size=3), st.lists(st.text(max_size=2))),
)


def test_named_in_order_and_empty_says_nothing() -> None:
    before: dict[str, Any] = {"room": "0312", "remark": "", "is_shared": None, "macs": []}

    assert differences(before, {"room": "0313", "remark": None, "is_shared": False, "macs": [], "vlan": 7}) == (
        Difference("room", "0312", "0313"),
        Difference("is_shared", None, False),
        Difference("vlan", None, 7),
    )


# The first draw builds hypothesis' tables of characters, which takes a busy machine seconds.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(STATES, STATES)
def test_applied_to_the_first_they_give_the_second(before: dict[str, Any], after: dict[str, Any]) -> None:
    made = before | {one.field: one.after for one in differences(before, after)}

    assert differences(made, after) == ()
    assert differences(before, before) == ()


def test_digest_tells_states_apart_whatever_their_order() -> None:
    assert state_digest({"a": 1, "b": 2}) == state_digest({"b": 2, "a": 1})
    assert state_digest({"a": 1}) != state_digest({"a": 2})
