"""What a collector and an agent hold on disk, read beside their programs: nothing lost, nothing twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from collector.store import agents, quarantine, reports
from collector.store.agents import Agent
from collector.store.database import Store
from collector.store.quarantine import Quarantined
from collector.store.reports import StoredReport
from collector.store.scope import CITY
from collector.trust.keys import CollectorKeys
from protocol.codec import decode_observations
from protocol.observations import Observation
from protocol.signing import split


@dataclass(frozen=True)
class HeldByCollector:
    """Of every agent, by its id."""

    agents: dict[str, Agent]
    reports: dict[str, list[StoredReport]]
    observations: dict[int, tuple[Observation, ...]]
    quarantined: dict[str, list[Quarantined]]


@dataclass(frozen=True)
class HeldByAgent:
    """`acknowledged`: the link after each report for which a receipt was believed, by sequence.

    `dropped` counts the reports that gap records still waiting stand for.
    """

    head: int
    waiting: int
    dropped: int
    acknowledged: dict[int, str]


@contextmanager
def opened(state: Path) -> Iterator[Store]:
    keys = CollectorKeys.open_or_make(state / "keys")
    store = Store.open(state / "store.sqlite3", keys=keys, read_only=True)
    try:
        yield store
    finally:
        store.close()


def held_by_collector(state: Path) -> HeldByCollector:
    with opened(state) as store, store.reading() as connection:
        found: dict[str, Agent] = {one.agent.id: one.agent for one in agents.list_all(connection, CITY)}
        stored: dict[str, list[StoredReport]] = {agent_id: [] for agent_id in found}
        said: dict[int, tuple[Observation, ...]] = {}
        for row, sealed in reports.stored_in_order(connection):
            stored[row.agent_id].append(row)
            if row.verdict == "accepted":
                said[row.intake] = decode_observations(split(store.sealer.open(sealed))[1])
        kept = {agent_id: quarantine.list_all(connection, agent_id) for agent_id in found}
    return HeldByCollector(found, stored, said, kept)


def held_by_agent(state: Path) -> HeldByAgent:
    with closing(sqlite3.connect(state / "spool.sqlite")) as spool:
        (head,) = spool.execute("SELECT sequence FROM head").fetchone()
        (waiting,) = spool.execute("SELECT count(*) FROM reports").fetchone()
        counted = "SELECT coalesce(sum(sequence - first + 1), 0) FROM reports WHERE kind = 'gap'"
        (dropped,) = spool.execute(counted).fetchone()
        acknowledged = dict(spool.execute("SELECT sequence, follows FROM acknowledged"))
    return HeldByAgent(head, waiting, dropped, acknowledged)
