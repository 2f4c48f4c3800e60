"""Who watched a segment, and what that was worth: watched, isolated, or nobody. Pure.

Behind an isolated port (横向隔离, private VLAN) an agent hears the gateway and nobody else: it watches, and can tell
nothing of its neighbours. Only tables of the switch can (`mingce segment import-tables`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from collector.presence.interval import MINUTE_US, Interval, joined, without
from collector.presence.subject import SegmentView

HEARING_US = 10 * MINUTE_US
"""How long a watcher may hear none of the other agents before that means something."""
LEAST_OTHERS = 2
"""So many other agents must have been there all that time."""
FAMILIES = ("ipv4", "ipv6")


class Hears(StrEnum):
    """What is known of a watcher's reach."""

    PEERS = "peers"
    ISOLATED = "isolated"


class State(StrEnum):
    """How well a segment is watched at a moment."""

    WATCHED = "watched"
    ISOLATED = "isolated"
    UNWATCHED = "unwatched"
    NO_AGENT = "no-agent"


@dataclass(frozen=True, slots=True)
class Peer:
    """Another agent on the segment: since when it claims its addresses there, and when the watcher heard it last."""

    agent_id: str
    there_since_us: int
    heard_us: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a watcher `hears`, since when; None: too early, or too few others, to tell."""

    hears: Hears | None
    since_us: int


def hearing(watching_since_us: int, peers: Iterable[Peer], now_us: int) -> Judged:
    """Whether a watcher hears the other agents' frames.

    One heard within HEARING_US is proof that it does; that it does not takes LEAST_OTHERS who were there all the time.
    """
    others = list(peers)
    heard_us = max((one.heard_us for one in others if one.heard_us is not None), default=None)
    if heard_us is not None and now_us - heard_us < HEARING_US:
        return Judged(Hears.PEERS, watching_since_us)
    since_us = max(watching_since_us, watching_since_us if heard_us is None else heard_us)
    constant = [one for one in others if one.there_since_us <= now_us - HEARING_US]
    if now_us - since_us < HEARING_US or len(constant) < LEAST_OTHERS:
        return Judged(None, since_us)
    return Judged(Hears.ISOLATED, since_us)


def state_of(watchers: Sequence[Hears | None], agents: int) -> State:
    """`watchers`: what each of those who watch now hears; `agents`: how many are on the segment."""
    if not watchers:
        return State.UNWATCHED if agents else State.NO_AGENT
    return State.ISOLATED if all(one is Hears.ISOLATED for one in watchers) else State.WATCHED


@dataclass(frozen=True, slots=True)
class Unwatched:
    """A segment that nobody watches since `since_us`, by what could be known: `agents` are there now.

    `watched_us`: when somebody did last, None: never; `refused`: (host name, reason) of those who cannot.
    """

    now_us: int
    segment: SegmentView
    agents: int
    watched_us: int | None
    since_us: int
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """An agent watched for one address family in [from_us, to_us); a None end is a watch that lasts."""

    agent_id: str
    family: str
    from_us: int
    to_us: int | None
    hears: Hears | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """One family in the asked time. `watched` by somebody who is not known to be isolated, `isolated` by nobody else,
    `gaps`: by nobody. `share` of the asked time that was watched, above 0 to 1; None: nothing is known of it.
    """

    family: str
    watched: tuple[Interval, ...]
    isolated: tuple[Interval, ...]
    gaps: tuple[Interval, ...]
    share: float | None


def covered(watches: Iterable[Watch], family: str, asked: Interval) -> Covered:
    """What the watches of one segment make of the asked time."""
    own = [one for one in watches if one.family == family]
    good = joined(((one.from_us, one.to_us) for one in own if one.hears is not Hears.ISOLATED), asked)
    isolated = without(joined(((one.from_us, one.to_us) for one in own), asked), good)
    gaps = without([asked], [*good, *isolated])
    length = asked.to_us - asked.from_us
    share = sum(one.to_us - one.from_us for one in good) / length if good else None
    return Covered(family, tuple(good), tuple(isolated), tuple(gaps), share)
