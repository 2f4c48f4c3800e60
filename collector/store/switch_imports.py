"""Which files of switches' tables were brought, by whom, and how far each was taken in."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, insert, select, update

from collector.store import journal
from collector.store.tables import adapter, switch_import
from collector.store.transaction import Transaction
from protocol.mac import MacAddress

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SwitchImport:
    """A file, by its SHA-256, of a switch's tables of `taken_us`; `folded` of its `macs` are taken in."""

    id: int
    segment_id: str
    switch: str
    taken_us: int
    digest: str
    dialect: str
    actor: str
    imported_us: int
    vlan: int | None
    rows: int
    macs: int
    folded: int

    @property
    def witness(self) -> str:
        return f"import:{self.switch}"


def find(connection: Connection, segment_id: str, switch: str, taken_us: int, digest: str) -> SwitchImport | None:
    """The import of that file, if somebody brought it before."""
    table = switch_import.c
    same = and_(
        table.segment_id == segment_id, table.switch == switch, table.taken_us == taken_us, table.digest == digest
    )
    row = connection.execute(select(switch_import).where(same)).one_or_none()
    return None if row is None else SwitchImport(**row._asdict())


def add(tx: Transaction, new: SwitchImport, counts: dict[str, journal.JSON], reason: str | None) -> SwitchImport:
    """Numbers and journals it; what `counts` says of the file goes into the journal, too."""
    values = {name: getattr(new, name) for name in new.__slots__ if name != "id"} | {"imported_us": tx.now_us}
    result = tx.connection.execute(insert(switch_import).values(values))
    number: int = result.inserted_primary_key[0]  # type: ignore[index]
    content: dict[str, journal.JSON] = {
        "import": number,
        "switch": new.switch,
        "taken_us": new.taken_us,
        "digest": new.digest,
        "dialect": new.dialect,
        "vlan": new.vlan,
    }
    journal.append(
        tx,
        actor=new.actor,
        action="import",
        subject_kind="segment",
        subject_id=new.segment_id,
        content=content | counts,
        reason=reason,
    )
    return SwitchImport(id=number, **values)


def note_folded(tx: Transaction, number: int, folded: int) -> None:
    tx.connection.execute(update(switch_import).where(switch_import.c.id == number).values(folded=folded))


def registered(connection: Connection, macs: list[MacAddress], *, ever: bool) -> set[str]:
    """Those of the MACs, in normal form, that the ledger has (or, with `ever`, had at any time) for a terminal."""
    texts = [str(mac) for mac in macs]
    found: set[str] = set()
    for begin in range(0, len(texts), _AT_ONCE):
        held = adapter.c.mac.in_(texts[begin : begin + _AT_ONCE])
        query = select(adapter.c.mac).where(held if ever else and_(held, adapter.c.to_us.is_(None)))
        found |= set(connection.execute(query.distinct()).scalars())
    return found
