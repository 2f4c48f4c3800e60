from hypothesis import given
from hypothesis import strategies as st

from collector.presence.election import Candidate, Watching, elect


def able(*agents: str) -> list[Candidate]:
    return [Candidate(agent, f"adapter-{agent}", number) for number, agent in enumerate(agents)]


def on_watch(*agents: str) -> list[Watching]:
    return [Watching(f"lease-{agent}", agent, f"adapter-{agent}") for agent in agents]


def test_longest_alive_are_appointed_with_a_reason() -> None:
    outcome = elect(able("a", "b", "c"), [])

    assert [one.candidate.agent_id for one in outcome.appointed] == ["a", "b"]
    assert "3 attached agents" in outcome.appointed[0].reason


def test_nobody_is_replaced_for_being_second_best() -> None:
    outcome = elect(able("a", "b", "c", "d"), on_watch("c", "d"))

    assert (outcome.appointed, outcome.ended) == ((), ())


def test_watcher_that_left_is_replaced() -> None:
    outcome = elect(able("a", "b"), on_watch("gone", "b"))

    assert [one.lease_id for one in outcome.ended] == ["lease-gone"]
    assert [one.candidate.agent_id for one in outcome.appointed] == ["a"]


def test_one_pc_with_two_adapters_holds_one_place() -> None:
    both = [Candidate("a", "one", 0), Candidate("a", "two", 0), Candidate("b", "three", 5)]

    assert [one.candidate.agent_id for one in elect(both, []).appointed] == ["a", "b"]


names = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(names, names, st.integers(0, 4))
def test_places_are_filled_as_far_as_possible_and_never_beyond(agents: list[str], held: list[str], k: int) -> None:
    outcome = elect(able(*agents), on_watch(*held), k)
    watchers = [one.agent_id for one in outcome.kept] + [one.candidate.agent_id for one in outcome.appointed]

    assert len(watchers) == len(set(watchers)) == min(k, len(agents))
    assert {*outcome.kept, *outcome.ended} == {*on_watch(*held)}
