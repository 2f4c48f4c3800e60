"""How long from a radio's appearance in the kernel to its alert in the collector's store?"""

import time

from tests.lab.playing import Player
from tests.lab.progress import say
from tests.lab.scenarios.scenario import act

_SECONDS = 20.0


def plugs(player: Player, times: int) -> list[float]:
    """Milliseconds of each plug that was alerted within 20 s; unplugged each time, and waited for."""
    found = []
    for number in range(times):
        moment = player.stage.play(act("radio", name=f"plug{number}"))
        stored = _opened_us(player)
        if stored is not None:
            found.append((stored - moment) / 1000)
        player.stage.leave_all()
        _await_none(player)
        if (number + 1) % 10 == 0:
            say(f"  {number + 1} of {times} plugs")
    return found


def _opened_us(player: Player) -> int | None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        for alert in player.office.alerts():
            if alert["rule"] == "wireless-adapter":
                return int(alert["opened_us"])
        time.sleep(0.05)
    return None


def _await_none(player: Player) -> None:
    deadline = time.monotonic() + _SECONDS
    while any(alert["rule"] == "wireless-adapter" for alert in player.office.alerts()):
        if time.monotonic() > deadline:
            raise AssertionError("an unplugged radio's alert stays open")
        time.sleep(0.05)
