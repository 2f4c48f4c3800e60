"""Progress for people who wait: one line a step on standard error, with the seconds it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    print(f"lab: {text}", file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    say(f"{what} …")
    began = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - began:.1f} s")
