"""Which network adapters does this PC have, as devices?"""

from agent.adapters import Interface, read_interfaces
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.probes.probe import Looking, Seen
from protocol.observations import Adapter, Observation

__all__ = ["AdaptersProbe", "Interface", "read_interfaces"]


class AdaptersProbe:
    """Every interface of this network namespace; virtual ones are kept, loopback too."""

    name = "adapters"
    title = "network adapters"
    observes = (Adapter,)
    woken_by = frozenset({Wake.LINKS, Wake.DEVICES, Wake.WIRELESS})
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        return Seen(tuple(interface.adapter for interface in read_interfaces(host)))

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return observations
