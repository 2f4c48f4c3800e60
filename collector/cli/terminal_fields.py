"""A terminal's fields for people: what each is called, in the customary order, and its values in words and back."""

import re
from collections.abc import Mapping
from typing import Any

from collector.cli import moments
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import N_, _
from collector.cli.words import word
from collector.ledger.terminal import AccessDomain, AccessMethod, AccessMode, Importance, IpMode, TerminalType

# fmt: off
GROUPS: tuple[tuple[str, dict[str, str]], ...] = (
    (N_("Unit and people"), {
        "unit_id": N_("unit"), "department": N_("department"), "is_shared": N_("used by several"),
        "user_id": N_("user"), "owner_id": N_("owner"),
    }),
    (N_("Place"), {
        "location": N_("location"), "building": N_("building"), "room": N_("room"), "outlet_no": N_("outlet"),
    }),
    (N_("Device"), {
        "terminal_type": N_("type"), "hostname": N_("host name"), "brand": N_("brand"), "model": N_("model"),
        "serial_no": N_("serial number"), "asset_no": N_("asset number"), "disk_serial": N_("disk serial number"),
        "os_name": N_("operating system"), "os_version": N_("version of the system"),
        "cpu_arch": N_("processor architecture"), "is_xinchuang": N_("domestic platform"),
        "antivirus_installed": N_("antivirus installed"), "antivirus": N_("antivirus"),
        "agent_expected": N_("agent expected"),
    }),
    (N_("Network"), {
        "macs": N_("MAC addresses"), "shared_macs": N_("shared MAC addresses"), "addresses": N_("IP addresses"),
        "ip_mode": N_("how it gets its IP"), "netmask": N_("netmask"), "gateway": N_("gateway"),
        "resolvers": N_("DNS servers"), "switch_name": N_("switch"), "switch_port": N_("switch port"), "vlan": "VLAN",
    }),
    (N_("Access"), {
        "access_domain": N_("domain"), "access_method": N_("way of access"), "access_mode": N_("mode"),
        "access_window": N_("hours of access"), "purpose": N_("purpose"), "importance": N_("importance"),
        "is_temporary": N_("temporary"), "expires_us": N_("expires"), "remark": N_("remark"),
    }),
)
OTHERS = {
    "reg_no": N_("registration number"), "status": N_("status"), "status_kind": N_("kind of the status"),
    "confirmed_us": N_("confirmed"), "lent_until_us": N_("lent until"), "apply_no": N_("application number"),
    "applied_on": N_("applied on"), "reviewed_on": N_("reviewed on"), "approved_on": N_("approved on"),
    "online_on": N_("online since"),
}
# fmt: on
LABELS = OTHERS | {name: label for _group, fields in GROUPS for name, label in fields.items()}
LISTS = frozenset({"macs", "shared_macs", "addresses"})
NOT_EDITED = frozenset({"unit_id", "user_id", "owner_id"})
"""Who has it is handed over; a unit is named by an option."""

BETWEEN = "、"
_ZONE = re.compile(r"\s+([+-]\d\d:\d\d)\Z")
_BOOLS = frozenset(
    {"is_shared", "is_xinchuang", "antivirus_installed", "agent_expected", "is_temporary", "pledge_signed"}
)
_MOMENTS = frozenset({"expires_us", "confirmed_us", "lent_until_us"})
_VOCABULARIES = {
    "terminal_type": TerminalType,
    "access_domain": AccessDomain,
    "access_mode": AccessMode,
    "access_method": AccessMethod,
    "importance": Importance,
    "ip_mode": IpMode,
}
_OWN_WORDS = {
    "wireless": N_("approved wireless"),
    "private-line": N_("leased line"),
    "vpn": "VPN",
    "static": N_("static"),
    "dhcp": "DHCP",
    "ordinary": N_("ordinary"),
    "important": N_("important"),
    "core": N_("core"),
}


def label(field: str) -> str:
    """What a field is called, in the chosen language; itself where nothing is known of it."""
    return _(LABELS.get(field, field))


def said(field: str, value: Any, names: Mapping[str, str] | None = None) -> str | None:
    """A value in words; `names` are those of ids. None: nothing is said."""
    names = names or {}
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return ", ".join(said(field, item, names) or "" for item in value)
    if field in _BOOLS:
        return _("yes") if value else _("no")
    if field in _MOMENTS:
        return moments.show(value)
    if field == "addresses":
        address, _blank, segment = str(value).partition(" ")
        return f"{address} ({names[segment]})" if segment in names else address
    return names.get(value, value) if field.endswith("_id") else _worded(field, str(value))


def typed(field: str, text: str, now_us: int) -> Any:
    """What a person wrote for a field, as the collector takes it; raises CommandFailed for what is no word of it."""
    if field in LISTS:
        return [part for part in text.replace(",", " ").replace("，", " ").replace(BETWEEN, " ").split() if part]
    if field in _BOOLS:
        return _meaning(field, text, {"true": True, "false": False, _("yes"): True, _("no"): False, **_YES_NO})
    if field in _MOMENTS:
        return moments.parse_end(_ZONE.sub(r"\1", text), now_us)
    if field == "vlan":
        return _number(field, text)
    if field in _VOCABULARIES:
        members = [member.value for member in _VOCABULARIES[field]]
        return _meaning(field, text, {_worded(field, one): one for one in members} | {one: one for one in members})
    return text


_YES_NO = {"yes": True, "no": False, "是": True, "否": False}


def _worded(field: str, value: str) -> str:
    if field in ("access_method", "ip_mode", "importance") and value in _OWN_WORDS:
        return _(_OWN_WORDS[value])
    return word(value) if field in _VOCABULARIES or field in ("status", "status_kind") else value


def _number(field: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise _unusable(field, text, _("write a whole number"))
    return int(text)


def _meaning(field: str, text: str, known: Mapping[str, Any]) -> Any:
    if text not in known:
        raise _unusable(field, text, _("one of {words}").format(words=", ".join(known)))
    return known[text]


def _unusable(field: str, text: str, step: str) -> CommandFailed:
    what = f"{label(field)} {text[:40]!r}"
    return CommandFailed(ExitCode.USAGE, what, _("cannot be understood"), step, "bad-value")
