"""Which neighbour's word on the switch port is news: a change is, a repetition every 30 seconds is not.

Rule: no clock. Times are those of the frames, and may go back.
"""

from typing import NamedTuple

from agent.lan.decode.heard import PortTold
from agent.lan.reminder import Ceiling
from protocol.mac import MacAddress
from protocol.observations.lan import DiscoveryProtocol

AGAIN_US = 86_400_000_000
MOST_NEIGHBOURS = 16
"""A port has one neighbour; behind a small switch or a telephone there may be some more."""
MOST_AT_ONCE = 16
"""Changes said within MINUTE_US; more is somebody's game."""
MINUTE_US = 60_000_000
_SECOND_US = 1_000_000


class _Known(NamedTuple):
    told: PortTold
    said_us: int
    heard_us: int


class SwitchPorts:
    """Remembers MOST_NEIGHBOURS neighbours, each for as long as its own word holds."""

    def __init__(self) -> None:
        self._known: dict[tuple[MacAddress, DiscoveryProtocol], _Known] = {}
        self._ceiling = Ceiling(MINUTE_US, MOST_AT_ONCE)

    @property
    def refused(self) -> int:
        """Changes beyond MOST_AT_ONCE: counted and, unless heard again, lost."""
        return self._ceiling.refused

    def is_news(self, told: PortTold, at_us: int) -> bool:
        """Whether to say it now; asking counts as saying. A neighbour that takes its leave is none."""
        self._known = {
            key: known
            for key, known in self._known.items()
            if abs(at_us - known.heard_us) <= known.told.holds_s * _SECOND_US
        }
        key = told.mac, told.protocol
        known = self._known.get(key)
        if told.holds_s == 0:
            self._known.pop(key, None)
            return False
        if known is not None and known.told[:-1] == told[:-1] and abs(at_us - known.said_us) < AGAIN_US:
            self._known[key] = _Known(told, known.said_us, at_us)
            return False
        if not self._ceiling.allows(at_us):
            return False
        if known is None and len(self._known) >= MOST_NEIGHBOURS:
            del self._known[min(self._known, key=lambda one: self._known[one].heard_us)]
        self._known[key] = _Known(told, at_us, at_us)
        return True
