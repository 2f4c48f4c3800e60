from dataclasses import replace
from pathlib import Path

from agent.host.netlink.events import Wake, wakes_of_device
from agent.observer import Observer
from agent.privacy import WITHHELD
from agent.probes.probe import Seen
from agent.probes.runner import Answered
from agent.settling import Settling
from agent.throttle import LOOKS, RESTS_FOR_ITS_COST, Throttle
from tests.support.captured_host import CapturedTables, host_of
from tests.support.clock import FakeClock
from tests.support.observed import adapter, holds
from tests.support.probes import ToldProbe

LINKS = frozenset({Wake.LINKS})


def observer(folder: Path, *probes: ToldProbe) -> Observer:
    return Observer(host_of(folder, CapturedTables({})), probes, Throttle())


def names(found: tuple[Answered, ...]) -> list[str]:
    return [item.probe.name for item in found]


def test_only_probes_that_a_wake_concerns_are_asked(tmp_path: Path) -> None:
    links, routes = ToldProbe("a"), ToldProbe("b", woken_by=frozenset({Wake.ROUTES}))
    observer(tmp_path, links, routes).look(LINKS, 0)

    assert (links.asked, routes.asked) == (1, 0)


def test_said_answer_is_not_said_again_until_it_changes(tmp_path: Path) -> None:
    probe = ToldProbe("adapters", answer=Seen((adapter(),)))
    watching = observer(tmp_path, probe)
    watching.look(LINKS, 0)
    unsaid = watching.unsaid(is_attached=True)
    watching.mark_said(unsaid)
    watching.look(LINKS, 1)
    assert watching.unsaid(is_attached=True) == ()
    probe.answer = Seen((adapter(is_up=False),))
    watching.look(LINKS, 2)

    assert names(watching.unsaid(is_attached=True)) == ["adapters"]


def test_leaving_the_segment_is_said_once_and_returning_says_all(tmp_path: Path) -> None:
    probe = ToldProbe("addressing", answer=Seen((holds("59.207.0.23"),)))
    watching = observer(tmp_path, probe)
    watching.look(LINKS, 0)
    watching.mark_said(watching.unsaid(is_attached=True))
    (elsewhere,) = watching.unsaid(is_attached=False)
    assert (elsewhere.observations, elsewhere.looked.reason) == ((), WITHHELD)
    watching.mark_said((elsewhere,))
    probe.answer = Seen((holds("192.168.31.77"),))
    watching.look(LINKS, 1)
    assert watching.unsaid(is_attached=False) == ()

    assert len(watching.unsaid(is_attached=True)[0].observations) == 1


def test_probe_that_rests_is_asked_later(tmp_path: Path) -> None:
    probe = ToldProbe("neighbours", rests_ms=60_000)
    watching = observer(tmp_path, probe)
    watching.look(LINKS, 0)
    watching.look(LINKS, 1_000_000)
    assert (probe.asked, watching.next_rested_us()) == (1, 60_000_000)
    assert not watching.look_rested(59_999_999)
    assert watching.look_rested(60_000_000)

    assert (probe.asked, watching.next_rested_us()) == (2, None)


def test_sweep_names_what_no_event_announced(tmp_path: Path) -> None:
    silent = ToldProbe("silent", answer=Seen((adapter(),)))
    unannounced = ToldProbe("timer-only", woken_by=frozenset(), answer=Seen(()))
    watching = observer(tmp_path, silent, unannounced)
    assert watching.sweep(0) == ()
    assert watching.sweep(1) == ()
    silent.answer = unannounced.answer = Seen((adapter(is_up=False),))

    assert watching.sweep(2) == ("silent",)


def test_probe_that_is_woken_without_end_is_asked_as_often_as_the_throttle_allows(tmp_path: Path) -> None:
    probe, throttle = ToldProbe("adapters"), Throttle()
    watching = Observer(host_of(tmp_path, CapturedTables({})), (probe,), throttle)
    asked = [watching.look(LINKS, now) for now in range(0, 10_000_000, 100_000)]

    assert asked[: LOOKS.burst] == [True] * LOOKS.burst
    assert probe.asked == asked.count(True) <= LOOKS.burst + 10_000_000 // LOOKS.every_us
    assert throttle.in_force == {"adapters"}
    assert watching.next_rested_us() is not None


def test_changes_and_events_are_counted_while_throttled(tmp_path: Path) -> None:
    probe, throttle = ToldProbe("adapters", answer=Seen((adapter(),))), Throttle()
    watching = Observer(host_of(tmp_path, CapturedTables({})), (probe,), throttle)
    for now in range(0, 1_750_000, 50_000):
        watching.look(LINKS, now, {LINKS: 7, frozenset({Wake.ROUTES}): 100})
    assert throttle.in_force
    probe.answer = Seen((adapter(is_up=False),))
    watching.look_rested(2_500_000)

    assert any("1 changes and 14 kernel events" in said for said in throttle.interim(2_500_000))


def test_a_usb_device_that_enumerates_and_fails_without_end_costs_so_many_looks(tmp_path: Path) -> None:
    probe, throttle, woken = ToldProbe("devices", woken_by=frozenset({Wake.DEVICES})), Throttle(), Settling()
    watching = Observer(host_of(tmp_path, CapturedTables({})), (probe,), throttle)
    due_us = 0
    for number in range(1200):
        now = number * 50_000
        action = "remove" if number % 2 else "add"
        path = f"/devices/pci0000:00/0000:00:14.0/usb1/1-{number % 8 + 1}"
        uevent = f"{action}@{path}\0ACTION={action}\0SUBSYSTEM=usb\0DEVTYPE=usb_device\0PRODUCT=bda/8179/200\0"
        due_us = woken.add(wakes_of_device(uevent.encode()), now, 100_000)
        if due_us <= now:
            watching.look(woken.take(), now, {frozenset({Wake.DEVICES}): 1})
        watching.look_rested(now)

    assert throttle.in_force == {"devices"}
    assert LOOKS.burst <= probe.asked <= LOOKS.burst + 60_000_000 // LOOKS.every_us
    probe.answer = Seen((adapter(),))
    watching.look(frozenset({Wake.DEVICES}), 60_000_000)
    watching.look_rested(62_000_000)
    assert watching.observations() == (adapter(),)


def test_a_probe_rests_for_the_processor_time_of_its_look_and_not_for_waiting(tmp_path: Path) -> None:
    host = host_of(tmp_path, CapturedTables({}))
    assert isinstance(host.clock, FakeClock)
    probe, clock = ToldProbe("adapters"), host.clock
    watching = Observer(replace(host, clock=CostlyClock(clock)), (probe,), Throttle())
    watching.look(LINKS, 0)
    watching.look(LINKS, 100_000)
    assert (probe.asked, watching.next_rested_us()) == (1, RESTS_FOR_ITS_COST * 50_000)

    assert watching.look_rested(RESTS_FOR_ITS_COST * 50_000)


class CostlyClock(FakeClock):
    """Every look takes 50 ms of a processor and ten seconds by the wall."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock.wall, clock.boot)

    def busy_us(self) -> int:
        self.busy += 50_000
        self.advance(10)
        return self.busy
