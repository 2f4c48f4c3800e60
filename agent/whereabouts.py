"""Where this PC was while attached to no declared segment: zone, adapter, from–to, and nothing else. Pure."""

from collections.abc import Iterable

from agent.attachment import Attached
from agent.privacy import zone_of
from protocol.identity import AdapterId
from protocol.observations import Elsewhere
from protocol.zones import Zone

_EVERY_US = 3_600_000_000
_NOWHERE = frozenset({Zone.LINK_LOCAL, Zone.LOOPBACK})

_Place = tuple[AdapterId, str]


class Whereabouts:
    """A stretch is said when it ends and, so far, every hour: a PC that never returns has said most of it."""

    def __init__(self) -> None:
        self._since: dict[_Place, int] = {}
        self._said: dict[_Place, int] = {}

    def turn(self, attached: Iterable[Attached], is_attached: bool, now_us: int) -> tuple[Elsewhere, ...]:
        """The stretches that ended by now, or lasted another hour, given where the adapters are."""
        now_at = set() if is_attached else {place for item in attached if (place := _place(item)) is not None}
        due = [place for place in self._since if place not in now_at or now_us - self._said[place] >= _EVERY_US]
        told = tuple(Elsewhere(*place, self._since[place], max(now_us, self._since[place])) for place in due)
        self._since = {place: self._since.get(place, now_us) for place in now_at}
        self._said = {place: now_us if place in due else self._said.get(place, now_us) for place in now_at}
        return told


def _place(item: Attached) -> _Place | None:
    """An adapter with nothing but a link-local address, or without a link, is attached to nothing worth telling."""
    if item.is_uncertain or not item.leads_out or item.adapter.carrier is False:
        return None
    zones = [zone_of(address) for address in item.evidence.addresses]
    zone = next((zone for zone in zones if zone not in _NOWHERE), None)
    return (item.evidence.adapter, zone.value) if zone else None
