"""What passes on the wire of a declared segment. Link-layer facts only, never anybody's payload."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.vocabulary import AdapterRef, Wall
from protocol.schema import Field


class HeardHow(StrEnum):
    """The kind of frame, or the table, that told of a pair."""

    ARP_REQUEST = "arp-request"
    ARP_REPLY = "arp-reply"
    ARP_PROBE = "arp-probe"
    """Sender address 0.0.0.0: somebody is about to take the target address (RFC 5227 section 2.1.1)."""
    ARP_ANNOUNCEMENT = "arp-announcement"
    """Sender = target (RFC 5227 section 3), gratuitous ARP."""
    ND_SOLICITATION = "nd-solicitation"
    ND_ADVERTISEMENT = "nd-advertisement"
    ND_DAD = "nd-dad"
    """Neighbour solicitation from the unspecified address (RFC 4862 section 5.4)."""
    ROUTER_SOLICITATION = "router-solicitation"
    ROUTER_ADVERTISEMENT = "router-advertisement"
    DHCP4 = "dhcp4"
    DHCP6 = "dhcp6"
    NEIGHBOUR_TABLE = "neighbour-table"


class ServerKind(StrEnum):
    """What a server on the wire offers."""

    DHCP4 = "dhcp4"
    DHCP6 = "dhcp6"
    ROUTER = "router-advertisement"


Vlan = Annotated[int | None, Field("802.1Q VLAN id of the frame; null: untagged", most=4094, source="IEEE 802.1Q 9.6")]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A pair heard at least once in [first, last]; a pair that alternates with another is said again each time."""

    adapter: AdapterRef
    mac: Annotated[MacAddress, Field("who spoke")]
    address: Annotated[Address | None, Field("the address it spoke for; null: none stated")]
    how: Annotated[HeardHow, Field("in which kind of frame it was heard last")]
    vlan: Vlan
    first_us: Wall
    last_us: Wall
    frames: Annotated[int, Field("frames folded into this sighting", most=2**53, least=1)]


@dataclass(frozen=True, slots=True)
class NameHeard:
    """A name that a terminal gave itself on the wire."""

    adapter: AdapterRef
    mac: Annotated[MacAddress, Field("who spoke")]
    name: Annotated[
        str,
        Field(
            "the name it gave itself",
            most=255,
            source="RFC 2132 3.14 option 12, RFC 4702 option 81, RFC 4704 option 39",
        ),
    ]
    vendor_class: Annotated[str | None, Field("vendor class it gave", most=255, source="RFC 2132 9.13 option 60")]
    at_us: Wall


@dataclass(frozen=True, slots=True)
class ServerHeard:
    """A DHCP server or router that was heard offering its service."""

    adapter: AdapterRef
    kind: Annotated[ServerKind, Field("what it offers")]
    mac: Annotated[MacAddress, Field("who spoke")]
    address: Annotated[
        Address | None,
        Field("server identifier, or the router's link-local address", source="RFC 2132 9.7, RFC 4861 4.2"),
    ]
    at_us: Wall


@dataclass(frozen=True, slots=True)
class OwnMacHeard:
    """A frame with this PC's own MAC that this PC did not send: somebody uses its address."""

    adapter: AdapterRef
    mac: Annotated[MacAddress, Field("this PC's MAC address")]
    address: Annotated[Address | None, Field("the address the frame spoke for")]
    how: Annotated[HeardHow, Field("kind of frame")]
    at_us: Wall
