"""What the register holds within the importer's scope, as values that a plan is made against.

Of what lies outside the scope only MACs, numbers and addresses are here, without whose they are: enough to route a
conflict to the bureau, too little to tell anybody anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from collector.imports.sheets.headings import folded
from collector.ledger.adapter import AdapterClass
from collector.ledger.application import Application
from collector.ledger.custody import Custody
from collector.ledger.person import Person
from collector.ledger.terminal import Terminal
from collector.ledger.unit import Unit
from protocol.address import Address, Prefix, normal_form


@dataclass(frozen=True, slots=True)
class HeldAddress:
    """`row_id` names the registered address; `segment_id` None: wherever it is heard."""

    row_id: str
    address: Address
    segment_id: str | None


@dataclass(frozen=True, slots=True)
class HeldAdapter:
    """A MAC in normal form."""

    row_id: str
    mac: str
    adapter_class: AdapterClass


@dataclass(frozen=True, slots=True)
class HeldTerminal:
    """A terminal in force; `from_us` tells its version. `agent_id`: of the agent that vouches for it."""

    id: str
    from_us: int
    terminal: Terminal
    adapters: tuple[HeldAdapter, ...] = ()
    addresses: tuple[HeldAddress, ...] = ()
    custody: Custody | None = None
    application: Application | None = None
    agent_id: str | None = None


@dataclass(frozen=True, slots=True)
class HeldSegment:
    """A segment and the unit that answers for it."""

    id: str
    name: str
    unit_id: str
    prefixes: tuple[Prefix, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What terminals outside the scope have."""

    macs: frozenset[str] = frozenset()
    serials: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    addresses: frozenset[tuple[str, str | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class RegisterView:
    """`former_names`: what a unit was called before, where no other is called so now; `details` by the unit's id."""

    units: Mapping[str, str]
    details: Mapping[str, Unit] = field(default_factory=dict)
    former_names: Mapping[str, str] = field(default_factory=dict)
    terminals: Sequence[HeldTerminal] = ()
    people: Mapping[str, Person] = field(default_factory=dict)
    segments: Sequence[HeldSegment] = ()
    elsewhere: Elsewhere = field(default_factory=Elsewhere)


class Finder:
    """Indexes over a view."""

    def __init__(self, view: RegisterView) -> None:
        self.view = view
        self.by_number = {item.terminal.reg_no: item for item in view.terminals}
        self.by_serial: dict[str, list[HeldTerminal]] = {}
        self.by_mac: dict[str, list[HeldTerminal]] = {}
        self.by_address: dict[str, list[tuple[HeldTerminal, HeldAddress]]] = {}
        self.units = {folded(name): key for key, name in view.units.items()}
        self.former_units = {folded(name): key for name, key in view.former_names.items()}
        self.alias_units = _only_once(
            (folded(alias), key) for key, unit in view.details.items() for alias in unit.aliases
        )
        self.code_units = _only_once((unit.uscc, key) for key, unit in view.details.items() if unit.uscc)
        # By version, length and network: a ledger has hundreds of segments and tens of thousands of addresses.
        self._prefixes: dict[tuple[int, int], dict[int, list[HeldSegment]]] = {}
        for segment in view.segments:
            for prefix in segment.prefixes:
                table = self._prefixes.setdefault((prefix.version, prefix.prefixlen), {})
                table.setdefault(_network(prefix.network_address, prefix.prefixlen), []).append(segment)
        for item in view.terminals:
            if item.terminal.serial_no:
                self.by_serial.setdefault(item.terminal.serial_no.upper(), []).append(item)
            for adapter in item.adapters:
                self.by_mac.setdefault(adapter.mac, []).append(item)
            for address in item.addresses:
                self.by_address.setdefault(normal_form(address.address), []).append((item, address))

    def segments_of(self, unit_id: str, address: Address) -> list[HeldSegment]:
        """The unit's own segments whose prefixes hold the address; where it has none there, those of its scope."""
        fitting: list[HeldSegment] = []
        for (version, length), table in self._prefixes.items():
            if version == address.version:
                fitting += [item for item in table.get(_network(address, length), []) if item not in fitting]
        return [item for item in fitting if item.unit_id == unit_id] or fitting


def _only_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What two units have names neither."""
    found: dict[str, set[str]] = {}
    for text, key in pairs:
        found.setdefault(text, set()).add(key)
    return {text: keys.pop() for text, keys in found.items() if len(keys) == 1}


def _network(address: Address, length: int) -> int:
    return int(address) >> (address.max_prefixlen - length)
