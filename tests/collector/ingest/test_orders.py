"""Orders are given with answers until they end, to the right agent only, questions first."""

from ipaddress import ip_network

from collector.ingest import orders
from collector.presence.sweeping import Able
from protocol.order import OrderKind
from tests.support.agents_door import DoorRig
from tests.support.ordered_agents import Office, office


def give(there: Office, number: int, kind: OrderKind, target: str, *, lasts_us: int = 60_000_000) -> str:
    """Orders that agent; the order's id."""
    voice = there.voices[number]
    to = Able(voice.id, "a" * 32, frozenset())
    made = orders.make(kind, there.segment, to, [ip_network(target)], 3, lasts_us)
    return there.rig.do(lambda tx: orders.order(tx, there.context, to, made)).id


def test_an_order_is_given_until_its_time_is_over(door: DoorRig) -> None:
    there = office(door, 1)
    number = give(there, 0, OrderKind.ASK, "10.37.12.77/32")

    (first,) = there.orders(there.voices[0])
    there.door.advance(20, *there.voices)
    (again,) = there.orders(there.voices[0])
    there.door.advance(50, *there.voices)

    assert first.id == again.id == number
    assert first.lasts_ms == 60_000
    assert again.lasts_ms == 40_000
    assert there.orders(there.voices[0]) == ()


def test_another_agent_is_not_told_of_it(door: DoorRig) -> None:
    there = office(door, 2)
    give(there, 0, OrderKind.ASK, "10.37.12.77/32")

    assert there.orders(there.voices[1]) == ()


def test_questions_go_before_slices_of_a_sweep(door: DoorRig) -> None:
    there = office(door, 1)
    slices = [give(there, 0, OrderKind.SWEEP, f"10.37.12.{number}/32") for number in range(100, 120)]
    question = give(there, 0, OrderKind.ASK, "10.37.12.77/32")

    given = [one.id for one in there.orders(there.voices[0])]

    assert given[0] == question
    assert len(given) == 16
    assert set(given[1:]) <= set(slices)


def test_the_agent_is_called_once_the_order_is_on_disk(door: DoorRig) -> None:
    there = office(door, 2)
    give(there, 0, OrderKind.ASK, "10.37.12.77/32")

    assert there.standby(there.voices[0]) is True
    assert there.standby(there.voices[1]) is False
    there.orders(there.voices[0])
    # The answer is noted after it is on disk, which may be after it was sent.
    there.rig.do(lambda tx: tx.now_us)
    assert there.standby(there.voices[0]) is False


def test_a_suspended_agent_is_ordered_nothing(door: DoorRig) -> None:
    there = office(door, 1)
    give(there, 0, OrderKind.ASK, "10.37.12.77/32")
    there.suspend(there.voices[0])

    assert there.door.post("beats", there.voices[0].beat("00-00-5E-00-53-01"), there.voices[0].id).status_code == 403
