"""Which agents watch a segment: few, steady, and with the reason on record.

Rule 1: who is refused gets no place, however few are left; the reason is said.
Rule 2: a change costs coverage, so nobody is replaced for being merely second best: only for one a person prefers, or
for one that hears its neighbours where the watcher hears nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from collector.presence.interval import DAY_US, MINUTE_US, SECOND_US

WATCHERS_PER_SEGMENT = 2
NOT_TAKEN_UP_BEATS = 4
"""So many beats after a watcher was appointed one of them names the duty, or it cannot listen."""
NOT_TAKEN_UP_US = 10 * MINUTE_US
"""How long one that did not take its duty up is passed over."""
ISOLATED_US = DAY_US
"""How long it is remembered that an agent heard none of its neighbours."""
MOST_TRIED = 4
"""Where so many watchers one after another heard nobody, the whole segment is isolated: no more are tried."""
COMINGS_US = 7 * DAY_US
MOST_COMINGS = 14
"""A PC that came up more often than twice a day on average, in COMINGS_US, comes and goes."""
_DROPS_PER_HOUR = 100
_HOUR_US = 3600 * SECOND_US


class Preference(StrEnum):
    """What a person decided about an agent as a watcher of one segment."""

    PREFER = "prefer"
    NEVER = "never"


class Medium(StrEnum):
    """What lies between an adapter and the segment."""

    WIRED = "wired"
    BRIDGED = "bridged-medium"
    WIRELESS = "wireless"
    UNKNOWN = "unknown-medium"


class Refusal(StrEnum):
    """Why an agent cannot be a watcher of the segment now."""

    NEVER = "ruled-out"
    NOT_ACTIVE = "not-active"
    SILENT = "no-beat"
    NOT_TAKEN_UP = "not-taken-up"


class Reason(StrEnum):
    """What counts for or against a candidate, gravest first, as `explain` lists it and a lease records it."""

    PREFERRED = "preferred"
    ISOLATED = "hears-nobody"
    WATCHES = "watches-already"
    WIRED = Medium.WIRED.value
    BRIDGED = Medium.BRIDGED.value
    WIRELESS = Medium.WIRELESS.value
    UNKNOWN_MEDIUM = Medium.UNKNOWN.value
    LAPTOP = "laptop"
    COMES_AND_GOES = "comes-and-goes"
    THROTTLED = "throttled"
    DROPS_FRAMES = "drops-frames"
    SAME_SWITCH = "same-switch"
    LONGEST_ALIVE = "longest-alive"
    NEXT = "next-in-line"
    SECOND_ADAPTER = "second-adapter"
    PLACES_TAKEN = "places-taken"


class LeaseEnd(StrEnum):
    """Why a watcher's lease ended before its time."""

    GONE = "gone"
    REPLACED = "replaced"
    RULED_OUT = "ruled-out"
    NOT_TAKEN_UP = "not-taken-up"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent's adapter on the segment; `alive_since_us` starts its unbroken run of beats, None while it is silent.

    `comings`: how often it came up within COMINGS_US; `drops` since `boot_us` microseconds; `switch` it hangs on.
    """

    agent_id: str
    adapter_id: str
    alive_since_us: int | None
    is_active: bool = True
    terminal_id: str | None = None
    preference: Preference | None = None
    medium: Medium = Medium.UNKNOWN
    is_laptop: bool = False
    comings: int = 0
    is_throttled: bool = False
    drops: int = 0
    boot_us: int = 0
    is_isolated: bool = False
    did_not_take_up: bool = False
    switch: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.agent_id, self.adapter_id

    @property
    def refusal(self) -> Refusal | None:
        """Why it can have no place."""
        if self.preference is Preference.NEVER:
            return Refusal.NEVER
        if not self.is_active:
            return Refusal.NOT_ACTIVE
        if self.alive_since_us is None:
            return Refusal.SILENT
        return Refusal.NOT_TAKEN_UP if self.did_not_take_up else None

    @property
    def comes_and_goes(self) -> bool:
        return self.comings > MOST_COMINGS

    @property
    def drops_frames(self) -> bool:
        """More than a burst: by the hour, so that a PC that runs for months is not blamed for its age."""
        return self.drops > _DROPS_PER_HOUR * max(1, self.boot_us // _HOUR_US)


@dataclass(frozen=True, slots=True)
class Watching:
    """A lease in force."""

    lease_id: str
    agent_id: str
    adapter_id: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """A new watcher, and what spoke for and against it, gravest first."""

    candidate: Candidate
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A lease that ends before its time."""

    watching: Watching
    why: LeaseEnd


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who stays, who ends, who begins."""

    kept: tuple[Watching, ...]
    ended: tuple[Ended, ...]
    appointed: tuple[Appointment, ...]


def elect(candidates: Iterable[Candidate], watching: Sequence[Watching], wanted: int = WATCHERS_PER_SEGMENT) -> Outcome:
    """Fills `wanted` places, one an agent; the same candidates in any order give the same outcome."""
    known = {one.key: one for one in candidates}
    held = {(one.agent_id, one.adapter_id): one for one in watching}
    kept: list[Watching] = []
    appointed: list[Appointment] = []
    switches: set[str | None] = set()
    able = [one for one in known.values() if one.refusal is None]
    while able and len(kept) + len(appointed) < wanted:
        best = min(able, key=lambda one: _rank(one, held.keys(), switches))
        if best.key in held:
            kept.append(held[best.key])
        else:
            appointed.append(Appointment(best, _spoken_for(best, able, switches)))
        switches.add(best.switch)
        able = [one for one in able if one.agent_id != best.agent_id]
    ended = tuple(Ended(one, _why_ended(known.get(key))) for key, one in held.items() if one not in kept)
    return Outcome(tuple(kept), ended, tuple(appointed))


def _spoken_for(best: Candidate, able: Sequence[Candidate], switches: set[str | None]) -> tuple[Reason, ...]:
    found = reasons(best, switches=switches)
    is_longest = all((best.alive_since_us or 0) <= (one.alive_since_us or 0) for one in able)
    return (*found, Reason.LONGEST_ALIVE) if is_longest else found


def reasons(one: Candidate, *, switches: Iterable[str | None] = (), watches: bool = False) -> tuple[Reason, ...]:
    """What counts for or against a candidate where the watchers on these switches have places already."""
    facts = (
        (Reason.PREFERRED, one.preference is Preference.PREFER),
        (Reason.ISOLATED, one.is_isolated),
        (Reason.WATCHES, watches),
        (Reason(one.medium.value), True),
        (Reason.LAPTOP, one.is_laptop),
        (Reason.COMES_AND_GOES, one.comes_and_goes),
        (Reason.THROTTLED, one.is_throttled),
        (Reason.DROPS_FRAMES, one.drops_frames),
        (Reason.SAME_SWITCH, one.switch is not None and one.switch in set(switches)),
    )
    return tuple(reason for reason, holds in facts if holds)


def explained(candidates: Iterable[Candidate], watching: Sequence[Watching]) -> list[tuple[Candidate, tuple[str, ...]]]:
    """Every candidate, watchers first and the refused last, each with what decided about it."""
    held = {(one.agent_id, one.adapter_id) for one in watching}
    found = list(candidates)
    switches = {one.switch for one in found if one.key in held}
    taken = {agent_id for agent_id, _ in held}
    ranked = sorted(found, key=lambda one: (one.key not in held, one.refusal is not None, _rank(one, held, switches)))
    waiting = (one for one in ranked if one.agent_id not in taken and one.refusal is None)
    first = next(waiting, None)
    return [(one, _texts(one, held, taken, switches, is_next=one is first)) for one in ranked]


def _texts(
    one: Candidate,
    held: set[tuple[str, str]],
    taken: set[str],
    switches: set[str | None],
    *,
    is_next: bool,
) -> tuple[str, ...]:
    if one.refusal is not None:
        return (one.refusal.value,)
    watches = one.key in held
    found = list(reasons(one, switches=() if watches else switches, watches=watches))
    if not watches:
        waits = Reason.NEXT if is_next else Reason.PLACES_TAKEN
        found.append(Reason.SECOND_ADAPTER if one.agent_id in taken else waits)
    return tuple(reason.value for reason in found)


_MEDIA = {medium: place for place, medium in enumerate((Medium.WIRED, Medium.UNKNOWN, Medium.BRIDGED, Medium.WIRELESS))}


def _rank(one: Candidate, held: Iterable[tuple[str, str]], switches: set[str | None]) -> tuple[object, ...]:
    """Least first: what a place is lost for, then who has it, then what decides about a free one."""
    return (
        one.preference is not Preference.PREFER,
        one.is_isolated,
        one.key not in held,
        _MEDIA[one.medium],
        one.is_laptop or one.comes_and_goes,
        one.is_throttled,
        one.drops_frames,
        one.switch is not None and one.switch in switches,
        one.alive_since_us or 0,
        one.key,
    )


def _why_ended(candidate: Candidate | None) -> LeaseEnd:
    if candidate is None or candidate.refusal in (Refusal.SILENT, Refusal.NOT_ACTIVE):
        return LeaseEnd.GONE
    if candidate.refusal is Refusal.NEVER:
        return LeaseEnd.RULED_OUT
    return LeaseEnd.NOT_TAKEN_UP if candidate.refusal is Refusal.NOT_TAKEN_UP else LeaseEnd.REPLACED
