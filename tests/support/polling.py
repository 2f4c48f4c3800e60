"""How long until something is so, for what is measured: no assertion hangs on the figure."""

import time
from collections.abc import Callable


def seconds_until(look: Callable[[], object], most: float = 60) -> float:
    """Asks every few milliseconds; raises AssertionError when it is not so after `most` seconds."""
    began = time.monotonic()
    while not look():
        assert time.monotonic() - began < most, f"not within {most:.0f} s"
        time.sleep(0.003)
    return time.monotonic() - began
