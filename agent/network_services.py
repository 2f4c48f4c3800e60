"""Running programs that hand a network out: what their arguments and settings say of it, and nothing else of them.

Rule: a program is known by its name, and names can be changed; the interface in AP mode, the forwarding and the
translation that it needs cannot be hidden so, and other probes see those.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.processes import Process, processes_named
from protocol.address import Address, parse_address
from protocol.errors import MalformedIdentity
from protocol.observations import SharingService

_DOES: Final = {
    "hostapd": "access-point",
    "create_ap": "connection-sharing",
    "lnxrouter": "connection-sharing",
    "dnsmasq": "name-service",
    "dhcpd": "dhcp-server",
    "kea-dhcp4": "dhcp-server",
    "kea-dhcp6": "dhcp-server",
    "udhcpd": "dhcp-server",
    "radvd": "router-advertisement",
    "pppd": "dial-out",
    "pppoe-server": "dial-in",
    "xl2tpd": "dial-in",
    "pptpd": "dial-in",
    "accel-pppd": "dial-in",
    "parprouted": "bridge",
    "squid": "proxy",
    "tinyproxy": "proxy",
    "privoxy": "proxy",
    "3proxy": "proxy",
    "danted": "proxy",
    "sockd": "proxy",
    "microsocks": "proxy",
}
"""By /proc/PID/comm."""

_MAKERS: Final = (
    ("NetworkManager", re.compile(r"nm-dnsmasq-|NetworkManager|nm-pppd-plugin")),
    ("libvirt", re.compile(r"/libvirt/")),
    ("lxd", re.compile(r"/(lxd|incus)/|\b(lxdbr|incusbr)\d")),
    ("lxc", re.compile(r"\blxcbr\d|/lxc/")),
    ("create_ap", re.compile(r"/create_ap\.")),
    ("docker", re.compile(r"docker")),
)
_NM_PID_FILE = re.compile(r"nm-dnsmasq-([^/]{1,15})\.pid\Z")
_DIALS_IN = frozenset({"proxyarp", "ms-dns", "ms-wins"})
"""Options of pppd(8) for whoever gives the other side its network."""
_DNSMASQ_LONG = frozenset({"interface", "listen-address", "dhcp-range", "conf-file", "conf-dir", "pid-file"})
_DNSMASQ_SHORT = {
    "i": "interface", "a": "listen-address", "F": "dhcp-range", "C": "conf-file", "7": "conf-dir", "x": "pid-file",
}  # fmt: skip
_HOSTAPD_KEYS = frozenset({"interface", "bridge"})
_SETTINGS_BYTES = 32 * 1024
_MOST_SETTINGS = 16

Options = dict[str, list[str]]


@dataclass
class _Reading:
    """What is understood of one process, and what of its settings could not be read."""

    host: Host
    interfaces: frozenset[str]
    unseen: list[str] = field(default_factory=list)


def read_services(host: Host, interfaces: Iterable[str]) -> tuple[tuple[SharingService, ...], tuple[str, ...]]:
    """The services that run, each once, and what could not be seen. `interfaces`: names of this PC's own.

    Raises CouldNotLook without a process table.
    """
    processes, unseen = processes_named(host, _DOES)
    reading = _Reading(host, frozenset(interfaces))
    found = (_here(service, process) for process in processes for service in _service(reading, process))
    services = dict.fromkeys(found)
    return tuple(services), tuple(dict.fromkeys([*([unseen] if unseen else []), *reading.unseen]))


def _here(service: SharingService, process: Process) -> SharingService:
    """Interfaces of another network namespace are not ours, though they have the same names."""
    if not process.is_elsewhere:
        return service
    return replace(service, interfaces=(), addresses=(), made_by=service.made_by or "another network namespace")


def _service(reading: _Reading, process: Process) -> Iterator[SharingService]:
    made_by = _maker(process)
    if process.program == "dnsmasq":
        yield from _dnsmasq(reading, process, made_by)
        return
    does = _DOES[process.program]
    if process.program == "pppd" and _DIALS_IN & set(process.arguments):
        does = "dial-in"
    names = {word for argument in process.arguments for word in argument.split(",") if word in reading.interfaces}
    if process.program == "hostapd":
        told = _settings(reading, [word for word in process.arguments if word.startswith("/")], _HOSTAPD_KEYS)
        names |= {name for listed in told.values() for name in listed}
    yield SharingService(process.program, does, tuple(sorted(names)), (), made_by)


def _dnsmasq(reading: _Reading, process: Process, made_by: str | None) -> Iterator[SharingService]:
    """Nothing for one that answers this PC alone."""
    told = options(process.arguments, _DNSMASQ_LONG, _DNSMASQ_SHORT)
    folders = [value.split(",")[0] for value in told.get("conf-dir", ())]
    files = told.get("conf-file") or ["/etc/dnsmasq.conf"]
    for key, values in _settings(reading, [*files, *_files_in(reading, folders)], _DNSMASQ_LONG).items():
        told.setdefault(key, []).extend(values)
    shared = [match[1] for value in told.get("pid-file", ()) if (match := _NM_PID_FILE.search(value))]
    interfaces = [name for value in told.get("interface", ()) for name in value.split(",") if name not in ("", "lo")]
    listened = [value for values in told.get("listen-address", ()) for value in values.split(",")]
    addresses = tuple(address for text in listened for address in _address(text))
    hands_out = "dhcp-range" in told
    own = tuple(address for address in addresses if not address.is_loopback)
    if listened and not (interfaces or hands_out or own):
        return
    does = "dhcp-server" if hands_out else "name-service"
    if made_by == "NetworkManager" and (shared or hands_out):
        does = "connection-sharing"
    yield SharingService("dnsmasq", does, tuple(sorted({*interfaces, *shared})), own, made_by)


def options(arguments: Iterable[str], long: frozenset[str], short: Mapping[str, str]) -> Options:
    """The values of the options asked for: --name=value, --name value, -n value, -nvalue. Pure."""
    found: Options = {}
    awaited: str | None = None
    for argument in arguments:
        if awaited is not None:
            found.setdefault(awaited, []).append(argument)
            awaited = None
        elif argument.startswith("--"):
            name, equals, value = argument[2:].partition("=")
            if name in long and equals:
                found.setdefault(name, []).append(value)
            awaited = name if name in long and not equals else None
        elif argument[:1] == "-" and argument[1:2] in short:
            name = short[argument[1]]
            if argument[2:]:
                found.setdefault(name, []).append(argument[2:])
            awaited = None if argument[2:] else name
    return found


def settings_in(text: str, keys: frozenset[str]) -> Options:
    """The values of key=value lines, as hostapd.conf and dnsmasq.conf have them. Pure."""
    found: Options = {}
    for line in text.splitlines():
        key, equals, value = line.split("#", 1)[0].partition("=")
        if equals and key.strip() in keys and value.strip():
            found.setdefault(key.strip(), []).append(value.strip())
    return found


def _settings(reading: _Reading, paths: Iterable[str], keys: frozenset[str]) -> Options:
    found: Options = {}
    for path in list(paths)[:_MOST_SETTINGS]:
        try:
            place = _place(reading.host, path)
            text = reading.host.read_text(place, _SETTINGS_BYTES) if place and place.is_file() else None
        except (CouldNotLook, OSError) as error:
            reading.unseen.append(str(error))
            continue
        for key, values in settings_in(text or "", keys).items():
            found.setdefault(key, []).extend(values)
    return found


def _files_in(reading: _Reading, folders: Iterable[str]) -> list[str]:
    found: list[str] = []
    for folder in folders:
        place = _place(reading.host, folder)
        try:
            found += [f"{folder}/{name}" for name in (reading.host.entries(place) if place else None) or ()]
        except CouldNotLook as error:
            reading.unseen.append(str(error))
    return found[: _MOST_SETTINGS - 1]


def _place(host: Host, path: str) -> Path | None:
    """Where root keeps settings; a path of a process of anybody's is followed nowhere else."""
    given = PurePosixPath(path)
    if ".." not in given.parts:
        for folder, root in ((PurePosixPath("/etc"), host.etc), (PurePosixPath("/var/lib"), host.var / "lib")):
            if folder in given.parents:
                return root / given.relative_to(folder)
    return None


def _maker(process: Process) -> str | None:
    line = " ".join(process.arguments)
    maker = next((maker for maker, says in _MAKERS if says.search(line)), None)
    return maker or ("container" if process.is_contained else None)


def _address(text: str) -> Iterator[Address]:
    try:
        yield parse_address(text)
    except MalformedIdentity:
        return
