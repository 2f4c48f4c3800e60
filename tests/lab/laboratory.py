"""A whole laboratory: image, collector, guest, agent. Scenarios go in, rows come out."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.lab import resident
from tests.lab.building.image import Image
from tests.lab.machine.guest import guest
from tests.lab.office import office
from tests.lab.playing import Player
from tests.lab.progress import say
from tests.lab.scenarios.scenario import Scenario
from tests.lab.table import Row

_LOOP = "import time; t = time.perf_counter(); s = sum(i * i % 7 for i in range({n})); print(time.perf_counter() - t)"
_LOOP_TIMES = 300_000


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


def run_all(image: Image, scenarios: Iterable[Scenario], *, keep: bool = False) -> Iterator[Row]:
    """Rows as they come. A scenario that leaves a trace costs its guest; the next gets a fresh one."""
    waiting = list(scenarios)
    while waiting:
        with player(image, keep=keep) as playing:
            while waiting and playing.is_clean:
                scenario = waiting.pop(0)
                began = time.monotonic()
                rows = playing.play(scenario)
                right = "ok" if all(row.is_right for row in rows) else "NOT OK"
                say(f"{scenario.name}: {right} ({time.monotonic() - began:.0f} s)")
                yield from rows


def slowness(playing: Player) -> float:
    """How many times longer a fixed loop of Python takes in the guest than here."""
    loop = _LOOP.format(n=_LOOP_TIMES)
    inside = float(playing.guest.run("python3", "-c", loop).out)
    began = time.perf_counter()
    exec(loop.replace("print", "str"), {})
    return inside / (time.perf_counter() - began)
