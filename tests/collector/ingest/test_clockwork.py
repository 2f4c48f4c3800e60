import asyncio
from ipaddress import ip_address, ip_network
from typing import Any

from collector.alerts.outbox import MOST_ATTEMPTS
from collector.ingest import clockwork
from collector.ingest.clockwork import Clockwork
from collector.rules.unlisted_gateway import WATCHERS_WORD_US
from collector.store import outbox
from protocol.mac import MacAddress
from protocol.observations import Looked, LookOutcome, Route
from protocol.report import ReportKind
from tests.support.agent_voice import ADAPTER
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig


class Recorder:
    """A notifier that fails as often as it is told."""

    name = "log-line"

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.sent: list[dict[str, Any]] = []

    def send(self, letter: dict[str, Any]) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("nobody listens")
        self.sent.append(letter)


def alarmed(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99", lasting=5)))


def turn(door: DoorRig, recorder: Recorder, times: int = 1, pause: float = 0) -> None:
    clockwork = Clockwork(door.rig.store, door.rig.writer, door.context, door.rig.clock, {"log-line": recorder})
    for _ in range(times):
        asyncio.run(clockwork.turn())
        door.rig.clock.advance(pause)


def test_letter_goes_out_once(door: DoorRig) -> None:
    alarmed(door)
    recorder = Recorder(failures=0)
    turn(door, recorder, times=3)

    assert [one["rule"] for one in recorder.sent] == ["unregistered-terminal"]


def test_letter_that_fails_is_tried_again(door: DoorRig) -> None:
    alarmed(door)
    recorder = Recorder(failures=2)
    turn(door, recorder, times=2)
    assert recorder.failures == 1
    turn(door, recorder, times=3, pause=30)

    assert len(recorder.sent) == 1


def test_letter_nobody_takes_is_kept_as_dead(door: DoorRig) -> None:
    alarmed(door)
    turn(door, Recorder(failures=99), times=MOST_ATTEMPTS + 1, pause=3601)

    assert door.rig.read(outbox.dead_letters) == 1


class Odd(Recorder):
    """A notifier with a fault of its own."""

    def send(self, letter: dict[str, Any]) -> None:
        self.failures -= 1
        if self.failures >= 0:
            raise KeyError("a fault nobody foresaw")
        self.sent.append(letter)


def test_time_goes_on_after_a_fault_nobody_foresaw(door: DoorRig) -> None:
    alarmed(door)
    recorder = Odd(failures=1)
    clockwork = Clockwork(door.rig.store, door.rig.writer, door.context, door.rig.clock, {"log-line": recorder})

    async def until_sent() -> None:
        running = asyncio.create_task(clockwork.run())
        while not recorder.sent:
            await asyncio.sleep(0.05)
        running.cancel()

    asyncio.run(asyncio.wait_for(until_sent(), 30))


def test_a_router_that_no_watcher_tells_of_is_told_by_the_pc_that_follows_it(door: DoorRig) -> None:
    """The PC's word waits for that of the watchers, who tell of the router once, and not for ever."""
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    route = Route(ADAPTER, ip_network("::/0"), ip_address("fe80::66"), MacAddress.parse(STRANGER_MAC), 1024, 254)
    looked = Looked("addressing", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(looked, route, kind=ReportKind.INVENTORY))
    door.rig.do(lambda tx: clockwork.rarely(tx, door.context))
    (waiting,) = door.alerts("unlisted-gateway")
    door.advance(WATCHERS_WORD_US / 1_000_000, voice)
    door.rig.do(lambda tx: clockwork.rarely(tx, door.context))
    (told,) = door.alerts("unlisted-gateway")

    assert (waiting.alert.certainty, told.alert.certainty) == ("suspected", "confirmed")
