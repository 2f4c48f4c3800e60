from agent.host.netlink.events import Wake
from agent.settling import NEIGHBOURS_AFTER_US, Settling

LINKS, NEIGHBOURS = frozenset({Wake.LINKS}), frozenset({Wake.NEIGHBOURS})
SETTLE = 100_000


def test_every_event_puts_the_look_off_until_three_times_the_settling_have_passed() -> None:
    woken = Settling()

    assert [woken.add(LINKS, now, SETTLE) for now in (0, 50_000, 150_000, 250_000, 290_000)] == [
        100_000, 150_000, 250_000, 300_000, 300_000,
    ]  # fmt: skip


def test_neighbours_alone_wait_and_put_nothing_else_off() -> None:
    woken = Settling()

    assert woken.add(NEIGHBOURS, 0, SETTLE) == NEIGHBOURS_AFTER_US
    assert woken.add(NEIGHBOURS, 500_000, SETTLE) == NEIGHBOURS_AFTER_US
    assert woken.add(LINKS, 600_000, SETTLE) == 300_000
    assert woken.add(NEIGHBOURS, 610_000, SETTLE) == 300_000


def test_what_was_taken_is_settled() -> None:
    woken = Settling()
    assert not woken
    woken.add(LINKS, 0, SETTLE)
    woken.add(NEIGHBOURS, 10_000, SETTLE)
    assert woken

    assert woken.take() == LINKS | NEIGHBOURS
    assert not woken
    assert woken.add(LINKS, 5_000_000, SETTLE) == 5_100_000
