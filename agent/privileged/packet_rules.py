"""The packet filter as root reads it from the kernel: nftables by netlink, legacy iptables by getsockopt. Read-only.

It must be asked in the network namespace of this PC, with CAP_NET_ADMIN; it sends and receives nothing on any network.
"""

import os
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from agent.errors import AgentError, CouldNotLook
from agent.host import iptables_legacy as legacy
from agent.host.netlink import nftables_messages as wire
from agent.host.netlink.message import MalformedNetlink
from agent.host.netlink.nftables_messages import Element, RuleMessage
from agent.host.netlink.sockets import NetlinkSocket
from agent.privileged import nftables
from agent.privileged.answers import PacketRules
from agent.privileged.nftables import SetName
from agent.privileged.ruleset import Chain, inputs_of, reachable_translations

_PROC = Path("/proc")
_MOST_RULES = 50_000
_MOST_SETS = 32
_LEGACY = (
    ("ip_tables_names", socket.AF_INET, socket.IPPROTO_IP, legacy.IPV4),
    ("ip6_tables_names", socket.AF_INET6, socket.IPPROTO_IPV6, legacy.IPV6),
)
_TABLES = ("filter", "nat")
Record = TypeVar("Record")


def read_packet_rules(procfs: Path = _PROC) -> PacketRules:
    """What the kernel's filters hold now. A part that could not be read is named in `unseen`; raises nothing."""
    chains: list[Chain] = []
    unseen: list[str] = []
    for read in (_read_nftables, lambda: _read_legacy(procfs)):
        try:
            chains += read()
        except (AgentError, OSError) as error:
            unseen.append(str(error))
    translations, uncounted = reachable_translations(chains)
    unseen += [uncounted] if uncounted else []
    return PacketRules(inputs_of(chains), translations, "; ".join(unseen)[:300] or None)


# ---------------------------------------------------------------------- nftables


def _read_nftables() -> tuple[Chain, ...]:
    with NetlinkSocket(wire.NETLINK_NETFILTER) as filter_socket:
        chains = _parsed(wire.parse_chain, filter_socket.dump(wire.GET_CHAINS, wire.dump_request(), "nftables chains"))
        bodies = filter_socket.dump(wire.GET_RULES, wire.dump_request(), "nftables rules")
        if len(bodies) > _MOST_RULES:
            raise CouldNotLook("nftables rules", f"{len(bodies)} of them, at most {_MOST_RULES} are read")
        rules = [rule for rule in _parsed(wire.parse_rule, bodies) if rule.family in nftables.FAMILIES]
        nat = {(chain.family, chain.table) for chain in chains if chain.type == "nat"}
        sets = _read_sets(filter_socket, (rule for rule in rules if (rule.family, rule.table) in nat))
    try:
        return nftables.chains_of(chains, rules, sets, dict(socket.if_nameindex()))
    except MalformedNetlink as error:
        raise CouldNotLook("nftables rules", f"the answer is malformed: {error}") from None


def _read_sets(filter_socket: NetlinkSocket, rules: Iterable[RuleMessage]) -> dict[SetName, tuple[Element, ...]]:
    found: dict[SetName, tuple[Element, ...]] = {}
    for name in nftables.sets_used(rules)[:_MOST_SETS]:
        try:
            bodies = filter_socket.dump(wire.GET_ELEMENTS, wire.element_request(*name), "nftables set")
        except CouldNotLook:
            continue  # gone between the two questions; its rule then says "any"
        elements = [element for part in _parsed(wire.parse_elements, bodies) for element in part]
        # Some of a set would say that its rule reaches less far than it does.
        found[name] = tuple(elements) if len(elements) <= wire.MOST_ELEMENTS else ()
    return found


def _parsed(parse: Callable[[bytes], Record], bodies: list[bytes]) -> list[Record]:
    try:
        return [parse(body) for body in bodies]
    except MalformedNetlink as error:
        raise CouldNotLook("nftables", f"the answer is malformed: {error}") from None


# ---------------------------------------------------------------------- legacy iptables


def _read_legacy(procfs: Path) -> tuple[Chain, ...]:
    chains: list[Chain] = []
    for names, family, level, layout in _LEGACY:
        # Asking for a table that is not there would make the kernel load it.
        loaded = _table_names(procfs / "net" / names)
        for table in _TABLES:
            if table in loaded:
                chains += _read_table(family, level, layout, table)
    return tuple(chains)


def _table_names(path: Path) -> frozenset[str]:
    try:
        with path.open("rb", buffering=0) as file:
            return frozenset((file.read(4096) or b"").decode("ascii", "replace").split())
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise CouldNotLook(f"read {path}", error.strerror or str(error)) from None


def _read_table(family: int, level: int, layout: legacy.Layout, table: str) -> tuple[Chain, ...]:
    try:
        with socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as asking:
            named = table.encode("ascii").ljust(legacy.INFO.size, b"\0")
            info = legacy.parse_info(_getsockopt(asking, level, legacy.GET_INFO, named))
            request = legacy.entries_request(table, info.size)
            octets = _getsockopt(asking, level, legacy.GET_ENTRIES, request)
    except OSError as error:
        raise CouldNotLook(f"legacy iptables, table {table}", error.strerror or str(error)) from None
    return legacy.parse_table(layout, table, info, octets)


def _getsockopt(asking: socket.socket, level: int, option: int, request: bytes) -> bytes:
    """getsockopt(2) with a question in its buffer, which Python's own does not take."""
    import ctypes  # only where there is such a table: it costs memory

    library = ctypes.CDLL(None, use_errno=True)
    buffer, length = ctypes.create_string_buffer(request, len(request)), ctypes.c_uint32(len(request))
    if library.getsockopt(asking.fileno(), level, option, buffer, ctypes.byref(length)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return buffer.raw[: length.value]
