"""The newest answer of each probe of each agent."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from collector.store.tables import agent_fact
from collector.store.transaction import Transaction
from protocol.codec import decode_observations
from protocol.observations import Looked, LookOutcome, Observation


@dataclass(frozen=True, slots=True)
class Fact:
    """`observations` were seen at `seen_us`; `looked_us` is the last try, which may have failed (`reason`)."""

    probe: str
    outcome: LookOutcome
    reason: str | None
    observations: tuple[Observation, ...]
    seen_us: int
    looked_us: int
    sequence: int


def replace(
    tx: Transaction, agent_id: str, looked: Looked, observations: list[dict[str, Any]], at_us: int, sequence: int
) -> bool:
    """Stores an answer; returns whether it differs. One that could not look keeps what was known, with its age.

    An answer older than the one held (a late report) changes nothing.
    """
    where = (agent_fact.c.agent_id == agent_id) & (agent_fact.c.probe == looked.probe)
    held = tx.connection.execute(select(agent_fact).where(where)).mappings().one_or_none()
    if held is not None and held["sequence"] >= sequence:
        return False
    text = json.dumps(observations, ensure_ascii=False, separators=(",", ":"))
    values = {"outcome": looked.outcome.value, "reason": looked.reason, "looked_us": at_us, "sequence": sequence}
    if looked.outcome is not LookOutcome.COULD_NOT_LOOK:
        values |= {"observations": text, "seen_us": at_us}
    if held is None:
        first = {"observations": text, "seen_us": at_us} | values
        tx.connection.execute(insert(agent_fact).values(agent_id=agent_id, probe=looked.probe, **first))
        return True
    tx.connection.execute(update(agent_fact).where(where).values(**values))
    return bool(held["outcome"] != values["outcome"] or held["observations"] != values.get("observations", text))


def of_agent(connection: Connection, agent_id: str) -> list[Fact]:
    """All answers held of an agent, by probe."""
    query = select(agent_fact).where(agent_fact.c.agent_id == agent_id).order_by(agent_fact.c.probe)
    return [_fact(row) for row in connection.execute(query).mappings()]


def _fact(row: Any) -> Fact:
    observations = decode_observations(b"{}\n" + row["observations"].encode())
    outcome = LookOutcome(row["outcome"])
    return Fact(row["probe"], outcome, row["reason"], observations, row["seen_us"], row["looked_us"], row["sequence"])
