"""Which network adapters does this PC have, as devices?"""

from agent.adapters import read_interfaces
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.probes.probe import Looking, Seen
from protocol.observations import Adapter, Observation

_MANY = 100
_LEAD_NOWHERE = frozenset({"veth", "dummy", "ifb", "nlmon"})
"""Kinds of links that reach this PC itself, or what other links lead to."""


class AdaptersProbe:
    """Every interface of this network namespace; virtual ones are kept, loopback too."""

    name = "adapters"
    title = "network adapters"
    observes = (Adapter,)
    woken_by = frozenset({Wake.LINKS, Wake.DEVICES, Wake.WIRELESS})
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        found = [interface.adapter for interface in read_interfaces(host)]
        if len(found) > _MANY:
            # Of too many only the first are said: made-up links must not push out what is plugged in.
            found.sort(key=lambda adapter: (adapter.bus == "virtual", adapter.link_kind in _LEAD_NOWHERE))
        return Seen(tuple(found))

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return observations
