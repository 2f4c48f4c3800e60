"""Which agents watch a segment: few, steady, and with the reason on record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WATCHERS_PER_SEGMENT = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An active agent attached to the segment; `alive_since_us` starts its unbroken run of beats."""

    agent_id: str
    adapter_id: str
    alive_since_us: int


@dataclass(frozen=True, slots=True)
class Watching:
    """A lease in force."""

    lease_id: str
    agent_id: str
    adapter_id: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """A new watcher, and why it is this one."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who stays, who ends, who begins."""

    kept: tuple[Watching, ...]
    ended: tuple[Watching, ...]
    appointed: tuple[Appointment, ...]


def elect(candidates: Iterable[Candidate], watching: Sequence[Watching], wanted: int = WATCHERS_PER_SEGMENT) -> Outcome:
    """Watchers stay while they live; free places go to those who have lived longest without a break.

    Sticky on purpose: a change costs coverage, so nobody is replaced for being merely second best.
    """
    able = {(one.agent_id, one.adapter_id): one for one in candidates}
    kept = [one for one in watching if (one.agent_id, one.adapter_id) in able][:wanted]
    ended = tuple(one for one in watching if one not in kept)
    taken = {one.agent_id for one in kept}
    free = sorted(able.values(), key=lambda one: (one.alive_since_us, one.agent_id, one.adapter_id))
    appointed: list[Appointment] = []
    for one in free:
        if len(kept) + len(appointed) >= wanted:
            break
        if one.agent_id not in taken:
            taken.add(one.agent_id)
            appointed.append(Appointment(one, _reason(len(able), len(kept) + len(appointed), wanted)))
    return Outcome(tuple(kept), ended, tuple(appointed))


def _reason(able: int, held: int, wanted: int) -> str:
    return f"{held} of {wanted} places held; longest alive of {able} attached agents"
