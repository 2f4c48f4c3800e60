"""What a terminal is known by on the wire: the MACs of its adapters and the addresses registered for it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from collector.ledger import fields
from protocol.address import Address
from protocol.mac import MacAddress


class AdapterClass(StrEnum):
    """Whose an adapter is."""

    FIXED = "fixed"
    """Belongs to this terminal alone."""
    SHARED = "shared"
    """A dongle or dock that several terminals use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """A network adapter by its MAC; which terminal has it is an interval in the store."""

    mac: MacAddress
    adapter_class: AdapterClass = AdapterClass.FIXED

    def checked(self) -> Self:
        """Itself; raises InvalidValue for a group or zero MAC."""
        fields.terminal_mac("MAC address", self.mac)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredAddress:
    """`segment_id` tells apart equal RFC 1918 addresses of different units; None: wherever it is heard."""

    address: Address
    segment_id: str | None = None

    def checked(self) -> Self:
        """Itself; raises InvalidValue for an address no terminal can have."""
        fields.terminal_address("IP address", self.address)
        return self
