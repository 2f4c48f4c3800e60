"""Where this PC was while attached to no declared segment: zone, adapter, from–to, and nothing else. Pure."""

from collections.abc import Iterable

from agent.attachment import Attached
from agent.privacy import zone_of
from protocol.identity import AdapterId
from protocol.observations import Elsewhere

_LONGEST_US = 3_600_000_000


class Whereabouts:
    """Stretches are said when they end, and every hour meanwhile: a PC that never returns has said most of them."""

    def __init__(self) -> None:
        self._since: dict[tuple[AdapterId, str], int] = {}

    def turn(self, attached: Iterable[Attached], is_attached: bool, now_us: int) -> tuple[Elsewhere, ...]:
        """The stretches that ended by now, given where the adapters are."""
        now_at = set() if is_attached else {place for item in attached if (place := _place(item)) is not None}
        ended = [
            Elsewhere(adapter, zone, since, max(now_us, since))
            for (adapter, zone), since in self._since.items()
            if (adapter, zone) not in now_at or now_us - since >= _LONGEST_US
        ]
        self._since = {
            place: since for place, since in self._since.items() if place in now_at and now_us - since < _LONGEST_US
        }
        for place in now_at:
            self._since.setdefault(place, now_us)
        return tuple(ended)


def _place(item: Attached) -> tuple[AdapterId, str] | None:
    """An adapter with nothing but a link-local address is attached to nothing worth telling."""
    zones = [zone_of(address) for address in item.evidence.addresses]
    zone = next((zone for zone in zones if zone != "link-local"), None)
    return (item.evidence.adapter, zone) if zone else None
