"""入网核验: whether what a PC's agent says of its machine fits the ledger row it is to be (domain.md §4.1)."""

from collections.abc import Collection
from dataclasses import dataclass

from protocol.mac import MacAddress

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Told:
    """What the machine says of itself; serial numbers as it says them, of the machine and of its main board."""

    serials: Collection[str]
    macs: Collection[MacAddress]


def differences(serial_no: str | None, macs: Collection[MacAddress], told: Told) -> tuple[str, ...]:
    """What speaks against this machine being that row, in English: empty when its serial or one of its MACs is there.

    A board that was exchanged keeps its MAC, one whose card was exchanged its serial: either is enough.
    """
    serials = {text.strip().upper() for text in told.serials if text}
    serial = (serial_no or "").strip().upper()
    if (serial and serial in serials) or set(macs) & set(told.macs):
        return ()
    found = [f"MAC addresses: registered {_listed(macs)}, the PC has {_listed(told.macs)}"]
    if serial:
        found.append(f"serial number: registered {serial}, the PC says {', '.join(sorted(serials)) or 'none'}")
    return tuple(found)


def _listed(macs: Collection[MacAddress]) -> str:
    return ", ".join(sorted(str(mac) for mac in macs)[:_MOST_NAMED]) or "none"
