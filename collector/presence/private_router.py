"""How much speaks for a private router (NAT) between a PC and its segment. Pure: signs in, a score out.

Rule: no sign is a proof. Each has a weight, the sum is compared with a threshold that a site may change, at least two
signs are needed, and a person confirms. The TTL of packets is not looked at: agents report no packets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from protocol.address import Address
from protocol.mac import MacAddress

SITE_LEAST = 3
"""Fewer agents than this tell nothing of how a site is built."""
MANY_NAMES = 3
MANY_MACS_ON_PORT = 3


class Sign(StrEnum):
    """What speaks for it."""

    SOURCE_DIFFERS = "source-differs"
    """Its beats come from an address that it does not have: something translates between."""
    SEVERAL_BEHIND = "several-behind-one-source"
    CONSUMER_MAKER = "consumer-maker"
    """The gateway's, or the source's, MAC is of a maker of home routers."""
    HOME_RANGE = "home-router-range"
    SELF_SERVED = "gateway-serves-dhcp"
    """The gateway gives the lease, and the segment lists neither."""
    SEVERAL_CLIENTS = "several-clients-of-one-mac"
    SHARED_PORT = "several-macs-on-one-port"


WEIGHTS = {
    Sign.SOURCE_DIFFERS: 40,
    Sign.SEVERAL_BEHIND: 25,
    Sign.CONSUMER_MAKER: 30,
    Sign.HOME_RANGE: 15,
    Sign.SELF_SERVED: 25,
    Sign.SEVERAL_CLIENTS: 15,
    Sign.SHARED_PORT: 10,
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the source address on a declared segment; none of the agent's own adapters."""

    segment_id: str
    segment: str
    unit_id: str
    mac: MacAddress
    maker: str | None = None
    terminal: str | None = None
    names: tuple[str, ...] = ()
    """What the MAC called itself, as DHCP client or otherwise."""
    macs_on_port: int = 0
    """MACs a switch's table places on the same port; 0: no table says."""


@dataclass(frozen=True, slots=True)
class Path:
    """The way an agent's newest beat came.

    `own`: the addresses it reports or vouches for; none are told while it is attached to no declared segment.
    `own_macs`: its adapters'. `is_attached`: it vouches for an address on a declared segment. `others_behind`: other
    agents that live, come from the same source and do not have that address either. `peers`: live agents like it
    (attached likewise), `peers_differing`: those of them whose source is not their own either.
    """

    source: Address
    own: frozenset[Address] = frozenset()
    own_macs: frozenset[MacAddress] = frozenset()
    is_attached: bool = False
    holder: Holder | None = None
    others_behind: int = 0
    peers: int = 0
    peers_differing: int = 0
    gateway: Address | None = None
    gateway_maker: str | None = None
    zones: tuple[str, ...] = ()
    """Kinds of address space it says it is in, by the zone table."""
    is_self_served: bool = False
    over: tuple[tuple[str, str | None], ...] = ()
    """Sources (address, segment) that this agent last stood for as behind a private router, and nobody uses now."""

    @property
    def is_site_design(self) -> bool:
        """Most agents of the segment come from another address than their own: an official NAT or proxy."""
        return self.is_attached and self.peers >= SITE_LEAST and 2 * self.peers_differing > self.peers


@dataclass(frozen=True, slots=True)
class Score:
    """The signs found, the strongest first; `total` is the sum of their weights, 0 to 160."""

    signs: tuple[Sign, ...]

    @property
    def total(self) -> int:
        return sum(WEIGHTS[sign] for sign in self.signs)

    def is_enough(self, threshold: int) -> bool:
        return len(self.signs) >= 2 and self.total >= threshold


def score(path: Path) -> Score:
    """What speaks for a private router before this PC."""
    return Score(tuple(sorted(_signs(path), key=lambda sign: -WEIGHTS[sign])))


def maker_of(path: Path) -> str | None:
    """The maker of home routers whose MAC is in the way: the gateway's, else that of who holds the source."""
    return path.gateway_maker or (path.holder.maker if path.holder and source_differs(path) else None)


def _signs(path: Path) -> Iterator[Sign]:
    if source_differs(path):
        yield Sign.SOURCE_DIFFERS
        if path.others_behind:
            yield Sign.SEVERAL_BEHIND
        if path.holder is not None and len(path.holder.names) >= MANY_NAMES:
            yield Sign.SEVERAL_CLIENTS
        if path.holder is not None and path.holder.macs_on_port >= MANY_MACS_ON_PORT:
            yield Sign.SHARED_PORT
    if maker_of(path) is not None:
        yield Sign.CONSUMER_MAKER
    if "consumer" in path.zones:
        yield Sign.HOME_RANGE
    if path.is_self_served:
        yield Sign.SELF_SERVED


def source_differs(path: Path) -> bool:
    """Something translates between this PC and the collector, and that is not how the site is built.

    A PC that is attached to no declared segment tells no addresses: there, only an address of a declared segment that
    another MAC holds is a sign; a tunnel's or another site's is none. A PC just carried to another segment comes for a
    moment from its old lease, which its own MAC holds, or tells its new addresses of one family before the other's.
    """
    if path.source.is_loopback or path.source in path.own or path.is_site_design:
        return False
    if path.holder is not None and path.holder.mac in path.own_macs:
        return False
    if path.is_attached:
        return any(address.version == path.source.version for address in path.own)
    return path.holder is not None
