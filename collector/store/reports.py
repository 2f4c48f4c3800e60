"""Reports as they came in: the exact signed bytes, sealed, chained in the order of receipt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from collector.errors import NotFound, StoreBroken
from collector.store import chains
from collector.store.sealed import secrets_of
from collector.store.tables import agent, quarantined_report, report
from collector.store.transaction import Transaction
from protocol.answer import Verdict
from protocol.identity import AgentId, BootId, Digest
from protocol.phrases import say
from protocol.report import Envelope, ReportKind


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report's row without its bytes. `first_sequence` differs from `sequence` only for a gap record."""

    intake: int
    agent_id: AgentId
    first_sequence: int
    sequence: int
    kind: ReportKind
    boot_id: BootId
    taken_wall_us: int
    taken_boot_us: int
    received_us: int
    verdict: Verdict
    reason: str | None
    previous: Digest
    digest: Digest
    intake_digest: Digest

    def expected_intake_digest(self, previous_intake: Digest) -> Digest:
        """What `intake_digest` must be when this row follows the given link."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__ if name != "intake_digest"}
        return chains.link(fields | {"previous_intake": previous_intake})


_COLUMNS = [report.c[name] for name in StoredReport.__slots__]


def append(
    tx: Transaction,
    *,
    agent_id: AgentId,
    envelope: Envelope,
    first_sequence: int,
    digest: Digest,
    verdict: Verdict,
    reason: str | None,
    message: bytes,
) -> int:
    """Stores a signed message and moves the intake head; returns its intake number, from 1.

    `first_sequence` is the gap's first for a gap record, the envelope's sequence otherwise.
    """
    row = StoredReport(
        intake=tx.heads.intake_count + 1,
        agent_id=agent_id,
        first_sequence=first_sequence,
        sequence=envelope.sequence,
        kind=envelope.kind,
        boot_id=envelope.boot,
        taken_wall_us=envelope.taken.wall_us,
        taken_boot_us=envelope.taken.boot_us,
        received_us=tx.now_us,
        verdict=verdict,
        reason=None if reason is None else reason[:500],
        previous=envelope.previous,
        digest=digest,
        intake_digest=Digest(""),
    )
    row = replace(row, intake_digest=row.expected_intake_digest(tx.heads.intake_digest))
    values = {name: getattr(row, name) for name in row.__slots__}
    tx.connection.execute(insert(report).values(values | {"message": tx.sealer.seal(message)}))
    tx.heads = replace(tx.heads, intake_count=row.intake, intake_digest=row.intake_digest)
    return row.intake


def quarantine(
    tx: Transaction, *, agent_id: AgentId, sequence: int, digest: Digest, reason: str, message: bytes
) -> bool:
    """Keeps evidence that contradicts what is held; False when these very bytes are kept already."""
    same = (quarantined_report.c.agent_id == agent_id) & (quarantined_report.c.digest == digest)
    if tx.connection.execute(select(quarantined_report.c.id).where(same)).first() is not None:
        return False
    tx.connection.execute(
        insert(quarantined_report).values(
            agent_id=agent_id,
            sequence=sequence,
            received_us=tx.now_us,
            digest=digest,
            reason=reason[:500],
            message=tx.sealer.seal(message),
        )
    )
    return True


def find(connection: Connection, agent_id: AgentId, sequence: int) -> StoredReport | None:
    """The report stored under that sequence, also when a gap record that ends there stands for it."""
    query = select(*_COLUMNS).where((report.c.agent_id == agent_id) & (report.c.sequence == sequence))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _stored(row)


def by_intake(connection: Connection, intake: int) -> StoredReport | None:
    row = connection.execute(select(*_COLUMNS).where(report.c.intake == intake)).mappings().one_or_none()
    return None if row is None else _stored(row)


def message(source: Connection | Transaction, intake: int) -> bytes:
    """The exact signed bytes as they came; raises NotFound, or StoreBroken when they cannot be opened."""
    connection = source.connection if isinstance(source, Transaction) else source
    sealed = connection.execute(select(report.c.message).where(report.c.intake == intake)).scalar_one_or_none()
    if sealed is None:
        raise NotFound(
            say("report {intake}", intake=intake),
            "no such intake number",
            "ask for one that `mingce trace --json` names",
        )
    return secrets_of(connection).sealer.open(sealed)


def public_keys(connection: Connection) -> dict[AgentId, bytes]:
    """Every agent's 32-byte public key, retired agents included."""
    return {AgentId(row.id): row.public_key for row in connection.execute(select(agent.c.id, agent.c.public_key))}


def stored_in_order(connection: Connection) -> Iterator[tuple[StoredReport, bytes]]:
    """Every report by intake number with its bytes, still sealed; raises StoreBroken for a row that is no report."""
    query = select(*_COLUMNS, report.c.message).order_by(report.c.intake)
    for row in connection.execution_options(yield_per=500).execute(query).mappings():
        yield _stored(row), row["message"]


def _stored(row: RowMapping) -> StoredReport:
    values = {name: row[name] for name in StoredReport.__slots__}
    try:
        return StoredReport(**values | {"kind": ReportKind(row["kind"]), "verdict": Verdict(row["verdict"])})
    except ValueError as error:
        raise StoreBroken(
            say("report {intake}", intake=row["intake"]), str(error), "run `mingce verify`; restore the store"
        ) from None
