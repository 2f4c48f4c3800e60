"""Where an adapter's MAC comes from. The MAC is evidence, never identity: what the kernel says of it is weighed."""

from collections.abc import Iterable
from enum import StrEnum

from collector.presence.stacking import BONDS
from protocol.observations import Adapter, AdapterKind


class MacOrigin(StrEnum):
    """What a current MAC is, from harmless to telling."""

    VIRTUAL = "virtual"
    BURNT_IN = "burnt-in"
    LOCALLY_ADMINISTERED = "locally-administered"
    """Drawn by the driver or set; the device has none of its own to compare with."""
    BOND_SHARED = "bond-shared"
    DOCK = "dock"
    """Passed through: a dock or USB adapter that shows the MAC of the PC's built-in one."""
    RANDOMISED = "randomised"
    """A radio's, drawn for privacy."""
    CHANGED = "changed"
    """Not the burnt-in one, on an adapter that carries nothing."""
    SPOOFED = "spoofed"
    """Not the burnt-in one, on an adapter in use."""
    UNKNOWN = "unknown"


_WITH_A_MAC = frozenset(
    {AdapterKind.WIRED, AdapterKind.WIFI, AdapterKind.WWAN, AdapterKind.USB_TETHER, AdapterKind.BLUETOOTH}
)


def mac_origin(adapter: Adapter, adapters: Iterable[Adapter]) -> MacOrigin:
    """`adapters` are all of the PC. addr_assign_type is no proof: it stays "set" after the old MAC was restored."""
    mac, permanent = adapter.mac, adapter.permanent_mac
    if adapter.kind not in _WITH_A_MAC:
        return MacOrigin.VIRTUAL
    if mac is None:
        return MacOrigin.UNKNOWN
    others = [one for one in adapters if one.id != adapter.id]
    if _is_passed_through(adapter, others):
        return MacOrigin.DOCK
    if permanent is None or permanent.is_zero:
        return _without_a_permanent_one(adapter)
    if mac == permanent:
        return MacOrigin.BURNT_IN
    if _is_of_its_bond(adapter, others):
        return MacOrigin.BOND_SHARED
    if adapter.kind is AdapterKind.WIFI and mac.is_locally_administered:
        return MacOrigin.RANDOMISED
    return MacOrigin.SPOOFED if adapter.is_up and adapter.carrier else MacOrigin.CHANGED


def _without_a_permanent_one(adapter: Adapter) -> MacOrigin:
    if adapter.mac is not None and adapter.mac.is_locally_administered:
        return MacOrigin.LOCALLY_ADMINISTERED
    return MacOrigin.BURNT_IN if adapter.mac_origin == "permanent" else MacOrigin.UNKNOWN


def _is_passed_through(adapter: Adapter, others: Iterable[Adapter]) -> bool:
    if adapter.kind is not AdapterKind.WIRED or adapter.bus != "usb":
        return False
    built_in = (one for one in others if one.kind is AdapterKind.WIRED and one.bus not in ("usb", "virtual"))
    return any(adapter.mac in (one.permanent_mac, one.mac) for one in built_in)


def _is_of_its_bond(adapter: Adapter, others: Iterable[Adapter]) -> bool:
    """Slaves of a bond or team show one of their MACs, whichever joined first."""
    others = list(others)
    bond = next((one for one in others if one.name == adapter.master and one.link_kind in BONDS), None)
    if bond is None or bond.mac != adapter.mac:
        return False
    slaves = [one for one in others if one.master == bond.name]
    return any(one.permanent_mac == adapter.mac for one in slaves)
