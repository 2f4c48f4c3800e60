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
    """Request with sender = target (RFC 5227 section 3)."""
    ARP_GRATUITOUS = "arp-gratuitous"
    """Reply with sender = target, which nobody asked for (RFC 5944 section 4.6): redundant gateways, and spoofing."""
    ND_SOLICITATION = "nd-solicitation"
    ND_ADVERTISEMENT = "nd-advertisement"
    ND_DAD = "nd-dad"
    """Neighbour solicitation from the unspecified address (RFC 4862 section 5.4)."""
    ROUTER_SOLICITATION = "router-solicitation"
    ROUTER_ADVERTISEMENT = "router-advertisement"
    ND_REDIRECT = "nd-redirect"
    """A router sends somebody another way (RFC 4861 section 4.5); whereto is not reported."""
    MLD = "mld"
    """Multicast listener query, report or done (RFC 2710, RFC 3810); which groups is not reported."""
    DHCP4 = "dhcp4"
    DHCP6 = "dhcp6"
    MDNS = "mdns"
    """An answer or announcement (RFC 6762): who only asks is not looked at. So with the next two."""
    LLMNR = "llmnr"
    NETBIOS = "netbios"
    NEIGHBOUR_TABLE = "neighbour-table"


class ServerKind(StrEnum):
    """What a server on the wire offers."""

    DHCP4 = "dhcp4"
    DHCP6 = "dhcp6"
    ROUTER = "router-advertisement"


class DhcpVersion(StrEnum):
    """Which DHCP a client speaks."""

    DHCP4 = "dhcp4"
    DHCP6 = "dhcp6"


class DiscoveryProtocol(StrEnum):
    """How a switch tells who it is."""

    LLDP = "lldp"
    CDP = "cdp"


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
            source="RFC 2132 3.14 option 12, RFC 4702 option 81, RFC 4704 option 39, RFC 6762, RFC 4795, RFC 1002",
        ),
    ]
    vendor_class: Annotated[str | None, Field("vendor class it gave", most=255, source="RFC 2132 9.13 option 60")]
    how: Annotated[HeardHow, Field("in which kind of frame it named itself")]
    at_us: Wall


@dataclass(frozen=True, slots=True)
class DhcpClientHeard:
    """What a DHCP client tells of itself: the fingerprint of its system, and the identifier it keeps across MACs."""

    adapter: AdapterRef
    mac: Annotated[MacAddress, Field("who spoke")]
    version: Annotated[DhcpVersion, Field("which DHCP")]
    client_id: Annotated[
        str | None,
        Field(
            "client identifier or DUID in hex digits; null: none given",
            most=256,
            source="RFC 2132 9.14 option 61, RFC 4361, RFC 8415 21.2 option 1",
        ),
    ]
    vendor_class: Annotated[
        str | None, Field("vendor class it gave", most=255, source="RFC 2132 9.13 option 60, RFC 8415 21.16 option 16")
    ]
    parameters: Annotated[
        tuple[int, ...],
        Field(
            "codes of the options it asks for, in its order",
            most=64,
            each=65535,
            source="RFC 2132 9.8 option 55, RFC 8415 21.7 option 6",
        ),
    ]
    is_relayed: Annotated[
        bool, Field("a relay or snooping switch put its mark on the message", source="RFC 3046 option 82")
    ]
    at_us: Wall


@dataclass(frozen=True, slots=True)
class SwitchPort:
    """The switch port this PC hangs on, as the switch tells it: said when it changes, and once a day."""

    adapter: AdapterRef
    told_by: Annotated[DiscoveryProtocol, Field("how the switch told it", source="IEEE 802.1AB, Cisco CDP")]
    mac: Annotated[MacAddress, Field("the switch's port, as the frame's source")]
    chassis: Annotated[
        str,
        Field("the switch: MAC, address or name, as told", most=255, source="IEEE 802.1AB 8.5.2; CDP 0x0001"),
    ]
    port: Annotated[
        str,
        Field("the port: MAC, address or interface name, as told", most=255, source="IEEE 802.1AB 8.5.3; CDP 0x0003"),
    ]
    port_description: Annotated[
        str | None, Field("the port in the words of its keeper", most=255, source="IEEE 802.1AB 8.5.5")
    ]
    system_name: Annotated[str | None, Field("the switch's name", most=255, source="IEEE 802.1AB 8.5.6; CDP 0x0014")]
    vlan: Annotated[
        int | None,
        Field("untagged VLAN of the port; null: not told", most=4094, source="IEEE 802.1Q D.2.1; CDP 0x000a"),
    ]
    at_us: Wall


@dataclass(frozen=True, slots=True)
class SightingsFolded:
    """In a flood of new pairs, those heard once that were counted instead of being said one by one."""

    adapter: AdapterRef
    frames: Annotated[int, Field("frames counted", most=2**53, least=1)]
    pairs: Annotated[int, Field("about how many different pairs of MAC and address they were of", most=2**53, least=1)]
    first_us: Wall
    last_us: Wall


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
    identifier: Annotated[
        str | None,
        Field("DUID of a DHCPv6 server in hex digits; null: none given", most=256, source="RFC 8415 21.3 option 2"),
    ] = None


@dataclass(frozen=True, slots=True)
class OwnMacHeard:
    """A frame with this PC's own MAC that this PC did not send: somebody uses its address."""

    adapter: AdapterRef
    mac: Annotated[MacAddress, Field("this PC's MAC address")]
    address: Annotated[Address | None, Field("the address the frame spoke for")]
    how: Annotated[HeardHow, Field("kind of frame")]
    at_us: Wall
