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
    "latency_ms": N_("from first frame to store"),
    "late": N_("reported late"),
    "witnesses": N_("witnesses"),
    "heard_in": N_("heard in"),
    "frames": N_("frames"),
    "names": N_("names it gave"),
    "randomised": N_("randomised MAC"),
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
    "domains": N_("domains"),
    "metric": N_("metric"),
    "agent": N_("agent"),
    "denied_by_agent": N_("denied by agent"),
    "claimed_by_agent": N_("claimed by agent"),
    "used_by_agent": N_("used by agent"),
}
"""What is in no list is shown under its own name."""

SENTENCES = (
    N_("registered to nobody, vouched for by nobody"),
    N_("locally administered MAC: randomised, virtual or set by hand"),
    N_("an agent vouches for it, but it is not registered to that agent's terminal"),
    N_("the agent that owns this MAC does not use this address here"),
    N_("another MAC holds this address at the same time"),
    N_("an unregistered MAC uses a registered terminal's address"),
    N_("heard on the wire while its agent is silent"),
    N_("no agent ever enrolled"),
    N_("locally administered (randomised or virtual)"),
)
"""The reasons of collector/presence/vouching.py, in the words it uses."""

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
    if name in _SPANS:
        return moments.show_span(value)
    if name.endswith("_us"):
        return moments.show(value)
    if name in _UNITS:
        return f"{value} {_UNITS[name]}"
    return hosts.get(str(value).removeprefix("agent:"), word(str(value)))
