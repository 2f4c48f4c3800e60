"""Does this PC filter what comes in?

Rules are root's to read. Without root's word it is not said that there are none: what is configured is named as the
part that could be seen, and the answer is that it could not be looked at.
"""

from collections.abc import Iterable

from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.units import is_active
from agent.privileged.answers import InputChain, PacketRules
from agent.probes.probe import Looking, Seen
from protocol.observations import HostFirewall, Observation

_KEEPERS = (
    ("firewalld", "firewalld.service"),
    ("ufw", "ufw.service"),
    ("nftables.service", "nftables.service"),
    ("netfilter-persistent", "netfilter-persistent.service"),
    ("kylin-firewall", "kylin-firewall.service"),
)
"""Who keeps the rules, by the unit that loads them; the first that runs."""
_DROPS = frozenset({"drop", "reject"})


class FirewallProbe:
    """One observation for each backend that sees what comes in; one saying `none` where no chain does."""

    name = "firewall"
    title = "host firewall"
    observes = (HostFirewall,)
    woken_by = frozenset({Wake.FIREWALL})
    rests_ms = 2_000

    def look(self, host: Host) -> Looking:
        keeper = _keeper(host)
        try:
            rules = host.privileged.packet_rules()
        except CouldNotLook as error:
            known = f"; {keeper} is set to run" if keeper else ""
            raise CouldNotLook(str(error.what), f"{error.why}{known}") from None
        if rules.unseen and not rules.inputs:
            raise CouldNotLook("packet filter", rules.unseen)
        return Seen(tuple(firewalls(rules, keeper)), rules.unseen)

    def essence(self, observations: tuple[Observation, ...]) -> object:
        """Without the number of rules: fail2ban and its like add and remove some all day."""
        return [
            (item.backend, item.is_active, item.input_policy, item.input_rules > 0, item.made_by)
            for item in observations
            if isinstance(item, HostFirewall)
        ]


def firewalls(rules: PacketRules, keeper: str | None) -> Iterable[HostFirewall]:
    """What the chains on the way in amount to, by backend."""
    if not rules.inputs:
        yield HostFirewall("none", False, None, 0, keeper)
    for backend in dict.fromkeys(chain.told_by for chain in rules.inputs):
        chains = [chain for chain in rules.inputs if chain.told_by == backend]
        count = sum(chain.rules for chain in chains)
        policy = weaker_policy(chains)
        is_stopping = count > 0 or any(chain.policy in _DROPS for chain in chains)
        yield HostFirewall(backend, is_stopping, policy, count, _maker(chains) or keeper)


def weaker_policy(chains: list[InputChain]) -> str:
    """`drop` only when it holds for IPv4 and for IPv6: an open version is a way in."""
    closed = {chain.family for chain in chains if chain.policy in _DROPS}
    return "drop" if "inet" in closed or {"ip", "ip6"} <= closed else "accept"


def _maker(chains: list[InputChain]) -> str | None:
    tables = {chain.table for chain in chains}
    return next((name for name in ("firewalld", "ufw") if any(name in table for table in tables)), None)


def _keeper(host: Host) -> str | None:
    for name, unit in _KEEPERS:
        if is_active(host, unit) and (name != "ufw" or _ufw_is_enabled(host)):
            return name
    return None


def _ufw_is_enabled(host: Host) -> bool:
    """Its unit runs even where it is switched off (ufw(8))."""
    text = host.read_text(host.etc / "ufw/ufw.conf") or ""
    return any(line.strip().lower() == "enabled=yes" for line in text.splitlines())
