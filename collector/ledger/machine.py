"""What tells one machine from another: serial numbers, disks, permanent MACs. Never host name or IP."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from collector.errors import InvalidValue
from collector.ledger import fields
from protocol.mac import MacAddress
from protocol.observations import MachineIdentity

_UUID = re.compile(r"[0-9a-f]{32}\Z")
# What makers of boards leave in every one of a series (SMBIOS type 1 UUID, 7.2.1), beside all zeros and all ones.
_JUNK_UUIDS = frozenset({"03000200040005000006000700080009", "00020003000400050006000700080009"})


class Sign(StrEnum):
    """What is compared; the value stands in evidence and for the index."""

    SERIAL = "serial"
    BOARD = "board"
    UUID = "uuid"
    DISK = "disk"
    MACHINE_ID = "machine-id"
    MAC = "mac"


class Match(StrEnum):
    """How one sign of two machines compares. Unknown: one of them does not state it."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Machine:
    """In normal form, fillers left out: None or empty is not known. `macs`: permanent ones of built-in adapters."""

    serial: str | None = None
    board: str | None = None
    uuid: str | None = None
    disks: frozenset[str] = frozenset()
    machine_id: str | None = None
    macs: frozenset[MacAddress] = frozenset()

    @classmethod
    def of(cls, said: MachineIdentity) -> Self:
        """As an agent stated it."""
        disks = {text for disk in said.disks if (text := plain_serial(disk.serial)) is not None}
        return cls(
            serial=plain_serial(said.product_serial),
            board=plain_serial(said.board_serial),
            uuid=plain_uuid(said.product_uuid),
            disks=frozenset(disks),
            machine_id=said.machine_id or None,
            macs=frozenset(mac for mac in said.permanent_macs if not mac.is_locally_administered),
        )

    def signs(self) -> frozenset[tuple[Sign, str]]:
        """Every value known, by its sign."""
        single = ((Sign.SERIAL, self.serial), (Sign.BOARD, self.board), (Sign.UUID, self.uuid))
        found = {(sign, text) for sign, text in (*single, (Sign.MACHINE_ID, self.machine_id)) if text is not None}
        found |= {(Sign.DISK, text) for text in self.disks} | {(Sign.MAC, str(mac)) for mac in self.macs}
        return frozenset(found)

    @classmethod
    def from_signs(cls, signs: Iterable[tuple[Sign, str]]) -> Self:
        """The machine that `signs` tells of."""
        held = list(signs)
        single = dict(held)
        return cls(
            serial=single.get(Sign.SERIAL),
            board=single.get(Sign.BOARD),
            uuid=single.get(Sign.UUID),
            disks=frozenset(text for sign, text in held if sign is Sign.DISK),
            machine_id=single.get(Sign.MACHINE_ID),
            macs=frozenset(MacAddress.from_normal_form(text) for sign, text in held if sign is Sign.MAC),
        )


def plain_serial(text: str | None) -> str | None:
    """Upper case; None for none, and for what a vendor leaves in its place."""
    try:
        clean = fields.serial_no("serial number", text)
    except InvalidValue:
        return None
    return None if clean is None else clean.upper()


def plain_uuid(text: str | None) -> str | None:
    """32 hex digits, of both byte orders that firmware uses the lesser (SMBIOS 7.2.1); None for none or a filler."""
    bare = (text or "").strip().strip("{}").replace("-", "").lower()
    if not _UUID.match(bare) or len(set(bare)) == 1:
        return None
    swapped = bytes.fromhex(bare)[3::-1] + bytes.fromhex(bare)[5:3:-1] + bytes.fromhex(bare)[7:5:-1]
    both = sorted((bare, swapped.hex() + bare[16:]))
    return None if _JUNK_UUIDS.intersection(both) else both[0]


def compare(one: Machine, other: Machine) -> dict[Sign, Match]:
    """Sign by sign; of several disks or MACs one in common is the same."""
    return {
        Sign.SERIAL: _match(one.serial, other.serial),
        Sign.BOARD: _match(one.board, other.board),
        Sign.UUID: _match(one.uuid, other.uuid),
        Sign.DISK: _match_any(one.disks, other.disks),
        Sign.MACHINE_ID: _match(one.machine_id, other.machine_id),
        Sign.MAC: _match_any(one.macs, other.macs),
    }


def _match(one: str | None, other: str | None) -> Match:
    if one is None or other is None:
        return Match.UNKNOWN
    return Match.SAME if one == other else Match.OTHER


def _match_any(one: frozenset[str] | frozenset[MacAddress], other: frozenset[str] | frozenset[MacAddress]) -> Match:
    if not one or not other:
        return Match.UNKNOWN
    return Match.OTHER if one.isdisjoint(other) else Match.SAME


def same_hardware(signs: dict[Sign, Match]) -> Match:
    """Whether it is one machine: its serial number, else its board and UUID, else its built-in adapters say.

    A disk does not: it is carried from one machine into another.
    """
    chassis = [signs[sign] for sign in (Sign.SERIAL, Sign.BOARD, Sign.UUID)]
    if Match.SAME in (signs[Sign.SERIAL], signs[Sign.BOARD]):
        return Match.SAME
    if Match.SAME in chassis:
        return Match.SAME
    if signs[Sign.SERIAL] is Match.OTHER:
        # A serial number that somebody wrote anew: the board's own adapters are still there.
        return Match.SAME if signs[Sign.MAC] is Match.SAME and signs[Sign.BOARD] is not Match.OTHER else Match.OTHER
    if Match.OTHER in chassis:
        return Match.OTHER
    return signs[Sign.MAC]
