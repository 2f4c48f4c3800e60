"""Which terminal an agent is: its key, then serial number, board and disk, then permanent MACs.

It proposes, a person decides.

Rule 1: neither a host name nor an IP address speaks for anybody.
Rule 2: what a machine does not state is unknown; nobody is another machine for that.
Rule 3: of two agents the one that enrolled later raises the question, so that it is raised once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from collector.ledger.machine import Machine, Match, Sign, compare, same_hardware
from protocol.mac import MacAddress


class CaseKind(StrEnum):
    """What may have happened to a machine or to one of its parts."""

    NEW = "new"
    OTHER_TERMINAL = "other-terminal"
    """Enrolled for one row, and the machine is the one of another."""
    REIMAGED = "reimaged"
    CLONED = "cloned-image"
    TWO_AGENTS = "two-agents"
    BOARD_SWAPPED = "board-swapped"
    DISK_MOVED = "disk-moved"
    ADAPTER_MOVED = "adapter-moved"
    SHARED_DONGLE = "shared-dongle"
    DOCK = "dock"


class Remedy(StrEnum):
    """What accepting the proposal does."""

    BIND = "bind"
    """From then on the agent is the proposed terminal's."""
    RENEW = "renew"
    """It stays what it is; its machine as stated now counts from then on."""
    SUSPEND = "suspend"
    """The agent vouches no more: each of the machines is enrolled anew."""
    RETIRE_OTHER = "retire-other"
    MOVE_ADAPTER = "move-adapter"
    SHARE_ADAPTER = "share-adapter"
    NOTHING = "nothing"
    """The ledger is right; on the machine there is something to put right."""


@dataclass(frozen=True, slots=True)
class Row:
    """A terminal's row: `serial` and `disk` in normal form."""

    terminal_id: str
    serial: str | None = None
    disk: str | None = None
    macs: frozenset[MacAddress] = frozenset()


@dataclass(frozen=True, slots=True)
class Peer:
    """Another agent with a sign in common. `spoke_us`: its newest beat; `terminal_id`: its own now, or last."""

    agent_id: str
    terminal_id: str | None
    machine: Machine
    enrolled_us: int
    spoke_us: int | None = None
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """An adapter with a permanent MAC. `holders`: (terminal, shared there) by the ledger.

    `users`: other terminals whose agents vouched for it lately.
    """

    mac: MacAddress
    is_usb: bool = False
    is_dock: bool = False
    holders: tuple[tuple[str, bool], ...] = ()
    users: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """An agent and its machine as stated now. `before`: its machine as last accepted, None: never stated.

    `terminal_id`: its own, or the one it asks to be; `row`: that terminal's; `candidates`: rows that a sign of the
    machine stands in. `is_pending`: it enrolled, and waits for a person.
    """

    agent_id: str
    enrolled_us: int
    machine: Machine
    terminal_id: str | None = None
    before: Machine | None = None
    row: Row | None = None
    candidates: tuple[Row, ...] = ()
    peers: tuple[Peer, ...] = ()
    cards: tuple[Card, ...] = ()
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the evidence speaks for. `why` is for a person, in English; `signs`: what agrees and what does not."""

    kind: CaseKind
    remedy: Remedy
    why: str
    terminal_id: str | None = None
    other_agent_id: str | None = None
    mac: str | None = None
    signs: dict[Sign, Match] = field(default_factory=dict)

    def mark(self, machine: Machine) -> str:
        """The same question has the same mark: what a person decided once is not asked again."""
        about = [self.kind, self.terminal_id or "", self.other_agent_id or "", self.mac or ""]
        if self.mac is None:
            about += sorted(f"{sign}={text}" for sign, text in machine.signs() if sign is not Sign.MAC)
        return "|".join(about)


def referee(asked: Question) -> tuple[Proposal, ...]:
    """At most one proposal of a kind; none where everything is as the ledger has it."""
    whole = [*_own(asked), *_enrolled(asked), *_peers(asked)]
    # A machine that is another one explains whose adapters it has.
    if not any(one.kind in _EXPLAIN_ADAPTERS for one in whole):
        whole += _cards(asked)
    found: dict[CaseKind, Proposal] = {}
    for one in whole:
        found.setdefault(one.kind, one)
    return tuple(found.values())


_EXPLAIN_ADAPTERS = frozenset(
    {CaseKind.CLONED, CaseKind.DISK_MOVED, CaseKind.OTHER_TERMINAL, CaseKind.NEW, CaseKind.TWO_AGENTS}
)


def _own(asked: Question) -> Iterator[Proposal]:
    """The agent's key is where it was; is the machine under it?"""
    if asked.before is None:
        return
    signs = compare(asked.before, asked.machine)
    hardware = same_hardware(signs)
    if hardware is Match.SAME:
        if signs[Sign.BOARD] is Match.OTHER:
            yield _board(signs)
    elif hardware is Match.OTHER:
        home = _home(asked)
        is_elsewhere = home is not None or _peer_of_hardware(asked) is not None
        if signs[Sign.DISK] is Match.SAME and (signs[Sign.SERIAL] is Match.OTHER or is_elsewhere):
            yield _disk(signs, home)
        elif signs[Sign.DISK] is Match.SAME or (
            signs[Sign.SERIAL] is Match.UNKNOWN and signs[Sign.MAC] is not Match.OTHER
        ):
            yield _board(signs)
        elif signs[Sign.MAC] is not Match.SAME or signs[Sign.SERIAL] is Match.OTHER:
            why = "its key speaks from other hardware than it was enrolled on: a copied image, or a copied key"
            yield Proposal(CaseKind.CLONED, Remedy.SUSPEND, why, signs=signs)


def _board(signs: dict[Sign, Match]) -> Proposal:
    return Proposal(CaseKind.BOARD_SWAPPED, Remedy.RENEW, "another board in the same machine", signs=signs)


def _disk(signs: dict[Sign, Match], home: Row | None) -> Proposal:
    if home is None:
        why = "its disk is in another machine, which no row of the ledger names"
        return Proposal(CaseKind.DISK_MOVED, Remedy.SUSPEND, why, signs=signs)
    why = "its disk is in the machine of another row"
    return Proposal(CaseKind.DISK_MOVED, Remedy.BIND, why, home.terminal_id, signs=signs)


def _enrolled(asked: Question) -> Iterator[Proposal]:
    """A newcomer that differs from the row it enrolled for."""
    if not asked.is_pending:
        return
    home = _home(asked)
    if home is not None:
        why = "the machine is the one of another row than it was enrolled for"
        yield Proposal(
            CaseKind.OTHER_TERMINAL, Remedy.BIND, why, home.terminal_id, signs=_row_signs(home, asked.machine)
        )
        return
    signs = _row_signs(asked.row, asked.machine) if asked.row else {}
    yield Proposal(
        CaseKind.NEW, Remedy.BIND, "a machine that no row of the ledger names", asked.terminal_id, signs=signs
    )


def _home(asked: Question) -> Row | None:
    """Another row than its own that the hardware speaks for: by serial number, else by built-in adapters."""
    others = [row for row in asked.candidates if row.terminal_id != asked.terminal_id]
    own = asked.row
    if own is not None and own.serial is not None and own.serial in (asked.machine.serial, asked.machine.board):
        return None
    for row in others:
        if row.serial is not None and row.serial in (asked.machine.serial, asked.machine.board):
            return row
    if own is not None and not own.macs.isdisjoint(asked.machine.macs):
        return None
    return next((row for row in others if not row.macs.isdisjoint(asked.machine.macs)), None)


def _row_signs(row: Row, machine: Machine) -> dict[Sign, Match]:
    """A row names one serial number, which people read off the case or the board."""
    serial = machine.board if row.serial is not None and row.serial == machine.board else machine.serial
    disks = frozenset({row.disk}) if row.disk else frozenset()
    signs = compare(
        Machine(serial=row.serial, disks=disks, macs=row.macs),
        Machine(serial, None, None, machine.disks, None, machine.macs),
    )
    return {sign: signs[sign] for sign in (Sign.SERIAL, Sign.DISK, Sign.MAC)}


def _peer_of_hardware(asked: Question) -> Peer | None:
    return next((one for one in asked.peers if same_hardware(compare(one.machine, asked.machine)) is Match.SAME), None)


def _peers(asked: Question) -> Iterator[Proposal]:
    for peer in sorted(asked.peers, key=lambda one: (one.enrolled_us, one.agent_id)):
        if (peer.enrolled_us, peer.agent_id) >= (asked.enrolled_us, asked.agent_id):
            continue
        signs = compare(peer.machine, asked.machine)
        hardware = same_hardware(signs)
        if signs[Sign.MACHINE_ID] is Match.SAME:
            yield from _same_image(peer, hardware, signs)
        elif hardware is Match.SAME:
            yield from _same_machine(asked, peer, signs)
        elif hardware is Match.OTHER and signs[Sign.DISK] is Match.SAME and not peer.is_retired:
            why = "its disk was in another agent's machine"
            yield Proposal(CaseKind.DISK_MOVED, Remedy.NOTHING, why, None, peer.agent_id, signs=signs)


def _same_image(peer: Peer, hardware: Match, signs: dict[Sign, Match]) -> Iterator[Proposal]:
    if peer.is_retired:
        # Enrolled anew without being installed anew.
        return
    if hardware is Match.OTHER:
        why = "the machine-id of another machine: a copied image, whose machine-id is to be made anew"
        yield Proposal(CaseKind.CLONED, Remedy.NOTHING, why, None, peer.agent_id, signs=signs)
    else:
        yield Proposal(
            CaseKind.TWO_AGENTS, Remedy.RETIRE_OTHER, "two agents on one system", None, peer.agent_id, signs=signs
        )


def _same_machine(asked: Question, peer: Peer, signs: dict[Sign, Match]) -> Iterator[Proposal]:
    """Another system on the hardware of an earlier agent: installed anew, unless the earlier one still speaks."""
    if not peer.is_retired and peer.spoke_us is not None and peer.spoke_us > asked.enrolled_us:
        why = "two systems on one machine, and both agents speak"
        yield Proposal(CaseKind.TWO_AGENTS, Remedy.RETIRE_OTHER, why, None, peer.agent_id, signs=signs)
    elif peer.terminal_id is not None:
        why = "the same machine, installed anew"
        yield Proposal(CaseKind.REIMAGED, Remedy.BIND, why, peer.terminal_id, peer.agent_id, signs=signs)


def _cards(asked: Question) -> Iterator[Proposal]:
    for card in sorted(asked.cards, key=lambda one: str(one.mac)):
        if any(is_shared for _, is_shared in card.holders):
            continue
        holders = [terminal for terminal, _ in card.holders]
        if asked.terminal_id is None or asked.terminal_id in holders:
            continue
        kind = CaseKind.DOCK if card.is_dock else CaseKind.SHARED_DONGLE
        home = holders[0] if holders else None
        if card.is_dock or (card.is_usb and card.users - {asked.terminal_id}):
            if home is not None or card.users - {asked.terminal_id}:
                why = "several PCs use it by turns"
                yield Proposal(kind, Remedy.SHARE_ADAPTER, why, home, mac=str(card.mac))
        elif home is not None:
            why = "the ledger has this adapter in another terminal"
            yield Proposal(CaseKind.ADAPTER_MOVED, Remedy.MOVE_ADAPTER, why, home, mac=str(card.mac))
