"""What one frame says, as plain values: no adapter, no time, no judgement."""

from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from agent.errors import AgentError
from protocol.address import Address
from protocol.mac import MacAddress
from protocol.observations.lan import HeardHow, ServerKind


class Unreadable(AgentError):
    """A frame that claims to be one of those we decode and is not well formed."""

    id = "unreadable-frame"


class SightingHeard(NamedTuple):
    """Somebody with this MAC is there; `address` is the one it spoke for, None where it stated none."""

    mac: MacAddress
    address: Address | None
    how: HeardHow
    vlan: int | None


class NameGiven(NamedTuple):
    """A DHCP client's own name; empty where it gave a vendor class only."""

    mac: MacAddress
    name: str
    vendor_class: str | None


class ServerOffering(NamedTuple):
    """A DHCP server's answer or a router's advertisement."""

    kind: ServerKind
    mac: MacAddress
    address: Address | None
    leased_to: MacAddress | None = None
    """DHCPv4 only: the client of a DHCPACK."""


Heard = SightingHeard | NameGiven | ServerOffering

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
