"""Unbroken runs of an agent's beats, and what ends them."""

from dataclasses import dataclass
from enum import StrEnum

from collector.presence.interval import SECOND_US
from protocol.beat import Beat

BEAT_INTERVAL_US = 60 * SECOND_US
MISSED_BEATS = 3


class EndedBy(StrEnum):
    """Why a run of beats ended."""

    MISSED_BEATS = "missed-beats"
    SUSPENDED = "suspended"
    REBOOTED = "rebooted"
    STOPPED = "stopped"


class BeatVerdict(StrEnum):
    """Whether a beat was heard before."""

    FRESH = "fresh"
    REPLAYED = "replayed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Beats of one boot without a break, on the collector's clock; `boot_us` is the last one's CLOCK_BOOTTIME."""

    boot: str
    from_us: int
    last_us: int
    boot_us: int


def beat_verdict(beat: Beat, boot: str | None, counter: int, earlier_boots: frozenset[str]) -> BeatVerdict:
    """A beat is fresh when its counter goes up within its boot, and its boot is the newest one."""
    if beat.boot == boot:
        return BeatVerdict.FRESH if beat.counter > counter else BeatVerdict.REPLAYED
    return BeatVerdict.REPLAYED if beat.boot in earlier_boots else BeatVerdict.FRESH


def ended_before(stretch: Stretch, beat: Beat, received_us: int, interval_us: int = BEAT_INTERVAL_US) -> EndedBy | None:
    """Why this beat does not continue the stretch; None when it does.

    Suspend and SIGSTOP show as a boot-time jump too: CLOCK_BOOTTIME counts on while no beat was made.
    """
    if beat.boot != stretch.boot:
        return EndedBy.REBOOTED
    limit_us = MISSED_BEATS * interval_us
    if beat.taken.boot_us - stretch.boot_us > limit_us:
        return EndedBy.SUSPENDED
    return EndedBy.MISSED_BEATS if received_us - stretch.last_us > limit_us else None


def is_over(last_us: int, now_us: int, interval_us: int = BEAT_INTERVAL_US) -> bool:
    """Whether the beats that should have come since `last_us` are missing."""
    return now_us - last_us > MISSED_BEATS * interval_us
