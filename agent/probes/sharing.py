"""Does this PC pass on packets of others, or hand a network out?

Facts only: forwarding alone means nothing (containers and virtual machines need it), and what they mean together is
judged at the collector. A program that starts is no event without root's rights; the addresses, the mode of the radio
and the settings it needs are, and they wake this probe. A proxy needs none of them: the slow timer finds it.
"""

from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.network_services import read_services
from agent.probes.probe import Looking, NothingHere, Seen
from protocol.observations import Forwarding, Observation, SharingService, Translation

_SWITCHES = ((4, "ipv4", "ipv4/ip_forward"), (6, "ipv6", "ipv6/conf/all/forwarding"))
_NO_INTERFACE = frozenset({"all", "default", "lo"})
_MOST_INTERFACES = 64


class SharingProbe:
    """Forwarding by family, translations one by one, services one by one."""

    name = "sharing"
    title = "sharing and forwarding"
    observes = (Forwarding, Translation, SharingService)
    woken_by = frozenset({Wake.FORWARDING, Wake.FIREWALL, Wake.LINKS, Wake.ADDRESSES, Wake.WIRELESS})
    rests_ms = 500

    def look(self, host: Host) -> Looking:
        found: list[Observation] = []
        unseen: list[str] = []
        for read in (_forwarding, _translations, _services):
            try:
                seen, missed = read(host)
            except CouldNotLook as error:
                seen, missed = [], [str(error)]
            found += seen
            unseen += missed
        partly = "; ".join(unseen) or None
        return Seen(tuple(found), partly) if found or partly else NothingHere()

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


def _forwarding(host: Host) -> tuple[list[Observation], list[str]]:
    found: list[Observation] = []
    unseen: list[str] = []
    for version, family, switch in _SWITCHES:
        try:
            is_on = host.read_text(host.procfs / "sys/net" / switch, 16)
            if is_on is not None:
                found.append(Forwarding(version, is_on != "0", _forwarding_interfaces(host, family)))
        except CouldNotLook as error:
            unseen.append(str(error))
    return found, unseen


def _forwarding_interfaces(host: Host, family: str) -> tuple[str, ...]:
    folder = host.procfs / "sys/net" / family / "conf"
    names = [name for name in host.entries(folder) or () if name not in _NO_INTERFACE]
    forwarding = [name for name in names if host.read_text(folder / name / "forwarding", 16) not in ("0", None)]
    # Where there are more than can be said, those with a device behind them are.
    if len(forwarding) > _MOST_INTERFACES:
        forwarding.sort(key=lambda name: not (host.sysfs / "class/net" / name / "device").exists())
    return tuple(forwarding[:_MOST_INTERFACES])


def _translations(host: Host) -> tuple[list[Observation], list[str]]:
    rules = host.privileged.packet_rules()
    return list(rules.translations), [rules.unseen] if rules.unseen else []


def _services(host: Host) -> tuple[list[Observation], list[str]]:
    services, unseen = read_services(host, host.entries(host.sysfs / "class/net") or ())
    return list(services), list(unseen)
