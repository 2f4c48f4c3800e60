"""How `mingce terminal facts` shows what a PC says: a table for each kind of thing said."""

from collections.abc import Iterator
from typing import Any

from collector.cli import devices, moments, output
from collector.cli.texts import N_, _, told
from collector.cli.words import word

TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "host-identity": (N_("Host"), ("hostname", "os_name", "kernel", "architecture", "booted_at_us", "agent_version")),
    "adapter": (
        N_("Adapters"),
        ("name", "kind", "link_kind", "bus_path", "driver", "mac", "permanent_mac", "is_up", "carrier", "master"),
    ),
    "wireless-device": (
        N_("Radios"),
        ("device", "name", "mode", "ssid", "bssid", "frequency_mhz", "clients", "soft_blocked", "hard_blocked"),
    ),
    "attached-device": (
        N_("Hardware that opens a way out"),
        ("device", "kind", "manufacturer", "product", "serial", "drivers", "is_authorized", "evidence"),
    ),
    "interface-address": (N_("Addresses"), ("name", "address", "prefix_length", "scope")),
    "route": (N_("Routes"), ("destination", "gateway", "gateway_mac", "metric", "table")),
    "resolver": (N_("Resolvers"), ("address", "source")),
    "forwarding": (N_("Forwarding"), ("version", "is_on", "interfaces")),
    "translation": (N_("Address translation"), ("kind", "out", "sources", "made_by", "told_by")),
    "sharing-service": (N_("Sharing services"), ("program", "does", "interfaces", "made_by")),
    "antivirus": (N_("Antivirus"), ("product", "state", "version", "is_real_time", "signatures_at_us")),
    "host-firewall": (N_("Host firewall"), ("backend", "is_active", "input_policy", "input_rules", "made_by")),
    "listening-socket": (N_("Listening ports"), ("transport", "port", "version", "is_any_address", "program")),
    "password-rules": (
        N_("Password rules"),
        ("least_length", "classes", "most_days", "remembers", "locks_after", "lock_seconds"),
    ),
    "local-account": (
        N_("Local accounts"),
        ("name", "has_empty_password", "is_locked", "logs_in_by_itself", "last_login_us"),
    ),
    "time-synchronisation": (N_("Time synchronisation"), ("service", "is_synchronised")),
}
"""Kind of thing said: its title, and which of its fields are shown; all of them stand in the JSON."""

LABELS = {
    "hostname": N_("host name"),
    "os_name": N_("operating system"),
    "kernel": N_("kernel"),
    "architecture": N_("architecture"),
    "booted_at_us": N_("booted"),
    "agent_version": N_("agent's version"),
    "name": N_("name"),
    "kind": N_("kind"),
    "link_kind": N_("kind of link"),
    "bus_path": N_("place"),
    "driver": N_("driver"),
    "drivers": N_("drivers"),
    "mac": N_("MAC"),
    "permanent_mac": N_("MAC burnt in"),
    "is_up": N_("up"),
    "carrier": N_("link"),
    "master": N_("part of"),
    "device": N_("device"),
    "mode": N_("mode"),
    "frequency_mhz": "MHz",
    "clients": N_("clients"),
    "soft_blocked": N_("off by software"),
    "hard_blocked": N_("off by a switch"),
    "manufacturer": N_("maker"),
    "product": N_("product"),
    "serial": N_("serial number"),
    "is_authorized": N_("allowed to work"),
    "evidence": N_("evidence"),
    "address": N_("IP address"),
    "prefix_length": N_("prefix length"),
    "scope": N_("scope"),
    "destination": N_("destination"),
    "gateway": N_("gateway"),
    "gateway_mac": N_("gateway's MAC"),
    "metric": N_("metric"),
    "table": N_("table"),
    "source": N_("source"),
    "version": N_("version"),
    "is_on": N_("on"),
    "interfaces": N_("interfaces"),
    "out": N_("outside"),
    "sources": N_("for addresses"),
    "made_by": N_("made by"),
    "told_by": N_("told by"),
    "program": N_("program"),
    "does": N_("does"),
    "state": N_("state"),
    "is_real_time": N_("real time"),
    "signatures_at_us": N_("signatures of"),
    "backend": N_("by"),
    "is_active": N_("active"),
    "input_policy": N_("what no rule names"),
    "input_rules": N_("rules on the way in"),
    "transport": N_("protocol"),
    "port": N_("port"),
    "is_any_address": N_("on every address"),
    "least_length": N_("characters at least"),
    "classes": N_("kinds of characters"),
    "most_days": N_("days until changed"),
    "remembers": N_("earlier ones barred"),
    "locks_after": N_("failures until locked"),
    "lock_seconds": N_("seconds locked"),
    "has_empty_password": N_("empty password"),
    "is_locked": N_("locked"),
    "logs_in_by_itself": N_("logs in by itself"),
    "last_login_us": N_("last log-in"),
    "service": N_("service"),
    "is_synchronised": N_("synchronised"),
}
"""A field without a label stands under its own name (SSID, BSSID)."""

_IN_WORDS = frozenset({("adapter", "kind"), ("attached-device", "kind"), ("antivirus", "state")})
"""Fields whose values are of the collector's vocabulary, too; any other text is shown as the PC said it."""


def paragraphs(found: dict[str, Any], only: str | None = None) -> Iterator[str]:
    """The devices, then each probe's newest answer; `only` one probe's."""
    if only is None:
        rows = [devices.described(row) for row in found["devices"]]
        yield (
            f"{_('Ways out')}\n{output.rendered(rows, devices.columns())}"
            if rows
            else _("No way out but the wire is known.")
        )
    for answer in found["answers"]:
        if only in (None, answer["probe"]):
            yield "\n".join(_answer(answer, found["now_us"]))


def _answer(answer: dict[str, Any], now_us: int) -> Iterator[str]:
    seen = _("seen {span} ago").format(span=moments.show_span(now_us - answer["seen_us"]))
    if answer["outcome"] == "could-not-look":
        yield _("{probe}: could not look {span} ago: {reason}").format(
            probe=answer["probe"],
            span=moments.show_span(now_us - answer["looked_us"]),
            reason=told(answer["reason"] or ""),
        )
        if not answer["observations"]:
            return
        seen = _("before that: {seen}").format(seen=seen)
    yield f"{answer['probe']}: {seen}"
    if answer["outcome"] == "seen" and answer["reason"]:
        yield _("not all could be seen: {reason}").format(reason=told(answer["reason"]))
    kinds = dict.fromkeys(item["type"] for item in answer["observations"])
    if not kinds:
        yield _("nothing of the kind")
    for kind in kinds:
        rows = [item for item in answer["observations"] if item["type"] == kind]
        title, names = TABLES.get(kind, (kind, tuple(name for name in rows[0] if name != "type")))
        shown = [{name: _cell(kind, name, row.get(name)) for name in names} for row in rows]
        yield f"{_(title)}\n{output.rendered(shown, {name: _(LABELS.get(name, name)) for name in names})}"


def _cell(kind: str, name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_us") and isinstance(value, int):
        return moments.show(value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items() if item not in (None, [], ""))
    return word(value) if (kind, name) in _IN_WORDS else value
