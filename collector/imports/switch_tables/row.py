"""What a switch's tables say, line by line, whatever the vendor."""

from dataclasses import dataclass
from enum import StrEnum

from collector.presence.binding import SwitchTable
from protocol.address import Address
from protocol.mac import MacAddress


class Learnt(StrEnum):
    """How the entry came to be there."""

    DYNAMIC = "dynamic"
    """From a frame, and forgotten some time after the last one."""
    KEPT = "kept"
    """From a frame (sticky, secure, 802.1X), or a lease: it stays when the terminal has left."""
    STATIC = "static"
    """Typed in by a person: says nothing of the wire."""
    SELF = "self"
    """The switch's own, or a multicast group."""


class Unreadable(StrEnum):
    """Why a line was not taken in."""

    NO_HEADING = "under-no-known-heading"
    NO_ROW = "not-a-row-of-this-table"
    BAD_MAC = "no-mac-address"
    BAD_ADDRESS = "no-ip-address"
    BAD_VLAN = "no-vlan-number"
    TOO_LONG = "line-too-long"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. `line` counts from 1; `port` is None for an interface that is no socket (Vlanif12, CPU).

    `age_s`: whole seconds since the switch heard it last, where the table says so.
    """

    line: int
    table: SwitchTable
    mac: MacAddress
    address: Address | None
    vlan: int | None
    port: str | None
    learnt: Learnt
    age_s: int | None = None


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that was not understood, made printable and cut."""

    line: int
    text: str
    reason: Unreadable


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's tables. `unread` are the first of the `unread_count` lines that were not understood."""

    dialect: str
    tables: tuple[SwitchTable, ...]
    lines: int
    rows: tuple[Row, ...]
    unread: tuple[UnreadLine, ...]
    unread_count: int
