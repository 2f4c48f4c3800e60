"""What the audience sees: numbered steps, the commands as typed, what they answered, how long it took."""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

Seen = TypeVar("Seen")

_BOLD, _DIM, _PLAIN = "\033[1m", "\033[2m", "\033[0m"


class DidNotHappen(Exception):
    """The story cannot go on: what was expected, and what was seen instead."""


@dataclass
class Stage:
    """`language` is zh or en; `say` takes both texts, the Chinese first."""

    language: str
    began: float = field(default_factory=time.monotonic)
    steps: int = 0

    def say(self, chinese: str, english: str) -> None:
        print(chinese if self.language == "zh" else english, flush=True)

    def step(self, chinese: str, english: str) -> None:
        self.steps += 1
        title = chinese if self.language == "zh" else english
        elapsed = time.monotonic() - self.began
        print(f"\n{self._bold(f'{self.steps}. {title}')}  {self._dim(f'[{elapsed:.0f} s]')}", flush=True)

    def typed(self, who: str, command: str) -> None:
        print(self._dim(f"{who}$ ") + command, flush=True)

    def show(self, text: str) -> None:
        print("".join(f"    {line}\n" for line in text.rstrip().splitlines()), end="", flush=True)

    def wait_for(self, what: str, look: Callable[[], Seen | None], seconds: float = 30) -> Seen:
        """What `look` finds, as soon as it finds something; raises DidNotHappen naming `what`."""
        deadline = time.monotonic() + seconds
        while (seen := look()) is None:
            if time.monotonic() > deadline:
                raise DidNotHappen(f"{what}: not within {seconds:.0f} s")
            time.sleep(0.1)
        return seen

    def _bold(self, text: str) -> str:
        return f"{_BOLD}{text}{_PLAIN}" if sys.stdout.isatty() else text

    def _dim(self, text: str) -> str:
        return f"{_DIM}{text}{_PLAIN}" if sys.stdout.isatty() else text


@dataclass(frozen=True)
class Desk:
    """A person at a desk: commands run with that person's session and language."""

    stage: Stage
    name: str
    home: Path
    settings: Mapping[str, str]

    def run(self, *arguments: str, typed: str = "", quiet: bool = False, allowed: tuple[int, ...] = (0,)) -> str:
        """Runs `mingce` and shows it as typed, with its answer unless `quiet`; raises DidNotHappen when it fails."""
        shown = shlex.join(["mingce", *arguments])
        if not quiet:
            self.stage.typed(self.name, shown)
        done = subprocess.run(
            [sys.executable, "-m", "collector", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            env=dict(os.environ) | dict(self.settings) | {"XDG_STATE_HOME": str(self.home)},
            timeout=60,
        )
        if done.returncode not in allowed:
            raise DidNotHappen(f"{shown}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        if not quiet:
            self.stage.show(done.stdout)
        return done.stdout

    def json(self, *arguments: str) -> Any:
        """The JSON a command answers, without showing it."""
        return json.loads(self.run(*arguments, quiet=True))
