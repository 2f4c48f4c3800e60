"""What taking a file in would do to the register, as values: shown to a person first, then done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from collector.errors import InvalidValue
from collector.imports.sheets.declaration import Declaration
from collector.imports.sheets.headings import Field
from collector.imports.sheets.register_view import HeldTerminal
from collector.imports.sheets.row import Declared
from collector.imports.sheets.said import Finding
from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.application import Application
from collector.ledger.person import Person
from collector.ledger.terminal import Terminal


@dataclass(frozen=True, slots=True)
class Policy:
    """`remove_missing`: MACs and addresses that a row does not name any more are ended; else they stay, and it is told.

    `shared_telephone`: the row's telephone also reaches the person who answers for the terminal. `aliases`: other names
    of units, folded.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    remove_missing: bool = False
    shared_telephone: bool = False


class ConflictKind(StrEnum):
    """What a terminal outside the importer's scope has already."""

    MAC = "mac"
    SERIAL = "serial"
    NUMBER = "number"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Goes to the bureau; the importer is told only that somebody has it."""

    kind: ConflictKind
    value: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Custody by keys of persons (see Persons)."""

    owner: str
    user: str | None
    location: str | None
    building: str | None
    room: str | None


@dataclass(frozen=True, slots=True)
class Addition:
    """A terminal the register does not have."""

    row: Declared
    terminal: Terminal
    holder: Holder
    adapters: tuple[Adapter, ...]
    addresses: tuple[RegisteredAddress, ...]
    application: Application | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, as an export writes it. What is personal is masked by who shows it."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a row says otherwise of a known terminal. `ended_adapters` and `ended_addresses` are ids of rows to end.

    `application`: the papers as they are from now on; None where they stay.
    """

    row: Declared
    held: HeldTerminal
    terminal: Mapping[str, object]
    holder: Holder | None
    adapters: tuple[Adapter, ...]
    addresses: tuple[RegisteredAddress, ...]
    ended_adapters: tuple[str, ...]
    ended_addresses: tuple[str, ...]
    differences: tuple[Difference, ...]
    application: Application | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`people`: who is to be added, by key; `people_changes`: fields of known people, by id."""

    declaration: Declaration
    additions: tuple[Addition, ...]
    changes: tuple[Change, ...]
    unchanged: tuple[Declared, ...]
    refused: tuple[Declared, ...]
    people: Mapping[str, Person]
    people_changes: Mapping[str, Mapping[str, Any]]
    conflicts: tuple[Conflict, ...]


class Refused(InvalidValue):
    """A row that does not fit the register; raised and caught within planning."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("row", "does not fit the register")
        self.findings = findings
