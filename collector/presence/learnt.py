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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is learnt of a segment, as far as one MAC on it has to be judged by.

    `own`: about the MAC itself; `gateways`: who spoke first for each declared gateway (not one that was rejected);
    `answering`: other MACs that answer for others and have an alert of their own, or an approval.
    """

    own: tuple[Learnt, ...] = ()
    gateways: tuple[tuple[Address, MacAddress], ...] = ()
    answering: frozenset[MacAddress] = frozenset()

    @property
    def is_rejected(self) -> bool:
        """A person said that this MAC is nothing of the sort."""
        return any(one.decision is Decision.REJECTED for one in self.own)

    def first_speaker(self, address: Address) -> MacAddress | None:
        return dict(self.gateways).get(address)


NOTHING_LEARNT = Surroundings()
