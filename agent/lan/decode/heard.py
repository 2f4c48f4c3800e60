"""What one frame says, as plain values: no adapter, no time, no judgement."""

from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from agent.errors import AgentError
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.lan import DhcpVersion, DiscoveryProtocol, HeardHow, ServerKind


class Unreadable(AgentError):
    """A frame that claims to be one of those we decode and is not well formed.

    `what` is one of a small set of names, so that refusals can be counted by it; numbers of the frame are in `why`.
    """

    id = "unreadable-frame"


class SightingHeard(NamedTuple):
    """Somebody with this MAC is there; `address` is the one it spoke for, None where it stated none."""

    mac: MacAddress
    address: Address | None
    how: HeardHow
    vlan: int | None


class NameGiven(NamedTuple):
    """What a terminal calls itself; empty where a DHCP client gave a vendor class only."""

    mac: MacAddress
    name: str
    vendor_class: str | None
    how: HeardHow


class ClientTold(NamedTuple):
    """What a DHCP client tells of itself beside its name; `client_id` in hex digits."""

    mac: MacAddress
    version: DhcpVersion
    client_id: str | None
    vendor_class: str | None
    parameters: tuple[int, ...]
    is_relayed: bool


class PortTold(NamedTuple):
    """A switch's word on which of its ports this is; good for `holds_s` seconds, 0: no more."""

    mac: MacAddress
    protocol: DiscoveryProtocol
    chassis: str
    port: str
    port_description: str | None
    system_name: str | None
    vlan: int | None
    holds_s: int


class ServerOffering(NamedTuple):
    """A DHCP server's answer or a router's advertisement."""

    kind: ServerKind
    mac: MacAddress
    address: Address | None
    identifier: str | None = None
    """DHCPv6 only: the server's DUID in hex digits."""
    leased_to: MacAddress | None = None
    """DHCPv4 only: the client of a DHCPACK."""


Heard = SightingHeard | NameGiven | ClientTold | ServerOffering | PortTold

_BROADCAST = b"\xff\xff\xff\xff"


def terminal(octets: bytes) -> MacAddress | None:
    """The MAC as a terminal's, None for group addresses and for all zeros, which are nobody's."""
    return None if octets[0] & 1 or not any(octets) else MacAddress(octets)


def host_address_4(octets: bytes) -> IPv4Address | None:
    """The address as a host's; None for unspecified, loopback, multicast and broadcast ones."""
    if octets[0] in (0, 127) or 224 <= octets[0] < 240 or octets == _BROADCAST:
        return None
    return IPv4Address(octets)


def host_address_6(octets: bytes) -> IPv6Address | None:
    """The address as a host's; None for unspecified, loopback and multicast ones."""
    if octets[0] == 0xFF or (not any(octets[:15]) and octets[15] <= 1):
        return None
    return IPv6Address(octets)


def sightings(
    spoken: bytes, source: bytes, address: Address | None, how: HeardHow, vlan: int | None
) -> tuple[SightingHeard, ...]:
    """Who spoke: the hardware address the message states, and the frame's own source where that is another one."""
    stated, sent = terminal(spoken), terminal(source)
    found = () if stated is None else (SightingHeard(stated, address, how, vlan),)
    return found if sent is None or sent == stated else (*found, SightingHeard(sent, None, how, vlan))
