"""Which ports of this PC can others reach?"""

import re

from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.socket_table import BoundSocket, bound_sockets
from agent.probes.probe import Looking, NothingHere, Seen
from protocol.observations import ListeningSocket, Observation

_MOST = 300
_PORT_RANGE = re.compile(r"(\d{1,5})\s+(\d{1,5})")


class ListeningProbe:
    """One observation for each port, transport and version of IP beyond the loopback.

    UDP ports of the range that the kernel gives to clients are left out: a browser holds some and answers nobody there.
    """

    name = "listening"
    title = "open ports"
    observes = (ListeningSocket,)
    woken_by: frozenset[Wake] = frozenset()
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        clients = _clients_ports(host)
        reachable = [
            one
            for one in bound_sockets(host)
            if not _is_loopback(one) and not (one.transport == "udp" and one.port in clients)
        ]
        if not reachable:
            return NothingHere()
        programs, unseen = _programs(host)
        ports: dict[tuple[str, int, int], bool] = {}
        for one in reachable:
            key = one.transport, one.port, one.version
            ports[key] = ports.get(key, False) or one.address.is_unspecified
        found = sorted(ports.items())
        if len(found) > _MOST:
            unseen = [*unseen, f"only the first {_MOST} of {len(found)} ports"]
        said = (
            ListeningSocket(transport, port, version, is_any, programs.get((transport, port)))
            for (transport, port, version), is_any in found[:_MOST]
        )
        return Seen(tuple(said), "; ".join(unseen) or None)

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


def _is_loopback(one: BoundSocket) -> bool:
    mapped = getattr(one.address, "ipv4_mapped", None)
    return (mapped or one.address).is_loopback


def _clients_ports(host: Host) -> range:
    """net.ipv4.ip_local_port_range serves both versions (Documentation/networking/ip-sysctl.rst)."""
    match = _PORT_RANGE.fullmatch(host.read_text(host.procfs / "sys/net/ipv4/ip_local_port_range") or "32768 60999")
    return range(int(match[1]), int(match[2]) + 1) if match else range(0)


def _programs(host: Host) -> tuple[dict[tuple[str, int], str], list[str]]:
    try:
        owners = host.privileged.port_owners().owners
    except CouldNotLook as error:
        return {}, [str(error)]
    return {(one.transport, one.port): one.program for one in reversed(owners)}, []
