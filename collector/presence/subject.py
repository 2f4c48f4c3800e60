"""All that is known of one MAC on one segment at one moment: what the wire says, what agents claim, what the books say.

These are views: the ledger and the store keep more; judgement needs no more than this.
"""

from dataclasses import dataclass
from enum import StrEnum

from collector.presence.binding import Binding
from collector.presence.fingerprint import Kin, Word, eldest
from collector.presence.learnt import NOTHING_LEARNT, Surroundings
from protocol.address import Address, Prefix
from protocol.mac import MacAddress


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment as the ledger declares it now."""

    id: str
    name: str
    unit_id: str
    unit_name: str
    domain: str = ""
    prefixes: tuple[Prefix, ...] = ()
    gateways: frozenset[Address] = frozenset()
    gateway_macs: frozenset[MacAddress] = frozenset()
    dhcp_servers: frozenset[Address] = frozenset()
    resolvers: frozenset[Address] = frozenset()
    infrastructure_macs: frozenset[MacAddress] = frozenset()
    silent_grace_us: int = 120_000_000
    sweep_cap: int = 50
    sweep_every_us: int | None = None
    allows_second_mac: bool = False


class AgentStanding(StrEnum):
    """What people decided about an agent; only an active one vouches."""

    ACTIVE = "active"
    PENDING = "pending"
    SUSPENDED = "suspended"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class AgentView:
    """An enrolled agent; `last_beat_us` on the collector's clock, `alive_since_us` starts its present stretch."""

    id: str
    standing: AgentStanding
    last_beat_us: int | None
    alive_since_us: int | None


class Admission(StrEnum):
    """What the status of a ledger row means on the wire."""

    ADMITTED = "admitted"
    EXPECTED = "expected"
    """Applied for: does not vouch, alarms nobody."""
    APPROVED = "approved"
    """May be connected (待入网): its agent, where one is expected, has yet to show that it is this machine."""
    NOT_ADMITTED = "not-admitted"


@dataclass(frozen=True, slots=True)
class TerminalView:
    """A ledger row; `registered_us` is when it became what it is, `agent` the one bound to it (active or pending)."""

    id: str
    reg_no: str
    unit_id: str
    unit_name: str
    admission: Admission
    status: str
    agent_expected: bool
    registered_us: int
    domain: str = ""
    expires_us: int | None = None
    access_mode: str = ""
    access_class: str | None = None
    """Of its unit, A to F of DB34/T 3607-2020: which networks its terminals may reach."""
    is_shared: bool = False
    """公用: the ledger names no one person who uses it."""
    terminal_type: str = ""
    macs: frozenset[MacAddress] = frozenset()
    agent: AgentView | None = None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """An address an agent vouches for, renewed by its beats: first at `from_us`, last at `last_us`."""

    agent_id: str
    terminal_id: str | None
    standing: AgentStanding
    segment_id: str
    mac: MacAddress
    address: Address | None
    from_us: int
    last_us: int
    to_us: int | None


@dataclass(frozen=True, slots=True)
class Presence:
    """`bindings`: of this MAC here, newest evidence last; `rivals`: other MACs' bindings of the same addresses.

    `holders`: terminals whose registered address was heard, by address. `claims`: of this MAC anywhere, of these
    addresses here. `watched_since_us`: since when those who hear this segment have been heard without a break.
    `words`: what it said of itself; `kin`: other MACs of the same machine, where it makes them up; `doubles`: MACs that
    say the same of themselves and were heard while it was. `learnt`: what its segment was found to bear besides
    terminals. `is_crowded`: so many strangers come at this moment that somebody may be forging them.
    """

    now_us: int
    segment: SegmentView
    mac: MacAddress
    bindings: tuple[Binding, ...]
    rivals: tuple[Binding, ...] = ()
    gateway_bindings: tuple[Binding, ...] = ()
    terminals: tuple[TerminalView, ...] = ()
    holders: tuple[tuple[Address, TerminalView], ...] = ()
    claims: tuple[ClaimView, ...] = ()
    names: tuple[str, ...] = ()
    watched_since_us: int | None = None
    received_us: int | None = None
    words: tuple[Word, ...] = ()
    kin: tuple[Kin, ...] = ()
    doubles: tuple[MacAddress, ...] = ()
    learnt: Surroundings = NOTHING_LEARNT
    is_crowded: bool = False

    @property
    def known_as(self) -> MacAddress:
        """The first MAC that this machine was heard under, where it makes up others."""
        return eldest(self.mac, self.first_us, self.kin)

    @property
    def on_the_wire(self) -> tuple[Binding, ...]:
        """Heard in frames; a table may name what left long ago."""
        return tuple(item for item in self.bindings if not item.is_from_table)

    @property
    def first_us(self) -> int:
        return min(item.first_us for item in self.bindings)

    @property
    def last_us(self) -> int:
        return max(item.last_us for item in self.bindings)

    @property
    def witnesses(self) -> tuple[str, ...]:
        return tuple(sorted({one.name for item in self.bindings for one in item.witnesses}))

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(item.pair.address for item in self.bindings if item.pair.address is not None)
