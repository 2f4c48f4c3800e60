"""Does anything keep this PC's clock?

Whether the kernel takes it for right is in adjtimex(2), which a hardened service may not call; so only what the
services themselves leave behind is said, and nothing where they leave nothing.
"""

from agent.errors import CouldNotLook
from agent.host.daemons import daemons
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.units import is_active
from agent.probes.probe import Looking, Seen
from protocol.observations import Observation, TimeSynchronisation

_SERVICES = (
    ("chrony", ("chronyd.service", "chrony.service"), ("chronyd",)),
    ("ntpd", ("ntpd.service", "ntp.service", "ntpsec.service"), ("ntpd",)),
    ("openntpd", ("openntpd.service",), ()),
    ("systemd-timesyncd", ("systemd-timesyncd.service",), ("systemd-timesyncd",)),
)
"""The first that runs: a distribution that installs another one than systemd's stops that one."""
_SYNCHRONISED = "systemd/timesync/synchronized"
"""Below /run; systemd-timesyncd touches it with every answer of its server (systemd-timesyncd.service(8))."""


class TimeProbe:
    """One observation: the service that runs, and whether it says that it succeeds."""

    name = "time"
    title = "time synchronisation"
    observes = (TimeSynchronisation,)
    woken_by: frozenset[Wake] = frozenset()
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        service = _running(host)
        is_synchronised: bool | None = None
        if service == "systemd-timesyncd":
            is_synchronised = host.read_text(host.run / _SYNCHRONISED) is not None
        return Seen((TimeSynchronisation(service, is_synchronised, host.clock.wall_us()),))

    def essence(self, observations: tuple[Observation, ...]) -> object:
        """Without the time of looking."""
        return [(item.service, item.is_synchronised) for item in observations if isinstance(item, TimeSynchronisation)]


def _running(host: Host) -> str | None:
    for service, units, _ in _SERVICES:
        if any(is_active(host, unit) for unit in units):
            return service
    try:
        found = {one.comm for one in daemons(host, _PROGRAMS) if one.is_systems_own}
    except CouldNotLook as error:
        raise CouldNotLook("time services", error.why) from None
    return next((service for service, _, programs in _SERVICES if found & {name[:15] for name in programs}), None)


_PROGRAMS = frozenset(name for _, _, programs in _SERVICES for name in programs)
