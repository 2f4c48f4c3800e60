"""Beats: what this agent vouches for right now, counted so that an old one cannot be played again."""

import threading
from dataclasses import dataclass

from agent.delivery.spool import Author, Spool
from agent.host.clock import Clock
from protocol.beat import Beat
from protocol.observations import Attachment
from protocol.report import PROTOCOL_VERSION, Taken


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the service knows at this moment and the next beat says."""

    claims: tuple[Attachment, ...] = ()
    duties: tuple[str, ...] = ()
    capture_drops: int = 0
    policy_version: int = 0
    throttled: bool = False
    """Held back by its own limits at this moment; a beat says whether it was at any since the last one."""


class BeatMaker:
    """Fed by the service's thread, read by the sender's."""

    def __init__(self, author: Author, spool: Spool, clock: Clock) -> None:
        self._author = author
        self._spool = spool
        self._clock = clock
        self._lock = threading.Lock()
        self._vouched = Vouched()
        self._was_throttled = False
        self._counter = 0

    def vouch(self, vouched: Vouched) -> bool:
        """Takes over what is vouched for from now on; returns whether the claims changed."""
        with self._lock:
            changed = vouched.claims != self._vouched.claims
            self._was_throttled |= vouched.throttled
            self._vouched = vouched
        return changed

    def make(self) -> Beat:
        """The next beat. Its counter is the boot clock, which grows within a boot and needs no disk to survive us."""
        newest = self._spool.newest()
        with self._lock:
            taken = Taken(self._clock.wall_us(), self._clock.boot_us())
            self._counter = max(self._counter + 1, taken.boot_us)
            vouched = self._vouched
            throttled, self._was_throttled = self._was_throttled, vouched.throttled
            return Beat(
                protocol=PROTOCOL_VERSION,
                agent=self._author.agent,
                key=self._author.key.id,
                boot=self._author.boot,
                counter=self._counter,
                taken=taken,
                claims=vouched.claims[:32],
                duties=vouched.duties[:32],
                capture_drops=vouched.capture_drops,
                spooled=self._spool.waiting,
                last_sequence=newest.sequence,
                last_digest=newest.digest,
                policy_version=vouched.policy_version,
                throttled=throttled,
            )
