"""Who holds which address now, by what was heard: notices when a pair takes over from another.

IPv6 hosts hold several addresses at a time (RFC 4862, RFC 8981), so a MAC that speaks for another of its IPv6
addresses is no change; nor is it with more than a few IPv4 addresses: a router, or a responder of proxy ARP.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address

from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow

MANY_ADDRESSES = 8
"""A MAC that was heard with more IPv4 addresses than this is a router or answers for others."""


@dataclass(slots=True, eq=False)
class Pair:
    """A MAC and the address it speaks for, with what was heard since it was last spoken of."""

    mac: MacAddress
    address: Address | None
    is_tentative: bool
    """Probes and duplicate address detection: the address is not held yet."""
    vlan: int | None
    began_us: int
    said_us: int
    is_confirmed: bool = False
    is_current: bool = False
    """Nobody took over since it was heard last."""
    was_heard: bool = False
    """Since room was last made."""
    frames: int = 0
    first_us: int = 0
    last_us: int = 0
    how: HeardHow = HeardHow.ARP_REQUEST


@dataclass(slots=True)
class _Speaker:
    addresses: set[Address] = field(default_factory=set)
    current: Pair | None = None
    is_many: bool = False


class Ownership:
    """Forgets nothing by itself: whoever bounds the pairs tells it to `forget` them."""

    def __init__(self) -> None:
        self._holder: dict[tuple[Address, int | None], Pair] = {}
        self._speaker: dict[tuple[MacAddress, int | None], _Speaker] = {}

    def is_challenge(self, mac: MacAddress, address: Address | None, vlan: int | None) -> bool:
        """Whether a pair never heard before would take over from one that was heard again and again."""
        holder = self._holder.get((address, vlan)) if address is not None else None
        speaker = self._speaker.get((mac, vlan)) if isinstance(address, IPv4Address) else None
        previous = None if speaker is None or speaker.is_many else speaker.current
        return any(pair is not None and pair.is_confirmed for pair in (holder, previous))

    def take(self, pair: Pair) -> bool:
        """Notes that the pair was heard; True when its address had another MAC before, or its MAC another address."""
        pair.is_current = True
        if pair.address is None or pair.is_tentative:
            return False
        holder = self._holder.get((pair.address, pair.vlan))
        self._holder[pair.address, pair.vlan] = pair
        moved = isinstance(pair.address, IPv4Address) and self._speak(pair, pair.address)
        if holder is None or holder is pair:
            return moved
        holder.is_current = False
        return True

    def _speak(self, pair: Pair, address: Address) -> bool:
        speaker = self._speaker.setdefault((pair.mac, pair.vlan), _Speaker())
        previous, speaker.current = speaker.current, pair
        speaker.addresses.add(address)
        speaker.is_many = speaker.is_many or len(speaker.addresses) > MANY_ADDRESSES
        if speaker.is_many or previous is None or previous is pair:
            return False
        previous.is_current = False
        return True

    def forget(self, pair: Pair) -> None:
        """As if the pair had never been heard."""
        if pair.address is None or pair.is_tentative:
            return
        if self._holder.get((pair.address, pair.vlan)) is pair:
            del self._holder[pair.address, pair.vlan]
        speaker = self._speaker.get((pair.mac, pair.vlan))
        if speaker is None:
            return
        speaker.addresses.discard(pair.address)
        speaker.current = None if speaker.current is pair else speaker.current
        if not speaker.addresses:
            del self._speaker[pair.mac, pair.vlan]
