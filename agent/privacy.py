"""What may be said of this PC: everything the schema names attached to a declared segment, else very little.

Rule: nothing reaches the spool but through `may_be_said`.
"""

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Network, ip_network
from typing import Final

from protocol.address import Address
from protocol.observations import (
    Adapter,
    AgentEvent,
    Antivirus,
    AttachedDevice,
    Elsewhere,
    Forwarding,
    Gap,
    HostFirewall,
    HostIdentity,
    ListeningSocket,
    LocalAccount,
    Looked,
    LookOutcome,
    Observation,
    PasswordRules,
    SharingService,
    TimeSynchronisation,
    Translation,
    WirelessDevice,
)

_ALWAYS = (
    HostIdentity,
    Adapter,
    AttachedDevice,
    Forwarding,
    Antivirus,
    HostFirewall,
    ListeningSocket,
    PasswordRules,
    LocalAccount,
    TimeSynchronisation,
    AgentEvent,
    Elsewhere,
    Gap,
)
WITHHELD: Final = "withheld: this PC is attached to no declared segment"
_WITHHELD_PROBES = frozenset({"addressing", "neighbours"})
_EXTRANET = (ip_network("59.192.0.0/10"),)
"""The address space of the e-government extranet: public-looking, not the Internet."""
_SHARED = ip_network("100.64.0.0/10")
_UNIQUE_LOCAL = IPv6Network("fc00::/7")
_PRIVATE = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


def may_be_said(observations: Iterable[Observation], is_attached: bool) -> tuple[Observation, ...]:
    """The observations that may leave this PC. Elsewhere: no address, neighbour, route, network name, sighting.

    A probe whose answer is withheld says so: an empty answer would read as "this PC has no addresses".
    """
    if is_attached:
        return tuple(observations)
    return tuple(said for item in observations if (said := _elsewhere(item)) is not None)


def _elsewhere(item: Observation) -> Observation | None:
    if isinstance(item, _ALWAYS):
        return item
    if isinstance(item, WirelessDevice):
        return replace(item, ssid=None, bssid=None, frequency_mhz=None)
    if isinstance(item, SharingService):
        return replace(item, addresses=())
    if isinstance(item, Translation):
        return replace(item, sources=())
    if isinstance(item, Looked):
        return Looked(item.probe, LookOutcome.COULD_NOT_LOOK, WITHHELD) if item.probe in _WITHHELD_PROBES else item
    return None


def zone_of(address: Address) -> str:
    """Kind of address space: link-local, extranet, shared, private or public; nothing that tells where."""
    if address.is_link_local:
        return "link-local"
    if isinstance(address, IPv4Address):
        if any(address in prefix for prefix in _EXTRANET):
            return "extranet"
        if address in _SHARED:
            return "shared"
        return "private" if any(address in prefix for prefix in _PRIVATE) else "public"
    return "private" if address in _UNIQUE_LOCAL else "public"
