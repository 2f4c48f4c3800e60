"""How long to wait after a failure: exponential with full jitter, so that ten thousand agents do not return as one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

Random = Callable[[], float]
"""A number in [0, 1)."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """An immutable state: each outcome gives the next one. Times are microseconds by the boot clock."""

    least_us: int = 1_000_000
    most_us: int = 300_000_000
    failures: int = 0
    not_before_us: int = 0

    def at_most(self, most_us: int) -> "Backoff":
        """The same with another cap, which is not below the least wait."""
        return replace(self, most_us=max(most_us, self.least_us))

    def failed(self, now_us: int, random: Random, asked_ms: int = 0) -> "Backoff":
        """After a failure; `asked_ms` is what the collector asked for, and a floor."""
        ceiling = min(self.most_us, self.least_us * 2 ** min(self.failures, 40))
        jittered = self.least_us // 2 + int(random() * (ceiling - self.least_us // 2))
        wait = max(jittered, asked_ms * 1000)
        return Backoff(self.least_us, self.most_us, self.failures + 1, now_us + wait)

    def succeeded(self, now_us: int, asked_ms: int = 0) -> "Backoff":
        """After a success; the collector may still ask for a pause."""
        return Backoff(self.least_us, self.most_us, 0, now_us + asked_ms * 1000)

    def is_due(self, now_us: int) -> bool:
        return now_us >= self.not_before_us


def retry_after_ms(header: str | None) -> int:
    """Retry-After in seconds (RFC 9110 section 10.2.3) as milliseconds, at most an hour; 0 where it says nothing."""
    if header is None or not header.strip().isascii() or not header.strip().isdigit() or len(header) > 8:
        return 0
    return min(int(header), 3600) * 1000
