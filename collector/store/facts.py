"""The newest answer of each probe of each agent."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from collector.store.tables import agent_fact
from collector.store.transaction import Transaction
from protocol.codec import decode_observations
from protocol.observations import Looked, LookOutcome, Observation


@dataclass(frozen=True, slots=True)
class Fact:
    """`observations` were seen at `seen_us`; `looked_us` is the last try, which may have failed (`reason`).

    `since`: since when each adapter or device among them has been said without a break, by its id or place.
    """

    probe: str
    outcome: LookOutcome
    reason: str | None
    observations: tuple[Observation, ...]
    seen_us: int
    looked_us: int
    sequence: int
    since: dict[str, int] = field(default_factory=dict)


def replace(
    tx: Transaction, agent_id: str, looked: Looked, observations: list[dict[str, Any]], at_us: int, sequence: int
) -> bool:
    """Stores one answer; returns whether it differs. See `replace_all`."""
    return bool(replace_all(tx, agent_id, [(looked, observations)], at_us, sequence))


def replace_all(
    tx: Transaction,
    agent_id: str,
    said: Sequence[tuple[Looked, list[dict[str, Any]]]],
    at_us: int,
    sequence: int,
) -> set[str]:
    """Stores a report's answers; returns the probes whose answers differ from those held.

    One that could not look keeps what was known, with its age. An answer older than the one held (a late report)
    changes nothing; of two answers of one probe the first counts.
    """
    answers = {looked.probe: (looked, observations) for looked, observations in reversed(said)}
    held = _held(tx.connection, agent_id, answers)
    changed: set[str] = set()
    same: list[str] = []
    for probe, (looked, observations) in answers.items():
        row = held.get(probe)
        if row is not None and row["sequence"] >= sequence:
            continue
        values = _values(row, looked, observations, at_us)
        if row is not None and {name: row[name] for name in values} == values:
            same.append(probe)
            continue
        if row is None or any(row[name] != values.get(name, row[name]) for name in ("outcome", "observations")):
            changed.add(probe)
        _write(tx, agent_id, probe, row, values | _times(looked, at_us, sequence))
    _renew(tx, agent_id, [answers[probe][0] for probe in same], at_us, sequence)
    return changed


def _held(connection: Connection, agent_id: str, probes: Iterable[str]) -> dict[str, RowMapping]:
    query = select(agent_fact).where(agent_fact.c.agent_id == agent_id, agent_fact.c.probe.in_(sorted(probes)))
    return {row["probe"]: row for row in connection.execute(query).mappings()}


def _values(
    held: RowMapping | None, looked: Looked, observations: list[dict[str, Any]], at_us: int
) -> dict[str, str | None]:
    values: dict[str, str | None] = {"outcome": looked.outcome.value, "reason": looked.reason}
    if looked.outcome is LookOutcome.COULD_NOT_LOOK:
        return values
    text = json.dumps(observations, ensure_ascii=False, separators=(",", ":"))
    return values | {"observations": text, "since": _since(held, text, observations, at_us)}


def _times(looked: Looked, at_us: int, sequence: int) -> dict[str, int]:
    seen = {} if looked.outcome is LookOutcome.COULD_NOT_LOOK else {"seen_us": at_us}
    return {"looked_us": at_us, "sequence": sequence} | seen


def _write(tx: Transaction, agent_id: str, probe: str, held: RowMapping | None, values: dict[str, Any]) -> None:
    if held is None:
        first = {"observations": "[]", "seen_us": values["looked_us"]} | values
        tx.connection.execute(insert(agent_fact).values(agent_id=agent_id, probe=probe, **first))
        return
    where = (agent_fact.c.agent_id == agent_id) & (agent_fact.c.probe == probe)
    tx.connection.execute(update(agent_fact).where(where).values(**values))


def _renew(tx: Transaction, agent_id: str, same: Sequence[Looked], at_us: int, sequence: int) -> None:
    """Most answers of an inventory repeat what is held: one statement renews them all."""
    for is_seen in (True, False):
        some = [one for one in same if (one.outcome is not LookOutcome.COULD_NOT_LOOK) is is_seen]
        if some:
            where = (agent_fact.c.agent_id == agent_id) & agent_fact.c.probe.in_([one.probe for one in some])
            tx.connection.execute(update(agent_fact).where(where).values(**_times(some[0], at_us, sequence)))


@dataclass(frozen=True, slots=True)
class Answer:
    """As `Fact`, its observations as they were sent."""

    probe: str
    outcome: LookOutcome
    reason: str | None
    observations: list[dict[str, Any]]
    seen_us: int
    looked_us: int


def answers_of_agent(connection: Connection, agent_id: str) -> list[Answer]:
    """All answers held of an agent, to be shown."""
    query = select(agent_fact).where(agent_fact.c.agent_id == agent_id).order_by(agent_fact.c.probe)
    return [
        Answer(
            row["probe"],
            LookOutcome(row["outcome"]),
            row["reason"],
            json.loads(row["observations"]),
            row["seen_us"],
            row["looked_us"],
        )
        for row in connection.execute(query).mappings()
    ]


def of_agent(connection: Connection, agent_id: str) -> list[Fact]:
    """All answers held of an agent, by probe."""
    query = select(agent_fact).where(agent_fact.c.agent_id == agent_id).order_by(agent_fact.c.probe)
    return [_fact(row) for row in connection.execute(query).mappings()]


def of_agents(connection: Connection, agents: Iterable[str], probes: Iterable[str]) -> dict[str, list[Fact]]:
    """Answers of these probes, by agent."""
    table = agent_fact.c
    query = select(agent_fact).where(table.agent_id.in_(sorted(agents)), table.probe.in_(sorted(probes)))
    found: dict[str, list[Fact]] = {}
    for row in connection.execute(query.order_by(table.agent_id, table.probe)).mappings():
        found.setdefault(row["agent_id"], []).append(_fact(row))
    return found


def _fact(row: Any) -> Fact:
    observations = decode_observations(b"{}\n" + row["observations"].encode())
    outcome = LookOutcome(row["outcome"])
    times = (row["seen_us"], row["looked_us"], row["sequence"])
    return Fact(row["probe"], outcome, row["reason"], observations, *times, json.loads(row["since"] or "{}"))


def _since(held: RowMapping | None, text: str, observations: list[dict[str, Any]], at_us: int) -> str | None:
    """JSON object of the column; an answer that differs in nothing needs no reckoning."""
    if held is not None and held["observations"] == text and held["since"] is not None:
        return str(held["since"])
    before = json.loads(held["since"] or "{}") if held is not None else {}
    keys = {key for item in observations if (key := item.get("id") or item.get("device"))}
    return json.dumps({key: before.get(key, at_us) for key in sorted(keys)}) if keys else None
