from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.presence.election import (
    Candidate,
    LeaseEnd,
    Medium,
    Outcome,
    Preference,
    Reason,
    Refusal,
    Watching,
    elect,
    explained,
)

HOUR_US = 3_600_000_000


def one(agent: str, **more: object) -> Candidate:
    return Candidate(agent, f"adapter-{agent}", ord(agent[0]), medium=Medium.WIRED, **more)  # type: ignore[arg-type]


def able(*agents: str) -> list[Candidate]:
    return [one(agent) for agent in agents]


def on_watch(*agents: str) -> list[Watching]:
    return [Watching(f"lease-{agent}", agent, f"adapter-{agent}") for agent in agents]


def watchers(outcome: Outcome) -> list[str]:
    return [item.agent_id for item in outcome.kept] + [item.candidate.agent_id for item in outcome.appointed]


def test_longest_alive_are_appointed_with_a_reason() -> None:
    outcome = elect(able("c", "a", "b"), [])

    assert [item.candidate.agent_id for item in outcome.appointed] == ["a", "b"]
    assert outcome.appointed[0].reasons == (Reason.WIRED, Reason.LONGEST_ALIVE)


def test_nobody_is_replaced_for_being_second_best() -> None:
    outcome = elect([one("a"), one("b"), one("c", is_throttled=True), one("d", is_laptop=True)], on_watch("c", "d"))

    assert (outcome.appointed, outcome.ended) == ((), ())


def test_watcher_that_left_is_replaced() -> None:
    outcome = elect(able("a", "b"), on_watch("gone", "b"))

    assert [(item.watching.lease_id, item.why) for item in outcome.ended] == [("lease-gone", LeaseEnd.GONE)]
    assert [item.candidate.agent_id for item in outcome.appointed] == ["a"]


def test_one_pc_with_two_adapters_holds_one_place() -> None:
    both = [Candidate("a", "one", 0), Candidate("a", "two", 0), Candidate("b", "three", 5)]

    assert [item.candidate.agent_id for item in elect(both, []).appointed] == ["a", "b"]


def test_one_a_person_prefers_takes_a_place_from_one_nobody_does() -> None:
    preferred = one("d", preference=Preference.PREFER)
    outcome = elect([*able("a", "b"), preferred], on_watch("a", "b"))

    assert watchers(outcome) == ["a", "d"]
    assert outcome.ended[0].why is LeaseEnd.REPLACED
    assert outcome.appointed[0].reasons[0] is Reason.PREFERRED


def test_isolated_watcher_yields_to_one_not_known_to_be_and_to_no_other() -> None:
    found = [one("a", is_isolated=True), one("b", is_isolated=True), one("c"), one("d", is_isolated=True)]

    assert watchers(elect(found, on_watch("a", "b"))) == ["a", "c"]
    assert watchers(elect([replace(item, is_isolated=True) for item in found], on_watch("a", "b"))) == ["a", "b"]


WORSE = [
    {"medium": Medium.WIRELESS},
    {"medium": Medium.BRIDGED},
    {"is_laptop": True},
    {"comings": 15},
    {"is_throttled": True},
    {"drops": 101},
    {"drops": 2401, "boot_us": 24 * HOUR_US},
    {"is_isolated": True},
]


@pytest.mark.parametrize("worse", WORSE)
def test_free_place_goes_to_the_better_one_though_it_lives_shorter(worse: dict[str, object]) -> None:
    old, young = replace(one("a"), **worse), one("z")  # type: ignore[arg-type]

    assert watchers(elect([old, young], [], 1)) == ["z"]


def test_drops_are_reckoned_by_the_hour_and_comings_by_the_week() -> None:
    months = one("a", drops=2400, boot_us=24 * HOUR_US, comings=14)

    assert watchers(elect([months, one("z")], [], 1)) == ["a"]


def test_second_place_goes_to_another_switch() -> None:
    found = [one("a", switch="s1"), one("b", switch="s1"), one("c", switch="s2")]

    assert watchers(elect(found, [])) == ["a", "c"]
    assert watchers(elect(found[:2], [])) == ["a", "b"]


REFUSED = {
    Refusal.NEVER: {"preference": Preference.NEVER},
    Refusal.NOT_ACTIVE: {"is_active": False},
    Refusal.SILENT: {"alive_since_us": None},
    Refusal.NOT_TAKEN_UP: {"did_not_take_up": True},
}


@pytest.mark.parametrize(("refusal", "why"), REFUSED.items())
def test_who_is_refused_gets_no_place_and_is_told_why(refusal: Refusal, why: dict[str, object]) -> None:
    refused = replace(one("a"), **why)  # type: ignore[arg-type]

    assert elect([refused], on_watch("a")).kept == ()
    assert explained([refused, one("b")], on_watch("b"))[-1] == (refused, (refusal.value,))


def test_explained_names_watchers_first_then_who_is_next() -> None:
    found = explained(able("a", "b", "c", "d"), on_watch("c"))

    assert [(item.agent_id, reasons[-1]) for item, reasons in found] == [
        ("c", Reason.WIRED),
        ("a", Reason.NEXT),
        ("b", Reason.PLACES_TAKEN),
        ("d", Reason.PLACES_TAKEN),
    ]
    assert Reason.WATCHES in found[0][1]


some_candidate = st.builds(
    Candidate,
    agent_id=st.sampled_from("abcdefgh"),
    adapter_id=st.sampled_from(["one", "two"]),
    alive_since_us=st.none() | st.integers(0, 5),
    is_active=st.booleans(),
    preference=st.sampled_from([None, None, *Preference]),
    medium=st.sampled_from(Medium),
    is_laptop=st.booleans(),
    comings=st.sampled_from([0, 20]),
    is_throttled=st.booleans(),
    drops=st.sampled_from([0, 1000]),
    is_isolated=st.booleans(),
    did_not_take_up=st.booleans(),
    switch=st.sampled_from([None, "s1", "s2"]),
)
candidates = st.lists(some_candidate, max_size=10, unique_by=lambda item: item.key)
leases = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["one", "two"])), max_size=4, unique=True)


def held(pairs: list[tuple[str, str]]) -> list[Watching]:
    return [Watching(f"{agent}-{adapter}", agent, adapter) for agent, adapter in pairs]


@given(candidates, leases, st.integers(0, 4))
def test_places_are_filled_as_far_as_possible_never_beyond_and_never_by_the_refused(
    found: list[Candidate], pairs: list[tuple[str, str]], k: int
) -> None:
    outcome = elect(found, held(pairs), k)
    chosen = watchers(outcome)
    fit = {item.agent_id for item in found if item.refusal is None}

    assert len(chosen) == len(set(chosen)) == min(k, len(fit))
    assert set(chosen) <= fit
    assert {*outcome.kept, *(item.watching for item in outcome.ended)} == {*held(pairs)}


@given(candidates, leases, st.integers(0, 4), st.randoms())
def test_order_of_the_candidates_decides_nothing(
    found: list[Candidate], pairs: list[tuple[str, str]], k: int, chance: Random
) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)

    assert sorted(watchers(elect(shuffled, held(pairs), k))) == sorted(watchers(elect(found, held(pairs), k)))


@given(candidates, leases, st.integers(0, 4))
def test_what_was_elected_stays_elected(found: list[Candidate], pairs: list[tuple[str, str]], k: int) -> None:
    outcome = elect(found, held(pairs), k)
    begun = held([item.candidate.key for item in outcome.appointed])
    again = elect(found, [*outcome.kept, *begun], k)

    assert (again.appointed, again.ended) == ((), ())


@given(candidates, leases)
def test_everybody_is_explained_once(found: list[Candidate], pairs: list[tuple[str, str]]) -> None:
    told = explained(found, held(pairs))

    assert sorted(item.key for item, _ in told) == sorted(item.key for item in found)
    assert all(reasons for _, reasons in told)
