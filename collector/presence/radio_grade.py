"""What a radio opens, from what its kernel says of it and of what sits on it."""

from collections.abc import Sequence
from enum import IntEnum

from collector.presence.devices import is_handed_over
from collector.presence.links import is_default
from collector.presence.stacking import Stack
from protocol.observations import Adapter, Route, WirelessDevice

_OFFERS = frozenset({"ap", "ibss", "mesh", "p2p-go", "ap-vlan"})


class Grade(IntEnum):
    """From harmless to an open door (R10)."""

    BLOCKED = 0
    """Plugged in and kept out by USBGuard or the like: no driver may have it."""
    PRESENT = 1
    DRIVER_BOUND = 2
    RADIO_ON = 3
    NO_INTERFACE = 4
    """Works, but has no network interface: a P2P or another interface can be made at any time."""
    ASSOCIATED = 5
    HIDDEN = 6
    """A switch or driver holds it, yet this network namespace knows nothing of it, or a program or virtual machine has
    it: nobody sees what it does.
    """
    MONITOR = 7
    ACCESS_POINT = 8
    """Offers a network: AP, P2P group owner, IBSS, mesh."""
    CARRIES_ROUTE = 9
    BRIDGED = 10

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


def grade_of_radio(one: WirelessDevice, adapter: Adapter | None, links: Stack, routes: Sequence[Route]) -> Grade:
    """Of one interface of a radio, or of a radio without any."""
    if adapter is None and one.name is None:
        return _grade_without_interface(one)
    has_joined = one.is_associated or one.bssid is not None
    is_off = one.soft_blocked or one.hard_blocked or not one.is_up
    bound = Grade.DRIVER_BOUND if one.driver else Grade.PRESENT
    if is_off and not has_joined:
        return bound
    grade = Grade.ASSOCIATED if has_joined or one.ssid is not None else Grade.RADIO_ON
    if one.mode is None and adapter is not None:
        # A driver of the old wireless extensions tells nl80211 nothing: a link is all that shows an association.
        grade = max(grade, _of_link(adapter, bound))
    if one.mode == "monitor":
        grade = Grade.MONITOR
    if one.mode in _OFFERS:
        grade = Grade.ACCESS_POINT
    return grade if adapter is None else _spread(grade, adapter, links, routes)


def _grade_without_interface(one: WirelessDevice) -> Grade:
    if one.driver is not None and is_handed_over([one.driver]):
        return Grade.HIDDEN
    if "rfkill" in one.sources and "nl80211" in one.denied_by:
        return Grade.HIDDEN
    if "nl80211" in one.sources and not one.soft_blocked and not one.hard_blocked:
        return Grade.NO_INTERFACE
    return Grade.DRIVER_BOUND if one.driver else Grade.PRESENT


def grade_of_link(adapter: Adapter, bound: Grade, links: Stack, routes: Sequence[Route]) -> Grade:
    """Of a radio that only its link tells of; `bound` while that is down."""
    return _spread(_of_link(adapter, bound), adapter, links, routes)


def _of_link(adapter: Adapter, bound: Grade) -> Grade:
    if not adapter.is_up:
        return bound
    return Grade.ASSOCIATED if adapter.carrier else Grade.RADIO_ON


def _spread(grade: Grade, adapter: Adapter, links: Stack, routes: Sequence[Route]) -> Grade:
    """What sits on a radio looks wired: bridges, bonds, VLANs are followed down to it."""
    if grade < Grade.RADIO_ON:
        return grade
    if links.bridged_with(adapter):
        return Grade.BRIDGED
    carriers = {adapter.id, *(link.id for link in links.above(adapter))}
    if any(route.adapter in carriers and is_default(route) for route in routes):
        return Grade.CARRIES_ROUTE
    return grade
