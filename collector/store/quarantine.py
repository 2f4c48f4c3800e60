"""Reports that contradict what is held: kept apart until a person decides."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from collector.store.tables import quarantined_report


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row of table quarantined_report, without the message."""

    agent_id: str
    sequence: int
    received_us: int
    digest: str
    reason: str


def holds(connection: Connection, agent_id: str, digest: str) -> bool:
    """Whether that very report of the agent is kept there."""
    table = quarantined_report.c
    query = select(table.id).where(table.agent_id == agent_id, table.digest == digest)
    return connection.execute(query).first() is not None


def list_all(connection: Connection, agent_id: str) -> list[Quarantined]:
    """An agent's, in the order of receipt."""
    columns = [quarantined_report.c[name] for name in Quarantined.__slots__]
    query = select(*columns).where(quarantined_report.c.agent_id == agent_id).order_by(quarantined_report.c.id)
    return [Quarantined(**row) for row in connection.execute(query).mappings()]
