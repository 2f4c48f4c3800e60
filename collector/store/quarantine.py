"""Reports that contradict what is held: kept apart until a person decides."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from collector.store.tables import agent, quarantined_report


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row of table quarantined_report, without the message."""

    agent_id: str
    sequence: int
    received_us: int
    digest: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListedQuarantined:
    """`id` counts all of them in the order of receipt; `hostname` is None for an agent without a row."""

    id: int
    hostname: str | None
    report: Quarantined


_COLUMNS = [quarantined_report.c[name] for name in Quarantined.__slots__]


def holds(connection: Connection, agent_id: str, digest: str) -> bool:
    """Whether that very report of the agent is kept there."""
    table = quarantined_report.c
    query = select(table.id).where(table.agent_id == agent_id, table.digest == digest)
    return connection.execute(query).first() is not None


def list_all(connection: Connection, agent_id: str) -> list[Quarantined]:
    """An agent's, in the order of receipt."""
    query = select(*_COLUMNS).where(quarantined_report.c.agent_id == agent_id).order_by(quarantined_report.c.id)
    return [Quarantined(**row) for row in connection.execute(query).mappings()]


def page(
    connection: Connection, *, after: int = 0, most: int = 1000, agent_id: str | None = None
) -> list[ListedQuarantined]:
    """At most so many after that id, of all agents or of one."""
    table = quarantined_report.c
    query = (
        select(table.id, agent.c.hostname, *_COLUMNS)
        .join(agent, agent.c.id == table.agent_id, isouter=True)
        .where(table.id > after)
        .order_by(table.id)
        .limit(most)
    )
    if agent_id is not None:
        query = query.where(table.agent_id == agent_id)
    rows = connection.execute(query).mappings()
    return [
        ListedQuarantined(
            row["id"], row["hostname"], Quarantined(**{name: row[name] for name in Quarantined.__slots__})
        )
        for row in rows
    ]
