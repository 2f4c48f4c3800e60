"""Which of a PC's links lead over another wire or radio than the one it is on a declared segment by. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from collector.presence.links import is_connected
from collector.presence.stacking import Stack
from protocol.identity import AdapterId
from protocol.observations import Adapter

_TAGGED = "vlan"


@dataclass(frozen=True, slots=True)
class SecondWire:
    """`link` holds the address or the route, `base` is what it leads over: itself, or the wire beneath a bridge, a
    bond, a VLAN … A VLAN of the attached wire is a second network over one cable.
    """

    link: Adapter
    base: Adapter
    is_same_cable: bool = False

    @property
    def part(self) -> str:
        """What its alert goes by: one for a wire, whatever sits on it."""
        return self.link.id if self.is_same_cable else self.base.id


def wires_of(links: Stack, attached: Collection[AdapterId]) -> frozenset[AdapterId]:
    """The wires and radios beneath what is on a declared segment."""
    return frozenset(base.id for one in attached if one in links.by_id for base in links.bases(links.by_id[one]))


def second_wire(links: Stack, attached: Collection[AdapterId], adapter_id: str | None) -> SecondWire | None:
    """None: not connected, of this PC's own only (containers, tunnels), or the wire it is attached by."""
    link = links.by_id.get(AdapterId(adapter_id)) if adapter_id else None
    if link is None or link.id in attached or not is_connected(link):
        return None
    own = wires_of(links, attached)
    bases = [base for base in links.bases(link) if is_connected(base)]
    others = [base for base in bases if base.id not in own]
    if others:
        return SecondWire(link, others[0])
    is_beside = link.link_kind == _TAGGED and not any(over.id in attached for over in links.above(link))
    return SecondWire(link, bases[0], is_same_cable=True) if bases and is_beside else None
