"""Who held an address then: ranking what was heard, claimed and registered. Pure; the store gathers, this judges.

Rule 1: nothing is left out because something else is likelier; the answer is a ranked list with reasons.
Rule 2: all of it as of the asked time: custody, unit and room are those of then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Self

from collector.presence.clock_quality import ClockAt
from collector.presence.interval import DAY_US, Interval, joined, without
from protocol.address import normal_form, parse_address
from protocol.errors import MalformedIdentity
from protocol.mac import MacAddress

COVERAGE_MARGIN_US = DAY_US
"""How far around an asked instant the bounds of an unwatched time are looked for."""


class QuestionKind(StrEnum):
    """What is asked about."""

    ADDRESS = "address"
    MAC = "mac"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is the normal form of an address or MAC, or a host name, registration or serial number as given."""

    kind: QuestionKind
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """A MAC in any notation, else an IP address, else a name."""
        try:
            return cls(QuestionKind.MAC, str(MacAddress.parse(text)))
        except MalformedIdentity:
            pass
        try:
            return cls(QuestionKind.ADDRESS, normal_form(parse_address(text)))
        except MalformedIdentity:
            return cls(QuestionKind.NAME, text.strip())


class Strength(IntEnum):
    """How well a candidate is supported for the asked time, weakest first."""

    EARLIER = 1
    """Heard before, and contradicted since."""
    REGISTERED = 2
    """Only the ledger says so."""
    LAST_HEARD = 3
    """Heard before, not contradicted until then."""
    HEARD = 4
    CLAIMED = 5
    """Signed for by an agent."""
    CLAIMED_AND_HEARD = 6


class Reason(StrEnum):
    """Why a candidate stands where it stands; texts for people are made at the door."""

    CLAIMED_THEN = "claimed-then"
    HEARD_THEN = "heard-then"
    HEARD_BEFORE = "heard-before"
    CONTRADICTED = "contradicted"
    CONFIRMED = "confirmed"
    ONE_FRAME = "one-frame"
    MAC_REGISTERED = "mac-registered"
    MAC_UNKNOWN = "mac-unknown"
    ADDRESS_REGISTERED = "address-registered"
    ADDRESS_OF_ANOTHER = "address-registered-for-another"
    SHARED_ADAPTER = "shared-adapter"
    OUT_OF_SCOPE = "belongs-to-another-unit"


@dataclass(frozen=True, slots=True)
class SegmentAt:
    """A segment, with the unit that answers for it, as of the asked time."""

    id: str
    name: str
    unit_id: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class PersonAt:
    """Personal values are to be masked unless the asker may see them (R23)."""

    id: str
    name: str
    department: str | None
    mobile: str | None
    office_phone: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """A terminal with its people, unit and place as of the asked time. `by`: why it is this terminal's candidate;
    `unit_name_now`: what that unit is called today, None for one that is no more.
    """

    by: Reason
    terminal_id: str
    reg_no: str
    hostname: str | None
    terminal_type: str
    status: str
    unit_id: str
    unit_name: str
    user: PersonAt | None
    owner: PersonAt | None
    building: str | None
    room: str | None
    unit_name_now: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One witness, and the digests of the stored reports, or imported files, in which it said so first and last."""

    witness: str
    first_us: int
    last_us: int
    first_intake: int
    first_digest: str | None
    last_intake: int
    last_digest: str | None


@dataclass(frozen=True, slots=True)
class PortAt:
    """A port behind which `tables` tables of a switch named the MAC, from the first one's time to the last one's;

    or, with no tables, which the switch itself named to the PC there (`told_by` lldp, cdp). Two that differ are rivals.
    """

    switch: str
    port: str
    vlan: int | None
    first_us: int
    last_us: int
    tables: int
    told_by: str = "switch-tables"
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have held it. `mac` or `address` is empty where not stated; times are those of the evidence,
    by the collector's clock, None for a ledger row alone; `as_of_us` is the moment the ledger was asked about; `age_us`
    how much older the newest evidence is than that; `rivals` are other MACs that held the same address at the same
    time; `clocks` those of the agents that witnessed or claimed it, as they went then.
    """

    strength: Strength
    reasons: tuple[Reason, ...]
    mac: str
    address: str
    segment: SegmentAt | None
    first_us: int | None
    last_us: int | None
    as_of_us: int
    age_us: int | None
    claimed_by: tuple[str, ...] = ()
    holders: tuple[Holder, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[str, ...] = ()
    ports: tuple[PortAt, ...] = ()
    clocks: tuple[ClockAt, ...] = ()


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Nobody watched this segment for this address family in [from_us, to_us); or only from behind isolated ports,
    where nobody's neighbours are heard.
    """

    segment: SegmentAt
    family: str
    from_us: int
    to_us: int
    is_isolated: bool = False


@dataclass(frozen=True, slots=True)
class TraceAnswer:
    """Best candidate first. `ambiguous` names the segments when the address was held on more than one; `agents` are the
    host names of the agents named, as far as the asker may see them.
    """

    question: Question
    from_us: int
    to_us: int
    candidates: tuple[Candidate, ...]
    unwatched: tuple[Unwatched, ...]
    ambiguous: tuple[SegmentAt, ...]
    agents: Mapping[str, str] = field(default_factory=dict)


def moment_of(last_us: int | None, from_us: int, to_us: int) -> int:
    """The instant of the asked time [from_us, to_us] that evidence as old as `last_us` speaks for best."""
    return to_us if last_us is None else min(to_us, max(from_us, last_us))


def strength_of(*, claimed: bool, heard: bool, heard_before: bool, contradicted: bool) -> Strength:
    """`claimed` and `heard` at the asked time; `contradicted` since it was heard before."""
    if claimed:
        return Strength.CLAIMED_AND_HEARD if heard else Strength.CLAIMED
    if heard:
        return Strength.HEARD
    if heard_before:
        return Strength.EARLIER if contradicted else Strength.LAST_HEARD
    return Strength.REGISTERED


def rank(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Best first: by strength, then confirmed, then known to the ledger, then newer evidence; rivals filled in."""
    found = list(candidates)
    named = [replace(item, rivals=_rivals(item, found)) for item in found]
    return tuple(sorted(named, key=_order))


def _order(item: Candidate) -> tuple[int, bool, bool, int, str, str]:
    return (
        -item.strength,
        Reason.CONFIRMED not in item.reasons,
        Reason.MAC_REGISTERED not in item.reasons,
        item.age_us or 0,
        item.mac,
        item.address,
    )


def _rivals(item: Candidate, others: Sequence[Candidate]) -> tuple[str, ...]:
    if not item.address or item.strength < Strength.HEARD:
        return ()
    rivals = {
        other.mac
        for other in others
        if other.strength >= Strength.HEARD
        and (other.address, other.segment, bool(other.mac)) == (item.address, item.segment, True)
    }
    return tuple(sorted(rivals - {item.mac}))


def ambiguous_segments(candidates: Iterable[Candidate]) -> tuple[SegmentAt, ...]:
    """The segments on which an address was held, when there are several (RFC 1918 prefixes repeat)."""
    found = {
        item.segment.id: item.segment for item in candidates if item.segment and item.strength >= Strength.LAST_HEARD
    }
    return tuple(sorted(found.values(), key=lambda item: item.name)) if len(found) > 1 else ()


def unwatched(watched: Iterable[tuple[int, int | None]], from_us: int, to_us: int) -> tuple[Interval, ...]:
    """The parts of [from_us, to_us] in which nobody watched; a None end is a watch that lasts.

    For an instant, the unwatched time around it, looked for as far as COVERAGE_MARGIN_US to both sides.
    """
    margin = COVERAGE_MARGIN_US if from_us == to_us else 0
    position, end = from_us - margin, to_us + margin + 1
    gaps = []
    for start, stop in sorted((start, end if stop is None else stop) for start, stop in watched):
        if start > position:
            gaps.append(Interval(position, min(start, end)))
        position = max(position, stop)
        if position >= end:
            break
    if position < end:
        gaps.append(Interval(position, end))
    return tuple(gap for gap in gaps if gap.from_us <= to_us and gap.to_us > from_us)


def only(
    these: Iterable[tuple[int, int | None]], others: Iterable[tuple[int, int | None]], from_us: int, to_us: int
) -> tuple[Interval, ...]:
    """The parts of [from_us, to_us] in which some of these lasted and none of the others; bounds as of `unwatched`."""
    margin = COVERAGE_MARGIN_US if from_us == to_us else 0
    asked = Interval(from_us - margin, to_us + margin + 1)
    spans = (joined(times, asked) for times in (these, others))
    found = without(next(spans), next(spans))
    return tuple(span for span in found if span.from_us <= to_us and span.to_us > from_us)
