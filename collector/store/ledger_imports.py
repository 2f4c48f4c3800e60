"""Which files of the ledger were brought, by whom, and what came of them; what in them belongs to somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, update

from collector.imports.sheets.plan import Conflict, ConflictKind
from collector.store import journal, versions
from collector.store.scope import Scope, within
from collector.store.tables import adapter, ledger_conflict, ledger_import, operator, terminal, terminal_address
from collector.store.transaction import Transaction

MOST = 500


@dataclass(frozen=True, slots=True)
class LedgerImport:
    """A file by its SHA-256; `ended_us` None: it runs, or the collector stopped in the middle. Counts are of rows."""

    id: int
    name: str
    digest: str
    actor: str
    begun_us: int
    ended_us: int | None
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    left_out: int


@dataclass(frozen=True, slots=True)
class LedgerConflict:
    """`unit_id` claims what the terminal has already."""

    id: int
    import_id: int
    at_us: int
    kind: str
    value: str
    unit_id: str
    terminal_id: str


def begin(tx: Transaction, new: LedgerImport, reason: str | None) -> LedgerImport:
    """Numbers and journals it."""
    values = {name: getattr(new, name) for name in new.__slots__ if name != "id"} | {"begun_us": tx.now_us}
    result = tx.connection.execute(insert(ledger_import).values(values))
    number: int = result.inserted_primary_key[0]  # type: ignore[index]
    _enter(tx, "import-begun", number, new, reason)
    return replace(new, id=number, begun_us=tx.now_us)


def end(tx: Transaction, done: LedgerImport, reason: str | None) -> LedgerImport:
    """Writes the counts down and journals them."""
    done = replace(done, ended_us=tx.now_us)
    counts = {name: getattr(done, name) for name in ("ended_us", *_COUNTS)}
    tx.connection.execute(update(ledger_import).where(ledger_import.c.id == done.id).values(counts))
    _enter(tx, "import-ended", done.id, done, reason)
    return done


_COUNTS = ("rows", "added", "changed", "unchanged", "refused", "left_out")


def _enter(tx: Transaction, action: str, number: int, value: LedgerImport, reason: str | None) -> None:
    journal.append(
        tx,
        actor=value.actor,
        action=action,
        subject_kind="ledger-import",
        subject_id=str(number),
        content={"name": value.name, "digest": value.digest} | {name: getattr(value, name) for name in _COUNTS},
        reason=reason,
    )


def route(tx: Transaction, number: int, conflicts: Sequence[Conflict]) -> int:
    """Keeps for the bureau what terminals elsewhere have; the same claim of the same unit once. Returns how many."""
    rows = []
    for item in dict.fromkeys(conflicts):
        for terminal_id in _holders(tx.connection, item):
            same = select(ledger_conflict.c.id).where(
                ledger_conflict.c.kind == item.kind.value,
                ledger_conflict.c.value == item.value,
                ledger_conflict.c.unit_id == item.unit_id,
                ledger_conflict.c.terminal_id == terminal_id,
            )
            if tx.connection.execute(same).first() is None:
                claim = {"kind": item.kind.value, "value": item.value, "unit_id": item.unit_id}
                rows.append({"import_id": number, "at_us": tx.now_us, **claim, "terminal_id": terminal_id})
    if rows:
        tx.connection.execute(insert(ledger_conflict), rows)
    return len(rows)


def _holders(connection: Connection, item: Conflict) -> list[str]:
    if item.kind is ConflictKind.MAC:
        query = select(adapter.c.terminal_id).where(versions.in_force(adapter), adapter.c.mac == item.value)
    elif item.kind is ConflictKind.ADDRESS:
        held = terminal_address
        query = select(held.c.terminal_id).where(versions.in_force(held), held.c.address == item.value)
    else:
        column = terminal.c.reg_no if item.kind is ConflictKind.NUMBER else terminal.c.serial_no
        query = select(terminal.c.id).where(versions.in_force(terminal), column == item.value)
    found = set(connection.execute(query).scalars())
    own = select(terminal.c.id).where(
        versions.in_force(terminal), terminal.c.unit_id == item.unit_id, terminal.c.id.in_(sorted(found))
    )
    return sorted(found - set(connection.execute(own).scalars()))


def list_all(connection: Connection, scope: Scope, actor: str, most: int = MOST) -> list[LedgerImport]:
    """The newest first: one's own, and those of the operators whose unit lies in the scope."""
    query = select(ledger_import).order_by(ledger_import.c.id.desc()).limit(most)
    if scope.unit_ids is not None:
        of_scope = select("operator:" + operator.c.id).where(within(scope, operator.c.unit_id))
        query = query.where((ledger_import.c.actor == actor) | ledger_import.c.actor.in_(of_scope))
    return [LedgerImport(**row._asdict()) for row in connection.execute(query)]


def conflicts(connection: Connection, most: int = MOST) -> list[LedgerConflict]:
    """The newest first; for the bureau alone: whoever asks sees all units."""
    query = select(ledger_conflict).order_by(ledger_conflict.c.id.desc()).limit(most)
    return [LedgerConflict(**row._asdict()) for row in connection.execute(query)]
