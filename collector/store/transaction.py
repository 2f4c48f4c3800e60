"""What a unit of work is given by the writer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from collector.store.chains import Heads
from collector.store.sealed import secrets_of
from collector.trust.sealing import Sealer


@dataclass(slots=True)
class Transaction:
    """One work's view of the group's transaction; what it did is undone alone when the work raises.

    `now_us` is the collector's wall clock when the work began. `heads` move with every link appended.
    """

    connection: Connection
    now_us: int
    heads: Heads
    callbacks: list[Callable[[], None]] = field(default_factory=list)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Runs `callback` in the writer's thread once this work is on disk; it must be quick and must not raise."""
        self.callbacks.append(callback)

    @property
    def sealer(self) -> Sealer:
        return secrets_of(self.connection).sealer

    @property
    def index_key(self) -> bytes:
        return secrets_of(self.connection).index_key
