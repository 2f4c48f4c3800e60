"""One terminal: its row beside what was observed of it, field by field. Values only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from collector.ledger.custody import Custody
from collector.ledger.drift import (
    Agreement,
    DriftField,
    DriftKind,
    FieldDrift,
    NameFault,
    Observed,
    Sighted,
    Terms,
    compare,
    name_faults,
    silence,
)
from collector.ledger.machine import plain_serial
from collector.ledger.person import Person
from collector.ledger.switch_ports import is_same_port, port_shown
from collector.ledger.systems import is_same_system
from collector.ledger.terminal import IpMode, Terminal
from protocol.address import normal_form
from protocol.observations import Adapter, AdapterKind, Antivirus, AntivirusState, HostIdentity, InterfaceAddress

_BUILT_IN = frozenset({"pci", "platform", "virtio", "sdio", "amba", "vmbus", "xen"})
NO_AGENT = "it has no agent that could tell"


@dataclass(frozen=True, slots=True)
class Answered:
    """One probe's newest answer; `digest` of the report that gave it, None where the newest could not look."""

    observations: tuple[object, ...]
    seen_us: int
    digest: str | None = None
    why_unseen: str | None = None


@dataclass(frozen=True, slots=True)
class HeardAt:
    """Where a MAC of it was heard: on which switch's port, in which VLAN."""

    switch: str | None
    port: str | None
    vlan: int | None
    last_us: int


@dataclass(frozen=True, slots=True)
class Books:
    """What the ledger says. `fixed_macs` and `shared_macs` in normal form; `addresses` likewise.

    `held_us`: since when the custody is as it is.
    """

    terminal: Terminal
    since_us: int
    custody: Custody | None = None
    held_us: int = 0
    user: Person | None = None
    owner: Person | None = None
    fixed_macs: tuple[str, ...] = ()
    shared_macs: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was observed. `answers` by probe; `heard_addresses` on the wire; `strange_units` of the segments it was on
    and that are neither its own nor above or below it, `own_units` those that are.
    """

    sighted: Sighted
    has_agent: bool = False
    answers: dict[str, Answered] = field(default_factory=dict)
    heard_addresses: tuple[str, ...] = ()
    ports: tuple[HeardAt, ...] = ()
    own_units: tuple[str, ...] = ()
    strange_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`drifts`: every field of which something is declared or observed."""

    silence: DriftKind | None
    names: tuple[NameFault, ...]
    drifts: tuple[FieldDrift, ...]

    @property
    def differing(self) -> tuple[FieldDrift, ...]:
        return tuple(one for one in self.drifts if one.agreement is Agreement.DIFFERS)

    @property
    def is_unnamed(self) -> bool:
        """未实名: nobody, or nobody whole, is named; a confirmation that is due is no such fault."""
        return any(one is not NameFault.UNCONFIRMED for one in self.names)

    @property
    def is_compared(self) -> bool:
        return any(one.agreement in (Agreement.AGREES, Agreement.DIFFERS) for one in self.drifts)


def reconcile(books: Books, seen: Seen, now_us: int, terms: Terms) -> Reconciled:
    """A terminal whose row is on the net by its status."""
    row = books.terminal
    names = name_faults(
        books.custody,
        books.user,
        books.owner,
        is_shared=row.is_shared is True,
        held_us=books.held_us,
        now_us=now_us,
        terms=terms,
    )
    drifts = tuple(one for one in _fields(books, seen) if one.declared or one.agreement is not Agreement.UNSEEN)
    return Reconciled(silence(seen.sighted, now_us, terms), names, drifts)


def _fields(books: Books, seen: Seen) -> Iterator[FieldDrift]:
    row = books.terminal
    yield _serial(row, seen)
    yield _disk(row, seen)
    yield _macs(books, seen)
    yield _hostname(row, seen)
    yield _system(row, seen)
    yield _addresses(books, seen)
    yield from _port(row, seen)
    yield _antivirus(row, seen)
    where = (*seen.own_units, *seen.strange_units)
    told = Observed(where, seen.sighted.last_us, agrees=not seen.strange_units) if where else _unseen("heard nowhere")
    yield compare(DriftField.SEGMENT_UNIT, (books.unit_name,), told)


def _unseen(why: str) -> Observed:
    return Observed(why_unseen=why)


def _answer(seen: Seen, probe: str) -> Answered | Observed:
    """The probe's answer, or why there is none."""
    if not seen.has_agent:
        return _unseen(NO_AGENT)
    answer = seen.answers.get(probe)
    if answer is None:
        return _unseen("its agent has not told it yet")
    if not answer.observations and answer.why_unseen is not None:
        return _unseen(answer.why_unseen)
    return answer


def _identity(seen: Seen) -> tuple[HostIdentity, Answered] | Observed:
    answer = _answer(seen, "host-identity")
    if isinstance(answer, Observed):
        return answer
    found = next((item for item in answer.observations if isinstance(item, HostIdentity)), None)
    return _unseen("its agent has not told it yet") if found is None else (found, answer)


def _of(answer: Answered, values: Iterable[str], agrees: bool | None = None, why: str | None = None) -> Observed:
    return Observed(tuple(sorted(set(values))), answer.seen_us, answer.digest, why, agrees)


def _serial(row: Terminal, seen: Seen) -> FieldDrift:
    told = _identity(seen)
    if isinstance(told, Observed):
        return compare(DriftField.SERIAL_NO, (row.serial_no,), told)
    identity, answer = told
    both = [plain_serial(text) for text in (identity.machine.product_serial, identity.machine.board_serial)]
    values = [text for text in both if text is not None]
    why = None if values else answer.why_unseen or "the machine states no serial number"
    # People read either off the case; where the row has one, the other says nothing against it.
    shown = values[:1]
    agrees = row.serial_no.upper() in values if row.serial_no and values else None
    return compare(DriftField.SERIAL_NO, (row.serial_no,), _of(answer, shown, agrees, why))


def _disk(row: Terminal, seen: Seen) -> FieldDrift:
    told = _identity(seen)
    if isinstance(told, Observed):
        return compare(DriftField.DISK_SERIAL, (row.disk_serial,), told)
    identity, answer = told
    values = [text for disk in identity.machine.disks if (text := plain_serial(disk.serial)) is not None]
    why = None if values else answer.why_unseen or "no disk states a serial number"
    agrees = row.disk_serial.upper() in values if row.disk_serial and values else None
    return compare(DriftField.DISK_SERIAL, (row.disk_serial,), _of(answer, values, agrees, why))


def _macs(books: Books, seen: Seen) -> FieldDrift:
    answer = _answer(seen, "adapters")
    if isinstance(answer, Observed):
        return compare(DriftField.MACS, books.fixed_macs, answer)
    adapters = [item for item in answer.observations if isinstance(item, Adapter) and item.bus != "virtual"]
    every = {str(mac) for item in adapters for mac in (item.mac, item.permanent_mac) if mac is not None}
    wired = {
        str(item.permanent_mac or item.mac)
        for item in adapters
        if item.kind is AdapterKind.WIRED and item.bus in _BUILT_IN and (item.permanent_mac or item.mac) is not None
    }
    declared = set(books.fixed_macs)
    missing, extra = declared - every, wired - declared - set(books.shared_macs)
    shown = (declared & every) | wired
    why = None if every else answer.why_unseen or "it states no adapter"
    agrees = not missing and not extra if declared and why is None else None
    return compare(DriftField.MACS, books.fixed_macs, _of(answer, shown, agrees, why))


def _hostname(row: Terminal, seen: Seen) -> FieldDrift:
    told = _identity(seen)
    if isinstance(told, Observed):
        return compare(DriftField.HOSTNAME, (row.hostname,), told)
    identity, answer = told
    name = identity.hostname.partition(".")[0]
    return compare(DriftField.HOSTNAME, (row.hostname,), _of(answer, [name] if name else []))


def _system(row: Terminal, seen: Seen) -> FieldDrift:
    declared = " ".join(text for text in (row.os_name, row.os_version) if text)
    told = _identity(seen)
    if isinstance(told, Observed):
        return compare(DriftField.OS_NAME, (declared,), told)
    identity, answer = told
    agrees = is_same_system(declared, identity.os_id, identity.os_version) if declared else None
    why = "the declared name is none that could be compared" if declared and agrees is None else None
    return compare(DriftField.OS_NAME, (declared,), _of(answer, [identity.os_name], agrees, why))


def _addresses(books: Books, seen: Seen) -> FieldDrift:
    if books.terminal.ip_mode is IpMode.DHCP:
        return compare(DriftField.ADDRESSES, books.addresses, _unseen("its addresses are leased"))
    declared = set(books.addresses)
    answer = _answer(seen, "addressing")
    if isinstance(answer, Answered):
        told = [item for item in answer.observations if isinstance(item, InterfaceAddress) and item.scope == "global"]
        held = {normal_form(item.address) for item in told if not item.address.is_loopback}
        why = None if held else answer.why_unseen or "it holds no address now"
        # What it holds on other adapters (virtual ones, a second port) is told by rules of their own.
        agrees = declared <= held if declared and held else None
        return compare(DriftField.ADDRESSES, declared, _of(answer, held, agrees, why))
    if not seen.heard_addresses:
        return compare(DriftField.ADDRESSES, declared, answer)
    heard = Observed(
        seen.heard_addresses, seen.sighted.last_us, agrees=declared <= set(seen.heard_addresses) if declared else None
    )
    return compare(DriftField.ADDRESSES, declared, heard)


def _port(row: Terminal, seen: Seen) -> Iterator[FieldDrift]:
    """Switches write a port's name in many ways: its numbers are compared."""
    newest = max(seen.ports, key=lambda one: one.last_us, default=None)
    port = None if newest is None else newest.port
    if newest is None or port is None:
        yield compare(DriftField.SWITCH_PORT, (row.switch_port,), _unseen("no switch told where it is"))
    else:
        declared = port_shown(row.switch_name, row.switch_port) if row.switch_port else None
        same = row.switch_port is not None and is_same_port(row.switch_port, port)
        if row.switch_name is not None and newest.switch is not None:
            same = same and row.switch_name.casefold() == newest.switch.casefold()
        told = Observed((port_shown(newest.switch, port),), newest.last_us, agrees=same if row.switch_port else None)
        yield compare(DriftField.SWITCH_PORT, (declared,), told)
    vlan = None if newest is None else newest.vlan
    heard = _unseen("no switch told its VLAN")
    if vlan is not None and newest is not None:
        heard = Observed((str(vlan),), newest.last_us)
    yield compare(DriftField.VLAN, () if row.vlan is None else (str(row.vlan),), heard)


def _antivirus(row: Terminal, seen: Seen) -> FieldDrift:
    declared = row.antivirus if row.antivirus else _yes_or_no(row.antivirus_installed)
    answer = _answer(seen, "antivirus")
    if isinstance(answer, Observed):
        return compare(DriftField.ANTIVIRUS, (declared,), answer)
    told = [item for item in answer.observations if isinstance(item, Antivirus)]
    known = [item.product for item in told if item.state is not AntivirusState.UNRECOGNISED]
    why = None
    if not known and (told or answer.why_unseen is not None):
        why = answer.why_unseen or "what is installed is in no list"
    shown = known or ["none"]
    says_installed = row.antivirus_installed if row.antivirus is None else row.antivirus_installed is not False
    agrees = None if declared is None else bool(known) == says_installed
    if agrees and row.antivirus and known:
        agrees = any(_alike(row.antivirus, product) for product in known)
    return compare(DriftField.ANTIVIRUS, (declared,), _of(answer, shown, agrees, why))


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else "installed" if value else "none"


def _alike(declared: str, product: str) -> bool:
    """Two names of one maker's product share a word; people and lists spell it in ways of their own."""
    one, other = declared.casefold(), product.casefold()
    return any(one[start : start + 2] in other for start in range(len(one) - 1))
