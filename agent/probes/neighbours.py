"""Whom does this PC's kernel know on its links?"""

from agent.adapters import read_interfaces
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.probes.probe import Looking, NothingHere, Seen
from protocol.observations import Neighbour, Observation

_STATES = {0x02: "reachable", 0x04: "stale", 0x08: "delay", 0x10: "probe", 0x80: "permanent"}


class NeighboursProbe:
    """ARP and ND entries with a MAC address; failed and incomplete ones say nothing about anybody."""

    name = "neighbours"
    title = "neighbours the kernel knows"
    observes = (Neighbour,)
    woken_by = frozenset({Wake.NEIGHBOURS})
    rests_ms = 60_000

    def look(self, host: Host) -> Looking:
        ids = {interface.link.index: interface.adapter.id for interface in read_interfaces(host)}
        found = tuple(
            Neighbour(ids[entry.index], entry.address, entry.mac, _STATES[entry.state])
            for entry in host.netlink.neighbours()
            if entry.index in ids and entry.state in _STATES and entry.mac is not None and entry.mac.can_be_a_terminal
        )
        return Seen(found) if found else NothingHere()

    def essence(self, observations: tuple[Observation, ...]) -> object:
        """Who is known, not how fresh: states change by the minute."""
        return frozenset((item.adapter, item.address, item.mac) for item in observations if isinstance(item, Neighbour))
