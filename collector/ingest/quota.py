"""How often somebody may knock: token buckets, bounded in number. Pure but for what it remembers."""

from collections import OrderedDict
from dataclasses import dataclass, field

_MOST_KEYS = 50_000


@dataclass(slots=True)
class Quota:
    """`burst` at once, `per_minute` in the long run, for each key."""

    per_minute: int
    burst: int
    _levels: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict)

    def pause_ms(self, key: str, now_us: int) -> int:
        """0 and one token taken; otherwise how long to wait for the next one."""
        level, then_us = self._levels.pop(key, (float(self.burst), now_us))
        level = min(float(self.burst), level + max(0, now_us - then_us) * self.per_minute / 60_000_000)
        is_allowed = level >= 1.0
        self._levels[key] = (level - 1.0 if is_allowed else level, now_us)
        if len(self._levels) > _MOST_KEYS:
            self._levels.popitem(last=False)
        return 0 if is_allowed else max(1, int((1.0 - level) * 60_000 / self.per_minute))
