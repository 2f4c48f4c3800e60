"""How long an agent waits before its next delivery, so that a backlog drains as fast as the store takes it. Pure.

After an outage every agent has reports waiting (field notes 12, osquery#3706): answers spread them over the time the
writer needs, and beats are never held up by it.
"""

import hashlib

from collector.store.writer import WriterLoad

IDLE_US = 200_000
"""Work that is done within this time holds up nobody."""

MOST_US = 4_000_000
"""Of expected work more than this is not waited for; with the spread an agent waits at most half as long again."""

# A commit of few works is mostly its fsync, which the works of a full group share.
_SHARED_BY = 16


def pause_ms(load: WriterLoad, agent_id: str, turn: int) -> int:
    """Milliseconds: 0 while the writer keeps up, else 50 to 150 % of the time that what waits will take it.

    The agent and its turn (the sequence it sends next) decide where in that span: agents do not come back in step,
    and none is always the last.
    """
    expected_us = load.commit_us + load.waiting * load.commit_us // max(load.works, _SHARED_BY)
    if expected_us <= IDLE_US:
        return 0
    return int(min(expected_us, MOST_US) * (0.5 + _share(agent_id, turn)) / 1000)


def _share(agent_id: str, turn: int) -> float:
    """From 0 to 1, evenly, the same for the same agent and turn."""
    digest = hashlib.sha256(f"{agent_id} {turn}".encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
