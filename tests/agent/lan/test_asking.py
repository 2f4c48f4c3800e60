import itertools
from ipaddress import ip_address

from hypothesis import given, strategies

from agent.lan.asking import ANSWER_WITHIN_US, BETWEEN_US, LISTENERS, TRIES, Asking, Question
from protocol.address import Address
from protocol.order import OrderKind

HOSTS = [ip_address(f"10.37.12.{number}") for number in range(1, 4)]
START_US = 1_000_000


def played(asking: Asking, answering: set[Address]) -> list[tuple[int, Question]]:
    """Every question at the moment it is due, answered at once by those who answer."""
    asked, now = [], START_US
    while (due := asking.next_us()) is not None:
        now = max(now + 1_000, due)
        question = asking.take(now)
        asked.append((now, question))
        if question is not LISTENERS and question in answering:
            asking.hear(question)
    return asked


def test_ask_stops_at_the_first_answer_and_tries_three_times() -> None:
    asking = Asking(OrderKind.ASK, HOSTS[:2], queries_listeners=False)
    asked = played(asking, {HOSTS[0]})

    assert [question for _, question in asked] == [HOSTS[0], HOSTS[1], HOSTS[1], HOSTS[1]]
    silent = [at for at, question in asked if question == HOSTS[1]]
    assert [later - earlier for earlier, later in itertools.pairwise(silent)] == [333_333, 333_333]
    assert (asking.asked, asking.answered) == (set(HOSTS[:2]), {HOSTS[0]})
    assert asking.over_us() == silent[-1] + ANSWER_WITHIN_US


def test_a_sweep_asks_everybody_before_it_asks_the_silent_again() -> None:
    asked = played(Asking(OrderKind.SWEEP, HOSTS, queries_listeners=True), {HOSTS[1]})

    assert [question for _, question in asked] == [LISTENERS, *HOSTS, HOSTS[0], HOSTS[2]]


def test_when_everybody_answered_nothing_is_waited_for() -> None:
    asking = Asking(OrderKind.ASK, HOSTS, queries_listeners=False)
    assert asking.over_us() is None
    asked = played(asking, set(HOSTS))

    assert asking.over_us() == asked[-1][0]


def test_a_query_for_listeners_alone_waits_for_them() -> None:
    asking = Asking(OrderKind.ASK, (), queries_listeners=True)
    ((at, question),) = played(asking, set())

    assert (question, asking.total, asking.over_us()) == (LISTENERS, 0, at + ANSWER_WITHIN_US)


def test_an_answer_nobody_asked_for_counts_for_nothing() -> None:
    asking = Asking(OrderKind.SWEEP, HOSTS, queries_listeners=False)
    asking.hear(HOSTS[0])
    asking.hear(ip_address("10.37.12.99"))

    assert (asking.answered, len(played(asking, set()))) == (set(), 6)


@given(
    strategies.sampled_from([OrderKind.ASK, OrderKind.SWEEP]),
    strategies.lists(strategies.ip_addresses(), max_size=40),
    strategies.data(),
)
def test_tries_are_bounded_spaced_and_end_with_an_answer(
    kind: OrderKind, addresses: list[Address], data: strategies.DataObject
) -> None:
    answering = set(data.draw(strategies.lists(strategies.sampled_from(addresses)))) if addresses else set()
    asking = Asking(kind, addresses, queries_listeners=data.draw(strategies.booleans()))
    asked = played(asking, answering)

    for address in set(addresses):
        times = [at for at, question in asked if question == address]
        assert len(times) == (1 if address in answering else TRIES[kind])
        assert all(later - first >= BETWEEN_US[kind] for first, later in itertools.pairwise(times))
    assert asking.answered == answering
    assert asking.total == len(set(addresses))
