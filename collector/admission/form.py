"""What every form of a list does alike: numbered lines, comments that cannot break out, notations of a MAC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from collector.ledger.admission_list import Entry, ListKind
from protocol.address import parse_address
from protocol.mac import MacAddress

NAMES = {ListKind.BLOCK: "MINGCE-BLOCK", ListKind.ALLOW: "MINGCE-ALLOW"}
"""What the access list is called on a device; interfaces refer to it, so it never changes."""

FIRST, STEP = 10, 10
_LONGEST_NUMBER = 32


@dataclass(frozen=True, slots=True)
class Line:
    """An entry and its number among the rules: kept from export to export, so that it can be taken out by it."""

    number: int
    entry: Entry


class Form(Protocol):
    """One kind of device or server. Only MACs, addresses, registration numbers and reasons are ever written."""

    @property
    def name(self) -> str:
        """As in admission_export.form."""

    @property
    def comment(self) -> str:
        """What begins a line that the device skips."""

    def body(self, kind: ListKind, /, lines: Sequence[Line]) -> list[str]:
        """The lines that put all entries in force."""

    def undo(self, kind: ListKind, /, gone: Sequence[Line]) -> list[str]:
        """The lines that take these entries back."""


def text(form: Form, kind: ListKind, lines: Sequence[Line], heading: str) -> str:
    """The whole file. `heading` is one ASCII line of ours: the export's number and moment."""
    head = [f"{form.comment} {heading}", f"{form.comment} {kind.value}: {len(lines)} MAC addresses"]
    return "\n".join([*head, *form.body(kind, lines)]) + "\n"


def undo_text(form: Form, kind: ListKind, gone: Sequence[Line]) -> str:
    """What takes back the entries that left; empty for none."""
    return "\n".join(form.undo(kind, gone)) + "\n" if gone else ""


def remark(form: Form, entry: Entry) -> str:
    """The comment above an entry: its registration number, if it is one, and why it stands there."""
    return f"{form.comment} {number_of(entry)} {entry.why.value}".replace("  ", " ")


def number_of(entry: Entry) -> str:
    """The registration number, or nothing where it holds anything but digits: a comment must not become a command."""
    number = entry.reg_no
    return number if number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER else ""


def numbered(entries: Iterable[Entry], before: Iterable[Line]) -> list[Line]:
    """Entries that stood in the last list keep their number; new ones get the next free ones."""
    held = {line.entry.mac: line.number for line in before}
    nearest, lines = max([FIRST - STEP, *held.values()]), []
    for entry in entries:
        if entry.mac not in held:
            nearest += STEP
        lines.append(Line(held.get(entry.mac, nearest), entry))
    return sorted(lines, key=lambda line: line.number)


def ipv4_of(entry: Entry) -> list[str]:
    """Its IPv4 addresses, parsed once more: these devices' static bindings of IPv6 need a VLAN or a port."""
    return [str(address) for address in map(parse_address, entry.addresses) if address.version == 4]


def hyphens(mac: MacAddress) -> str:
    """0000-5e00-5301, as Huawei and H3C write it."""
    plain = mac.octets.hex()
    return "-".join((plain[:4], plain[4:8], plain[8:]))


def dots(mac: MacAddress) -> str:
    """0000.5e00.5301, as Cisco and Ruijie write it."""
    return hyphens(mac).replace("-", ".")


def bare(mac: MacAddress) -> str:
    """00005e005301, the user name of MAC authentication without separators."""
    return mac.octets.hex()
