"""What a segment has been found to bear besides terminals: MACs that speak for others, and what people decided."""

from dataclasses import dataclass
from enum import StrEnum

from protocol.address import Address
from protocol.mac import MacAddress


class Role(StrEnum):
    """What such a MAC is taken for."""

    VRRP = "vrrp"
    """Virtual router, shared with CARP (RFC 9568 section 7.3)."""
    HSRP = "hsrp"
    GLBP = "glbp"
    PROXY_ARP = "proxy-arp"
    """Answers for several addresses that are not its own (RFC 1027)."""
    GATEWAY = "gateway"
    """Speaks for a gateway that the segment declares."""
    ANYCAST_GATEWAY = "anycast-gateway"
    """The same, while another MAC does so, too: a pair of gateways by design, or one of them is an impostor."""
    ROUTER = "router"
    """Sends router advertisements."""
    DHCP_SERVER = "dhcp-server"
    """Answers as a DHCP server that the segment lists."""
    DHCP_RELAY = "dhcp-relay"
    """The same, for a server that is on another segment."""


class Decision(StrEnum):
    """What people said to a proposal."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Learnt:
    """A MAC in one role on one segment, heard in it from `first_us` to `last_us`; `why` is for a person, in English."""

    mac: MacAddress
    role: Role
    addresses: tuple[Address, ...]
    why: str
    first_us: int
    last_us: int
    decision: Decision = Decision.PROPOSED
    named_by: tuple[tuple[Address, tuple[str, ...]], ...] = ()
    """By declared gateway: the terminals whose own routes, as their agents told, lead to it by this MAC."""
    vouched: tuple[tuple[Address, int], ...] = ()
    """The gateways that enough terminals named it for, and since when; that stays so, whatever they name later."""

    @property
    def is_heard(self) -> bool:
        """Frames stated an address; one that is only named by a route spoke for nobody yet."""
        return bool(self.addresses)

    def names(self, gateway: Address) -> tuple[str, ...]:
        return dict(self.named_by).get(gateway, ())


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is learnt of a segment, as far as one MAC on it has to be judged by.

    `own`: about the MAC itself; `gateways`: for each declared gateway who was approved, else vouched for by agents'
    routes, else spoke first for it (not one that was rejected); `vouched`: those of them that did not merely speak
    first; `answering`: other MACs that answer for others and have an alert of their own, or an approval.
    """

    own: tuple[Learnt, ...] = ()
    gateways: tuple[tuple[Address, MacAddress], ...] = ()
    answering: frozenset[MacAddress] = frozenset()
    vouched: frozenset[tuple[Address, MacAddress]] = frozenset()

    @property
    def is_rejected(self) -> bool:
        """A person said that this MAC is nothing of the sort."""
        return any(one.decision is Decision.REJECTED for one in self.own)

    def first_speaker(self, address: Address) -> MacAddress | None:
        return dict(self.gateways).get(address)


NOTHING_LEARNT = Surroundings()
