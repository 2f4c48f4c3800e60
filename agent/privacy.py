"""What may be said of this PC: everything the schema names attached to a declared segment, else very little.

Rule: nothing reaches the spool but through `may_be_said`.
"""

from collections.abc import Iterable
from dataclasses import replace
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
    OrderCarriedOut,
    PasswordRules,
    SharingService,
    TimeSynchronisation,
    Translation,
    WirelessDevice,
)
from protocol.zones import TABLE, Zone, row_of

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
    OrderCarriedOut,
    Elsewhere,
    Gap,
)
WITHHELD: Final = "withheld: this PC is attached to no declared segment"
_WITHHELD_PROBES = frozenset({"addressing", "neighbours"})


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


def zone_of(address: Address) -> Zone:
    """Kind of address space by the table both sides know; nothing that tells where."""
    row = row_of(TABLE, address)
    return row.zone if row is not None else Zone.PUBLIC
