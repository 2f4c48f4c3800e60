"""What rules judge: one MAC on a segment, one agent's PC, or one thing that happened. All values, nothing to ask."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from collector.presence.conflicts import judge_addresses
from collector.presence.learnt import NOTHING_LEARNT, Surroundings
from collector.presence.private_router import Path
from collector.presence.subject import Admission, AgentView, Presence, SegmentView, TerminalView
from collector.presence.timing import LATE_US
from collector.presence.vouching import Verdict, judge_mac
from collector.presence.zones import SHIPPED, Zones
from collector.rules.finding import JSON
from protocol.address import Address
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import (
    Adapter,
    Elsewhere,
    InterfaceAddress,
    Observation,
    OwnMacHeard,
    Route,
    ServerHeard,
    WirelessDevice,
)

Said = TypeVar("Said")


class MacFacts:
    """Facts that tell of MACs in use and of who answers for them: what witnesses heard, or what a PC says of itself."""

    __slots__ = ()


@dataclass(frozen=True)
class PresenceFacts(MacFacts):
    """A MAC on a segment, with the verdicts of design.md section 7, worked out once for all rules."""

    presence: Presence

    @cached_property
    def verdict(self) -> Verdict:
        return judge_mac(self.presence)

    @cached_property
    def conflicts(self) -> tuple[Verdict, ...]:
        return tuple(judge_addresses(self.presence))

    @property
    def unit_id(self) -> str:
        """The terminal's unit, or the segment's where nobody owns the MAC: no event is without a unit (R01)."""
        terminal = self.verdict.terminal
        return terminal.unit_id if terminal else self.presence.segment.unit_id

    def evidence(self) -> dict[str, JSON]:
        """What every finding about a MAC says."""
        presence = self.presence
        terminal = self.verdict.terminal
        return {
            "mac": str(presence.mac),
            "addresses": [str(address) for address in presence.addresses],
            "names": list(presence.names),
            "segment": presence.segment.name,
            "unit": terminal.unit_name if terminal else presence.segment.unit_name,
            "terminal": terminal.reg_no if terminal else None,
            "first_seen_us": presence.first_us,
            "last_seen_us": presence.last_us,
            "witnesses": list(presence.witnesses),
            "frames": sum(item.frames for item in presence.bindings),
            "heard_in": sorted({str(item.how) for item in presence.bindings}),
            "standing": self.verdict.standing.value,
            "why": self.verdict.why,
        } | lateness(presence.last_us, presence.received_us)


def lateness(heard_us: int, received_us: int | None) -> dict[str, JSON]:
    """Says so when the evidence tells of the past: it waited in a spool before it reached the collector."""
    if received_us is None or received_us - heard_us <= LATE_US:
        return {}
    return {"late": True, "received_us": received_us}


@dataclass(frozen=True, slots=True)
class AgentFacts(MacFacts):
    """What an agent's PC last answered to each probe; `answered` are those that could look.

    `attached`: which adapter is on which declared segment; `elsewhere`: adapters that are on other networks meanwhile.
    """

    now_us: int
    agent: AgentView
    terminal: TerminalView | None
    seen_us: int
    received_us: int
    said: tuple[Observation, ...] = ()
    """Everything the probes answered; `of` picks one kind."""
    adapters: tuple[Adapter, ...] = ()
    wireless: tuple[WirelessDevice, ...] = ()
    addresses: tuple[InterfaceAddress, ...] = ()
    routes: tuple[Route, ...] = ()
    attached: tuple[tuple[AdapterId, SegmentView], ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    answered: frozenset[str] = frozenset()
    unanswered: tuple[tuple[str, str], ...] = ()
    """Probes that could not look, each with its reason; what they said before may be old."""
    partly: tuple[tuple[str, str], ...] = ()
    """Probes that saw a part only, each with what they could not see."""
    zones: Zones = SHIPPED
    registered_macs: frozenset[MacAddress] = frozenset()
    """Those of its adapters that the ledger knows, be it as another terminal's or as shared; where its own terminal has
    none registered, those it was enrolled with.
    """
    unapproved_macs: tuple[tuple[MacAddress, str], ...] = ()
    """MACs it vouched for lately whose alert of that still stands, each with the segment."""
    path: Path | None = None
    """Which way its newest beat came; None: not known."""
    servers_told: tuple[tuple[tuple[str, Address], str], ...] = ()
    """DHCP servers (segment, address) that stand as unlisted by what was heard, each with that alert's dedup key."""

    @property
    def is_admitted(self) -> bool:
        """Whether the PC is on duty: one suspended, under repair say, is asked nothing of how it is kept."""
        return self.terminal is not None and self.terminal.admission is Admission.ADMITTED

    @property
    def unit_id(self) -> str | None:
        if self.terminal is not None:
            return self.terminal.unit_id
        return self.attached[0][1].unit_id if self.attached else None

    @property
    def subject_id(self) -> str:
        return self.terminal.id if self.terminal else self.agent.id

    def of(self, kind: type[Said]) -> tuple[Said, ...]:
        """What was said of one kind; nothing said is no proof of nothing there: see `answered`."""
        return tuple(item for item in self.said if isinstance(item, kind))

    def unseen(self, probe: str) -> str | None:
        """Why a probe's answer is not the whole of it; None: it is."""
        return dict((*self.unanswered, *self.partly)).get(probe)

    def adapter(self, adapter_id: str | None) -> Adapter | None:
        return next((item for item in self.adapters if item.id == adapter_id), None)

    def evidence(self) -> dict[str, JSON]:
        terminal = self.terminal
        return {
            "agent": self.agent.id,
            "terminal": terminal.reg_no if terminal else None,
            "unit": terminal.unit_name if terminal else None,
            "segments": [segment.name for _, segment in self.attached],
            "seen_us": self.seen_us,
        } | lateness(self.seen_us, self.received_us)


@dataclass(frozen=True, slots=True)
class Stay:
    """A PC's time at a declared segment, by its agents' claims: first and last moment, collector's clock."""

    segment: str
    domain: str
    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True)
class Away:
    """A PC's time in another network, from its signed journal; `from_us` and `to_us` on the collector's clock.

    `adapter`: as its agent last described it, None where it is gone. `was_unheard`: no beat came meanwhile.
    """

    zone: str
    adapter_id: AdapterId
    adapter: Adapter | None
    from_us: int
    to_us: int
    received_us: int
    was_unheard: bool


@dataclass(frozen=True, slots=True)
class ByTurnsFacts:
    """Where a PC was one after another: `away` as told just now, `stays` its newest at each declared segment."""

    now_us: int
    agent: AgentView
    terminal: TerminalView | None
    away: tuple[Away, ...] = ()
    stays: tuple[Stay, ...] = ()

    @property
    def subject_id(self) -> str:
        return self.terminal.id if self.terminal else self.agent.id


@dataclass(frozen=True, slots=True)
class OwnMacFacts:
    """An agent heard its own MAC from outside."""

    heard: OwnMacHeard
    heard_us: int
    received_us: int
    agent: AgentView
    terminal: TerminalView | None
    segment: SegmentView | None


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """A DHCP server or router heard on a declared segment.

    `learnt`: what the segment was found to bear; `servers`: who answered first as each listed DHCP server, or was
    approved; `speaks_for`: the addresses its MAC was heard with here; `terminal`: whose the MAC is, by the ledger.
    """

    heard: ServerHeard
    heard_us: int
    received_us: int
    witness: str
    segment: SegmentView
    learnt: Surroundings = NOTHING_LEARNT
    servers: tuple[tuple[Address, MacAddress], ...] = ()
    speaks_for: frozenset[Address] = frozenset()
    terminal: str | None = None


@dataclass(frozen=True, slots=True)
class RedirectFacts:
    """Somebody told a neighbour to take another way (ND redirect)."""

    mac: MacAddress
    address: Address | None
    heard_us: int
    received_us: int
    witness: str
    segment: SegmentView
    learnt: Surroundings = NOTHING_LEARNT


@dataclass(frozen=True, slots=True)
class FloodFacts:
    """Pairs nobody knows came in masses from `first_us` to `last_us`.

    `pairs` and `frames`: counted by the witness instead of being told one by one; `glimpsed`: unregistered MACs of the
    minute before `last_us` that were told, and heard for a moment only.
    """

    segment: SegmentView
    first_us: int
    last_us: int
    received_us: int
    witness: str
    pairs: int = 0
    frames: int = 0
    glimpsed: int = 0


@dataclass(frozen=True, slots=True)
class ForkFacts:
    """An agent's chain contradicts what is held: a copied key, or a state directory gone back in time."""

    agent: AgentView
    terminal: TerminalView | None
    sequence: int
    held_sequence: int
    digest: str
    why: str
    at_us: int


@dataclass(frozen=True, slots=True)
class CodeReusedFacts:
    """A used enrolment code came again with another key."""

    code_id: str
    terminal: TerminalView | None
    used_by_agent: str
    tried_by_key: str
    hostname: str
    macs: tuple[MacAddress, ...]
    source: str
    at_us: int


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """How far an agent's wall clock is off: agent minus collector, in microseconds."""

    agent: AgentView
    terminal: TerminalView | None
    offset_us: int
    agent_wall_us: int
    at_us: int
