"""Folding what was heard into intervals: extend, join, close on contradiction, open again.

For one pair the intervals are disjoint, and without a rival for the address they do not depend on the order in which
reports arrive; a late report takes its place in time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from collector.presence.binding import (
    ALTERNATION_US,
    ANSWERS,
    ASKING_PAUSE_US,
    BRING_UP,
    BRING_UP_PAUSE_US,
    CONFIRMING_GAP_US,
    PAUSE_US,
    QUIET_US,
    Binding,
    ClosedBy,
    Heard,
    How,
    Witness,
)


@dataclass(frozen=True, slots=True)
class Folding:
    """`binding` holds what was heard; `absorbed` are bindings now part of it, `closed` those it contradicts."""

    binding: Binding
    absorbed: tuple[Binding, ...]
    closed: tuple[Binding, ...]


def fold(heard: Heard, same_mac: Sequence[Binding], same_address: Sequence[Binding]) -> Folding:
    """`same_mac`: bindings of this MAC on this segment; `same_address`: other MACs' bindings of this address there.

    Both open and closed ones, as far around `heard` as QUIET_US reaches. What tables name and what frames tell are
    kept apart: a table must not make a binding last that no frame renews.
    """
    same_mac = [item for item in same_mac if item.is_from_table == heard.is_from_table]
    own = sorted((item for item in same_mac if item.pair == heard.pair), key=lambda item: item.first_us)
    rivals = [item for item in same_address if heard.is_firm and item.is_firm]
    joined = [item for item in own if _joins(item, heard, rivals)]
    others = [item for item in own if item not in joined]
    merged = _merged(heard, joined, _resumed(heard, same_mac, joined))
    asking_us, asked_us = _asking(heard, same_mac, joined)
    merged = replace(merged, asking_us=asking_us, asked_us=asked_us)
    closed = tuple(_closed(item, ClosedBy.CONTRADICTED) for item in rivals if _is_ended_by(item, heard))
    return Folding(_with_state(merged, others, rivals, heard.received_us), tuple(joined[1:]), closed)


def gone_quiet(bindings: Iterable[Binding], now_us: int) -> list[Binding]:
    """Open bindings that nobody has heard for QUIET_US, closed at the moment they were heard last."""
    return [_closed(item, ClosedBy.QUIET) for item in bindings if item.is_open and now_us - item.last_us > QUIET_US]


def _joins(binding: Binding, heard: Heard, rivals: Sequence[Binding]) -> bool:
    if not binding.interval.lies_within(heard.interval, QUIET_US):
        return False
    early, late = sorted((binding.interval, heard.interval))
    if late.from_us - early.to_us <= ALTERNATION_US:
        return True
    return not any(_was_heard_between(rival, early.to_us, late.from_us) for rival in rivals)


def _was_heard_between(rival: Binding, from_us: int, to_us: int) -> bool:
    """Whether a frame of the rival is known to lie between; of the frames amid an interval nothing is known."""
    return any(from_us <= moment <= to_us for moment in (rival.first_us, rival.last_us))


def _merged(heard: Heard, joined: Sequence[Binding], resumed_us: int) -> Binding:
    first_us = min([heard.first_us, *(item.first_us for item in joined)])
    last_us = max([heard.last_us, *(item.last_us for item in joined)])
    witnesses = _witnesses([_as_witness(heard), *(one for item in joined for one in item.witnesses)])
    confirmed = [item.confirmed_us for item in joined if item.confirmed_us is not None]
    if not confirmed and (heard.is_repeated or len(witnesses) > 1 or last_us - first_us >= CONFIRMING_GAP_US):
        confirmed = [heard.received_us]
    return Binding(
        id=joined[0].id if joined else None,
        pair=heard.pair,
        first_us=first_us,
        last_us=last_us,
        resumed_us=resumed_us,
        frames=heard.frames + sum(item.frames for item in joined),
        how=_how(heard, joined),
        witnesses=witnesses,
        confirmed_us=min(confirmed, default=None),
    )


def _how(heard: Heard, joined: Sequence[Binding]) -> How:
    """The newest firm kind of frame, else the newest."""
    said = [(item.is_firm, item.last_us, item.how) for item in joined]
    return max([*said, (heard.is_firm, heard.last_us, heard.how)], key=lambda entry: entry[:2])[2]


def _as_witness(heard: Heard) -> Witness:
    return Witness(heard.witness, heard.first_us, heard.last_us, heard.intake, heard.intake)


def _witnesses(all_said: Iterable[Witness]) -> tuple[Witness, ...]:
    by_name: dict[str, Witness] = {}
    for said in all_said:
        held = by_name.get(said.name, said)
        first = min(held, said, key=lambda one: one.first_us)
        last = max(held, said, key=lambda one: one.last_us)
        by_name[said.name] = Witness(said.name, first.first_us, last.last_us, first.first_intake, last.last_intake)
    return tuple(by_name[name] for name in sorted(by_name))


def _resumed(heard: Heard, same_mac: Sequence[Binding], joined: Sequence[Binding]) -> int:
    """When this MAC, whatever its address, came back on the wire."""
    latest = max(same_mac, key=lambda item: item.last_us, default=None)
    if latest is None:
        return heard.first_us
    if heard.last_us <= latest.last_us:
        return max((item.resumed_us for item in joined), default=heard.first_us)
    if heard.first_us - latest.last_us >= _pause_that_counts(heard, latest):
        return heard.first_us
    return max(item.resumed_us for item in same_mac)


def _asking(heard: Heard, same_mac: Sequence[Binding], joined: Sequence[Binding]) -> tuple[int | None, int | None]:
    """When the MAC's run of frames that a card does not send by itself began, and this pair's last one."""
    own = max(joined, key=lambda item: item.asked_us or 0, default=None)
    held = (own.asking_us, own.asked_us) if own is not None else (None, None)
    if heard.how in ANSWERS or heard.is_from_table:
        return held
    runs = [(item.asking_us, item.asked_us) for item in same_mac if item.asking_us is not None and item.asked_us]
    touched = [
        began
        for began, last in runs
        if heard.first_us - last <= ASKING_PAUSE_US and began - heard.last_us <= ASKING_PAUSE_US
    ]
    asked_us = max(heard.last_us, held[1] or 0)
    if held[0] is not None and not touched and asked_us != heard.last_us:
        return held
    return min([heard.first_us, *touched]), asked_us


def _pause_that_counts(heard: Heard, latest: Binding) -> int:
    if heard.how not in BRING_UP:
        return PAUSE_US
    # The card of a sleeping PC answers up to the moment its PC wakes.
    return 0 if latest.how in ANSWERS else BRING_UP_PAUSE_US


def _is_ended_by(rival: Binding, heard: Heard) -> bool:
    return rival.is_open and heard.last_us > rival.last_us


def _with_state(merged: Binding, others: Sequence[Binding], rivals: Sequence[Binding], now_us: int) -> Binding:
    if any(rival.last_us > merged.last_us for rival in rivals):
        return _closed(merged, ClosedBy.CONTRADICTED)
    if now_us - merged.last_us > QUIET_US or any(item.first_us > merged.last_us for item in others):
        return _closed(merged, ClosedBy.QUIET)
    return merged


def _closed(binding: Binding, by: ClosedBy) -> Binding:
    return replace(binding, closed_us=binding.last_us, closed_by=by)
