"""What a switch's tables say of one segment: who was heard there, and behind which port.

Rule 1: a port with many MACs behind it leads to another switch: whoever is behind it was heard, but not located.
Rule 2: what the switch keeps for long (leases, sticky MACs) locates, and does not date.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from collector.errors import InvalidValue
from collector.imports.switch_tables.row import Learnt, Reading, Row
from collector.presence.binding import SwitchTable
from collector.presence.location import Place
from protocol.address import Address, Prefix
from protocol.mac import MacAddress
from protocol.phrases import say

UPLINK_MACS = 8
"""A port with more MACs than this behind it is taken for an uplink; a desk's small switch has fewer."""

_NOT_HEARD = frozenset({Learnt.STATIC, Learnt.SELF})
_LOCATES_BEST = (SwitchTable.MAC, SwitchTable.DHCP, SwitchTable.ARP)


@dataclass(frozen=True, slots=True)
class Uplink:
    """A port that leads on, with how many MACs are behind it."""

    port: str
    macs: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One MAC on the segment: heard last at `heard_us`, with addresses (None: none stated) and the table of each.

    `is_dated`: the switch forgets it soon after its last frame. `is_repeated`: it took several frames to get there.
    """

    mac: MacAddress
    pairs: tuple[tuple[Address | None, SwitchTable], ...]
    heard_us: int
    is_dated: bool
    is_repeated: bool
    place: Place | None


@dataclass(frozen=True, slots=True)
class Selection:
    """`vlan` as given, declared or found; then how many rows were left out.

    They are of another VLAN or none, outside the segment's prefixes, or typed in and the switch's own (not heard).
    """

    vlan: int | None
    seen: tuple[Seen, ...]
    uplinks: tuple[Uplink, ...]
    other_vlan: int
    outside: int
    not_heard: int


def select(
    reading: Reading,
    prefixes: Sequence[Prefix],
    vlan: int | None,
    taken_us: int,
    uplink_ports: Iterable[str] = (),
    uplink_macs: int = UPLINK_MACS,
) -> Selection:
    """`vlan` is the segment's on this switch, None where nobody declared one.

    Raises InvalidValue where the VLAN is neither given nor plain from the file.
    """
    vlan = vlan if vlan is not None else _only_vlan(reading.rows, prefixes)
    uplinks = tuple(_uplinks(reading.rows, frozenset(uplink_ports), uplink_macs))
    leading_on = {item.port for item in uplinks}
    by_mac: dict[MacAddress, list[Row]] = defaultdict(list)
    other_vlan = outside = not_heard = 0
    for row in reading.rows:
        if row.learnt in _NOT_HEARD:
            not_heard += 1
        elif row.vlan != vlan and not (row.vlan is None and row.address is not None):
            other_vlan += 1
        elif row.address is not None and not _is_inside(row.address, prefixes):
            outside += 1
        else:
            by_mac[row.mac].append(row)
    seen = tuple(_seen(mac, by_mac[mac], taken_us, leading_on) for mac in sorted(by_mac))
    return Selection(vlan, seen, uplinks, other_vlan, outside, not_heard)


def _only_vlan(rows: Sequence[Row], prefixes: Sequence[Prefix]) -> int | None:
    inside = {row.vlan for row in rows if row.address is not None and _is_inside(row.address, prefixes)} - {None}
    found = inside if len(inside) == 1 else {row.vlan for row in rows if row.learnt not in _NOT_HEARD} - {None}
    if len(found) > 1:
        names = ", ".join(str(item) for item in sorted(item for item in found if item is not None)[:10])
        raise InvalidValue(
            "vlan", say("the tables hold several ({names})", names=names), "say which one is this segment's: --vlan"
        )
    return next(iter(found), None)


def _is_inside(address: Address, prefixes: Sequence[Prefix]) -> bool:
    return address.is_link_local or any(address.version == one.version and address in one for one in prefixes)


def _uplinks(rows: Sequence[Row], named: frozenset[str], most: int) -> Iterator[Uplink]:
    behind: dict[str, set[MacAddress]] = defaultdict(set)
    for row in rows:
        if row.port is not None and row.learnt not in _NOT_HEARD:
            behind[row.port].add(row.mac)
    for port in sorted(behind):
        if port in named or len(behind[port]) > most:
            yield Uplink(port, len(behind[port]))


def _seen(mac: MacAddress, rows: Sequence[Row], taken_us: int, leading_on: set[str]) -> Seen:
    dated = [row for row in rows if row.learnt is Learnt.DYNAMIC]
    pairs: dict[Address | None, SwitchTable] = {}
    for row in sorted(rows, key=lambda one: one.table is not SwitchTable.ARP):
        if row.address is not None:
            pairs.setdefault(row.address, row.table)
    located = [row for row in rows if row.port is not None and row.port not in leading_on]
    best = min(located, key=lambda row: _LOCATES_BEST.index(row.table), default=None)
    return Seen(
        mac=mac,
        pairs=tuple(sorted(pairs.items(), key=lambda item: str(item[0]))) or ((None, SwitchTable.MAC),),
        heard_us=max((taken_us - (row.age_s or 0) * 1_000_000 for row in dated), default=taken_us),
        is_dated=bool(dated),
        is_repeated=any(row.table is SwitchTable.DHCP for row in rows),
        place=Place(best.port, best.vlan) if best is not None and best.port is not None else None,
    )
