"""A whole laboratory: image, collector, guest, agent. Scenarios go in, rows come out."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from tests.lab import resident
from tests.lab.building.image import Image
from tests.lab.machine.guest import guest
from tests.lab.machine.talk import GuestSilent
from tests.lab.office import office
from tests.lab.playing import Player
from tests.lab.progress import say
from tests.lab.scenarios.scenario import Scenario
from tests.lab.table import Row

_LOOP = "import time; t = time.perf_counter(); s = sum(i * i % 7 for i in range({n})); print(time.perf_counter() - t)"
_LOOP_TIMES = 300_000
_TRIES, _LAST_WORDS = 2, 600


@contextmanager
def player(image: Image, *, keep: bool = False) -> Iterator[Player]:
    """A fresh collector and a fresh guest with its agent enrolled and running."""
    with office() as made, guest(image, collector_port=made.collector.agents_port, keep=keep) as running:
        resident.install(running)
        pid = resident.start(running, made)
        playing = Player(running, made, pid)
        try:
            yield playing
        finally:
            playing.stage.close()
            if keep:
                say(f"kept: {running.folder}; the agent's log:\n{resident.log_of(running)}")


class Bench:
    """Plays scenarios one after another. One that leaves a trace costs its guest; the next gets a fresh one."""

    def __init__(self, image: Image, *, keep: bool = False) -> None:
        self._image, self._keep = image, keep
        self._opened = ExitStack()
        self._player: Player | None = None

    def play(self, scenario: Scenario) -> list[Row]:
        rows = self._rows(scenario)
        right = "ok" if all(row.is_right for row in rows) else "NOT OK"
        say(f"{scenario.name}: {right}")
        for row in (row for row in rows if not row.is_right):
            say(f"  {row.step}: {row.verdict}\n       expected: {row.expected}")
        return rows

    def _rows(self, scenario: Scenario) -> list[Row]:
        """Drivers of Debian's kernel hang now and then, emulated: then once more, with a fresh guest."""
        for _ in range(_TRIES):
            try:
                return self._ready().play(scenario)
            except GuestSilent as silent:
                said = self._player.guest.console()[-_LAST_WORDS:] if self._player else ""
                say(f"{scenario.name}: the guest hangs ({silent}); a fresh one. Its last words:\n{said}")
                self.close()
        return [Row(scenario.name, "", f"cannot be played: the guest hung {_TRIES} times", "", None, False)]

    def _ready(self) -> Player:
        if self._player is None or not self._player.is_clean:
            self.close()
            self._player = self._opened.enter_context(player(self._image, keep=self._keep))
        return self._player

    def close(self) -> None:
        self._opened.close()
        self._player = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def slowness(playing: Player) -> float:
    """How many times longer a fixed loop of Python takes in the guest than here."""
    loop = _LOOP.format(n=_LOOP_TIMES)
    inside = float(playing.guest.run("python3", "-c", loop).out)
    began = time.perf_counter()
    exec(loop.replace("print", "str"), {})
    return inside / (time.perf_counter() - began)
