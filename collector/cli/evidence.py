"""The evidence of an alert, for people: named in their language, times as a clock shows them, agents by host name."""

from collections.abc import Mapping
from typing import Any

from collector.cli import moments
from collector.cli.texts import N_, _
from collector.cli.words import word

LABELS = {
    "mac": N_("MAC"),
    "macs": N_("MAC addresses"),
    "address": N_("IP address"),
    "addresses": N_("IP addresses"),
    "segment": N_("segment"),
    "segments": N_("segments"),
    "unit": N_("responsible unit"),
    "terminal": N_("terminal"),
    "hostname": N_("host name"),
    "holder": N_("registered for"),
    "why": N_("because"),
    "standing": N_("standing"),
    "status": N_("status"),
    "grade": N_("grade"),
    "kind": N_("kind"),
    "by": N_("by"),
    "outside": N_("outside"),
    "inside": N_("inside"),
    "first_seen_us": N_("first seen"),
    "last_seen_us": N_("last seen"),
    "silent_since_us": N_("silent since"),
    "last_beat_us": N_("last sign of life"),
    "registered_us": N_("registered since"),
    "expires_us": N_("expires"),
    "seen_us": N_("seen"),
    "received_us": N_("received"),
    "agent_clock_us": N_("the agent's clock"),
    "grace_us": N_("grace"),
    "offset_us": N_("clock off by"),
    "latency_ms": N_("from first sign to store"),
    "stored_us": N_("stored"),
    "late": N_("reported late"),
    "witnesses": N_("witnesses"),
    "heard_in": N_("heard in"),
    "frames": N_("frames"),
    "not_told": N_("nobody is told"),
    "told_as": N_("told as"),
    "names": N_("names it gave"),
    "randomised": N_("randomised MAC"),
    "switch_ports": N_("switch port"),
    "switch": N_("switch"),
    "port": N_("port"),
    "vlan": "VLAN",
    "read_us": N_("read"),
    "vendor": N_("maker"),
    "model": N_("model by its ids"),
    "interface": N_("interface"),
    "interfaces": N_("interfaces"),
    "device": N_("device"),
    "product": N_("product"),
    "serial": N_("serial number"),
    "ids": N_("vendor and product"),
    "driver": N_("driver"),
    "module": N_("module made for it"),
    "permanent_mac": N_("MAC burnt in"),
    "registered_for_this_terminal": N_("MAC is registered for this terminal"),
    "mode": N_("mode"),
    "ssid": "SSID",
    "bssid": "BSSID",
    "frequency_mhz": N_("frequency"),
    "clients": N_("clients"),
    "switched_off": N_("switched off"),
    "recognised_by": N_("recognised by"),
    "told_by": N_("told by"),
    "denied_by": N_("unknown to"),
    "translations": N_("address translation"),
    "services": N_("sharing services"),
    "forwarding": N_("forwarding"),
    "not_seen": N_("could not be seen"),
    "gateway": N_("gateway"),
    "gateway_mac": N_("gateway's MAC"),
    "gateway_vendor": N_("gateway's maker"),
    "listed": N_("listed"),
    "zone": N_("zone"),
    "usually_handed_out_by": N_("usually handed out by"),
    "confidence": N_("confidence"),
    "default_routes": N_("default routes"),
    "carries_default_route": N_("carries a default route"),
    "resolver": N_("name server"),
    "run_by": N_("run by"),
    "told_in": N_("told in"),
    "dhcp_server": N_("DHCP server"),
    "access_class": N_("unit's access class"),
    "from_us": N_("from"),
    "to_us": N_("until"),
    "collector_out_of_reach": N_("collector out of reach meanwhile"),
    "reached": N_("targets that answered"),
    "unreached": N_("targets that did not"),
    "through_segment": N_("through segment"),
    "domains": N_("domains"),
    "was_in_first_until_us": N_("in the first until"),
    "in_second_from_us": N_("in the second from"),
    "products": N_("products"),
    "version": N_("version"),
    "signatures_at_us": N_("signatures of"),
    "age_days": N_("age of signatures (days)"),
    "ports": N_("ports"),
    "host_firewall": N_("host firewall"),
    "lacking": N_("too weak"),
    "accounts": N_("accounts"),
    "time_service": N_("time service"),
    "metric": N_("metric"),
    "table": N_("routing table"),
    "agents": N_("agents there"),
    "refused": N_("cannot watch"),
    "unwatched_since_us": N_("nobody watches since"),
    "last_watched_us": N_("watched last"),
    "agent": N_("agent"),
    "role": N_("role"),
    "answers_for": N_("answers for"),
    "same_identifier_as": N_("says the same of itself as"),
    "of_live_agents": N_("of them live agents'"),
    "known_macs": N_("MACs known for it"),
    "virtual_router": N_("virtual router"),
    "known_is_vouched": N_("known one vouched for"),
    "identifier": N_("identifier"),
    "pairs": N_("pairs, about"),
    "glimpsed_macs": N_("MACs heard for a moment"),
    "turns": N_("changes of hand"),
    "score": N_("score"),
    "threshold": N_("threshold"),
    "signs": N_("signs"),
    "sign": N_("sign"),
    "weight": N_("weight"),
    "source": N_("beats come from"),
    "source_mac": N_("held by MAC"),
    "source_terminal": N_("which is terminal"),
    "own_addresses": N_("its own addresses"),
    "others_behind": N_("more agents behind it"),
    "macs_on_port": N_("MACs on its switch port"),
    "denied_by_agent": N_("denied by agent"),
    "claimed_by_agent": N_("claimed by agent"),
    "used_by_agent": N_("used by agent"),
}
"""What is in no list is shown under its own name."""

ZONES = {
    "declared": N_("declared segment"),
    "extranet": N_("extranet address space"),
    "private": N_("private address space"),
    "shared": N_("carrier-grade NAT address space"),
    "consumer": N_("range of home routers and phones"),
    "public": N_("public address space"),
    "link-local": N_("link-local addresses"),
    "loopback": N_("loopback"),
}
"""Zones have words of their own: a private range (RFC 1918) is no private network (专网)."""

HANDED_OUT_BY = (
    N_("Windows connection sharing"),
    N_("NetworkManager connection sharing"),
    N_("iPhone hotspot"),
    N_("Android USB tethering"),
    N_("Android hotspot"),
    N_("4G/5G dongle"),
    N_("home router"),
    N_("carrier (phone, 4G/5G) or overlay VPN"),
)
"""The names of protocol/zones.py."""

SENTENCES = (
    N_("registered to nobody, vouched for by nobody"),
    N_("locally administered MAC: randomised, virtual or set by hand"),
    N_("an agent vouches for it, but it is not registered to that agent's terminal"),
    N_("its own agent says so, and it is not registered to that agent's terminal"),
    N_("the agent that owns this MAC does not use this address here"),
    N_("another MAC holds this address at the same time"),
    N_("an unregistered MAC uses a registered terminal's address"),
    N_("heard on the wire while its agent is silent"),
    N_("no agent ever enrolled"),
    N_("agents are there, none of them watches"),
    N_("no agent is there"),
    N_("its agent vouches for it, and nobody else heard it"),
    N_("its agent vouches for it"),
    N_("its agent has not missed its time yet"),
    N_("its enrolment waits for a person"),
    N_("registered, its agent is still to be installed"),
    N_("registered, needs no agent"),
    N_("declared infrastructure of the segment"),
    N_("speaks for a declared gateway address"),
    N_("speaks for a declared gateway address, as the first that did"),
    N_("speaks for a declared gateway address, and the routes of two terminals lead by it"),
    N_("a terminal's route leads by it"),
    N_("speaks for a declared gateway, as another MAC does"),
    N_("speaks for a declared gateway"),
    N_("a virtual router's MAC, which speaks for declared gateways only"),
    N_("answers for addresses that are not its own"),
    N_("sends router advertisements"),
    N_("answers as a listed DHCP server"),
    N_("passes on what a listed DHCP server answers"),
    N_("its admission has expired"),
    N_("locally administered (randomised or virtual)"),
)
"""The reasons of collector/presence/vouching.py, in the words it uses."""

_KINDS = {"virtual": N_("virtual link")}
"""Kinds of adapters whose word means something else of terminals."""
_WORDS_OF: Mapping[str, Mapping[str, str]] = {"zone": ZONES, "kind": _KINDS}
_SPANS = frozenset({"grace_us", "offset_us"})
_UNITS = {"latency_ms": "ms", "frequency_mhz": "MHz"}


def described(evidence: Mapping[str, Any], hosts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and text of everything an alert's evidence states; `hosts` are agents' host names by id.

    What has a label comes first, in the order of LABELS; what is empty is left out.
    """
    order = {name: place for place, name in enumerate(LABELS)}
    names = sorted(evidence, key=lambda name: (order.get(name, len(order)), name))
    stated = [name for name in names if evidence[name] not in (None, "", []) and evidence[name] is not False]
    return [(_(LABELS.get(name, name)), shown(name, evidence[name], hosts)) for name in stated]


def shown(name: str, value: Any, hosts: Mapping[str, str]) -> str:
    """One value of that name as a person reads it."""
    if isinstance(value, list):
        return ", ".join(shown(name, item, hosts) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{label} {text}" for label, text in described(value, hosts))
    if value is True:
        return _("yes")
    if name in _WORDS_OF:
        return _(_WORDS_OF[name].get(str(value)) or word(str(value)))
    if name in _SPANS:
        return moments.show_span(value)
    if name.endswith("_us"):
        return moments.show(value)
    if name in _UNITS:
        return f"{value} {_UNITS[name]}"
    return _named(str(value), hosts)


def _named(text: str, hosts: Mapping[str, str]) -> str:
    """A witness by the name people know, anything else as it stands."""
    if text.startswith("import:"):
        return _("tables of switch {name}").format(name=text.removeprefix("import:"))
    return hosts.get(text.removeprefix("agent:"), word(text))
