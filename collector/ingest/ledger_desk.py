"""One file of the ledger at a time, and how far it is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from collector.errors import AlreadyThere


class Phase(StrEnum):
    """What is being done with the file."""

    READING = "reading"
    COMPARING = "comparing"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows done of `total` in this phase; whose import it is."""

    actor: str
    name: str
    phase: Phase
    done: int
    total: int


class LedgerDesk:
    """Made once by the composition root; asked from any thread."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._progress: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """None while nobody imports."""
        return self._progress

    @contextmanager
    def only_one(self, actor: str, name: str) -> Iterator["Telling"]:
        """Raises AlreadyThere while another file is being taken in: two would be planned against one register."""
        if not self._turn.acquire(blocking=False):
            raise AlreadyThere("import", "another file is being imported", "try again when it is done")
        try:
            yield Telling(self, actor, name)
        finally:
            self._progress = None
            self._turn.release()

    def tell(self, progress: Progress) -> None:
        self._progress = progress


@dataclass(frozen=True, slots=True)
class Telling:
    """How the one who imports tells how far it is."""

    desk: LedgerDesk
    actor: str
    name: str

    def tell(self, phase: Phase, done: int, total: int) -> None:
        self.desk.tell(Progress(self.actor, self.name, phase, done, total))
