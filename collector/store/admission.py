"""What lists of admitted and blocked MACs are made from, and which lists were handed out to whom."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, true

from collector.admission.form import Line
from collector.ledger.adapter import AdapterClass
from collector.ledger.admission_list import Entry, KnownAdapter, KnownTerminal, ListKind, Why
from collector.ledger.life_cycle import VOUCHING, Status
from collector.ledger.segment import Segment
from collector.ledger.version import Version
from collector.presence.vouching import Standing
from collector.store import journal, on_wire, segments, versions, views
from collector.store.scope import CITY, Scope, within
from collector.store.tables import adapter, admission_export, binding, terminal, terminal_address
from collector.store.transaction import Transaction
from protocol.address import parse_address
from protocol.identity import digest_of
from protocol.mac import MacAddress

MOST = 200
_STRANGERS = frozenset({Standing.UNREGISTERED, Standing.RANDOMISED})


@dataclass(frozen=True, slots=True)
class Extent:
    """What a list is about: the units of a scope, or one segment of it."""

    scope: Scope
    unit_id: str | None = None
    segment: Version[Segment] | None = None

    @property
    def segment_id(self) -> str | None:
        return None if self.segment is None else self.segment.id


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A list that was handed out; `digest`: SHA-256 of its text. `lines` empty where only listed."""

    id: int
    made_us: int
    kind: ListKind
    form: str
    unit_id: str | None
    segment_id: str | None
    actor: str
    recipient: str
    reason: str
    digest: str
    lines: tuple[Line, ...] = ()


def known_terminals(connection: Connection, extent: Extent) -> list[KnownTerminal]:
    """Every terminal of the extent by number, with the adapters that are or, when it went, were its own."""
    rows = connection.execute(
        select(terminal)
        .where(versions.in_force(terminal), within(extent.scope, terminal.c.unit_id), _on(extent))
        .order_by(terminal.c.reg_no)
    ).all()
    since = {row.id: row.from_us for row in rows}
    held, bound = defaultdict(list), defaultdict(list)
    for row in connection.execute(select(adapter).order_by(adapter.c.mac, adapter.c.from_us)):
        # Ended with its terminal, or after it: until somebody else has it, it is still that terminal's.
        if row.terminal_id in since and (row.to_us is None or row.to_us >= since[row.terminal_id]):
            known = KnownAdapter(
                MacAddress.from_normal_form(row.mac), AdapterClass(getattr(row, "class")), row.to_us is None
            )
            held[row.terminal_id].append(known)
    for row in connection.execute(select(terminal_address).where(versions.in_force(terminal_address))):
        bound[row.terminal_id].append(parse_address(row.address))
    return [
        KnownTerminal(
            row.reg_no,
            Status(row.status),
            row.expires_us,
            row.agent_expected,
            tuple(held[row.id]),
            tuple(bound[row.id]) if row.ip_mode in (None, "static") else (),
        )
        for row in rows
    ]


def _on(extent: Extent) -> ColumnElement[bool]:
    """Registered on the segment, or one of its MACs heard there and not yet gone."""
    if extent.segment_id is None:
        return true()
    registered = select(terminal_address.c.terminal_id).where(
        versions.in_force(terminal_address), terminal_address.c.segment_id == extent.segment_id
    )
    heard = (
        select(adapter.c.terminal_id)
        .join(binding, and_(binding.c.mac == adapter.c.mac, binding.c.closed_us.is_(None)))
        .where(binding.c.segment_id == extent.segment_id, versions.in_force(adapter))
    )
    return or_(terminal.c.id.in_(registered), terminal.c.id.in_(heard))


def infrastructure(connection: Connection, extent: Extent) -> list[MacAddress]:
    """What segments of the extent declare: gateways' MACs and others that speak for many."""
    return sorted({mac for item in _segments(connection, extent) for mac in _declared(item.value)})


def protected(connection: Connection, now_us: int) -> dict[MacAddress, Why]:
    """What no list may block, everywhere in the city: MACs of admitted terminals, and declared infrastructure."""
    query = (
        select(adapter.c.mac, terminal.c.status, terminal.c.expires_us)
        .join(terminal, and_(terminal.c.id == adapter.c.terminal_id, versions.in_force(terminal)))
        .where(versions.in_force(adapter), terminal.c.status.in_([item.value for item in (*VOUCHING, Status.APPROVED)]))
    )
    found = {
        MacAddress.from_normal_form(row.mac): Why.ADMITTED
        for row in connection.execute(query)
        if row.expires_us is None or now_us < row.expires_us
    }
    return found | dict.fromkeys(infrastructure(connection, Extent(CITY)), Why.INFRASTRUCTURE)


def strangers(connection: Connection, extent: Extent, now_us: int, listening_us: int) -> list[MacAddress]:
    """MACs on the extent's segments now that nobody owns, told by two independent signs."""
    ids = {item.id for item in _segments(connection, extent)}
    seen = {number: view for number, view in views.segment_views(connection).items() if number in ids}
    found, after = set(), None
    while seen:
        places = on_wire.places(connection, seen, after)
        for row in on_wire.of_places(connection, places, seen, now_us, listening_us):
            if row.standing in _STRANGERS and row.is_certain:
                found.add(MacAddress.from_normal_form(row.mac))
        if len(places) < on_wire.MOST_MACS:
            break
        after = places[-1]
    return sorted(found)


def _segments(connection: Connection, extent: Extent) -> list[Version[Segment]]:
    return [extent.segment] if extent.segment is not None else segments.list_all(connection, extent.scope)


def _declared(segment: Segment) -> Iterable[MacAddress]:
    return (*segment.gateway_macs, *segment.infrastructure_macs)


def last(connection: Connection, kind: ListKind, form: str, extent: Extent, actor: str) -> HandedOut | None:
    """The newest list of the same kind, form and extent; without unit and segment, the asker's own."""
    table = admission_export.c
    same = and_(
        table.kind == kind.value,
        table.form == form,
        table.unit_id.is_not_distinct_from(extent.unit_id),
        table.segment_id.is_not_distinct_from(extent.segment_id),
    )
    if extent.unit_id is None and extent.segment_id is None and extent.scope != CITY:
        same = and_(same, table.actor == actor)
    row = connection.execute(select(admission_export).where(same).order_by(table.id.desc()).limit(1)).first()
    if row is None:
        return None
    found = _handed_out(row)
    return replace(found, lines=tuple(_line(item) for item in json.loads(row.entries)))


def record(tx: Transaction, new: HandedOut) -> int:
    """Keeps what was handed out, to whom and why (交接记录), and enters it in the journal; returns its number."""
    values = {name: getattr(new, name) for name in HandedOut.__dataclass_fields__ if name not in ("id", "lines")}
    values |= {"kind": new.kind.value, "entries": json.dumps([_plain(line) for line in new.lines])}
    made = tx.connection.execute(insert(admission_export).values(**values))
    number = int((made.inserted_primary_key or (0,))[0])
    journal.append(
        tx,
        actor=new.actor,
        action="admission-exported",
        subject_kind="admission-export",
        subject_id=str(number),
        content={
            "kind": new.kind.value,
            "form": new.form,
            "unit": new.unit_id,
            "segment": new.segment_id,
            "recipient": new.recipient,
            "rows": len(new.lines),
            "digest": new.digest,
            "entries": digest_of(values["entries"].encode()),
        },
        reason=new.reason,
    )
    return number


def list_all(connection: Connection, scope: Scope, actor: str) -> list[HandedOut]:
    """The newest first: one's own, and those about units of the scope."""
    query = select(admission_export).order_by(admission_export.c.id.desc()).limit(MOST)
    if scope != CITY:
        query = query.where(or_(admission_export.c.actor == actor, within(scope, admission_export.c.unit_id)))
    return [_handed_out(row) for row in connection.execute(query)]


def _handed_out(row: object) -> HandedOut:
    values = {name: getattr(row, name) for name in HandedOut.__dataclass_fields__ if name != "lines"}
    return HandedOut(**values | {"kind": ListKind(values["kind"])})


def _plain(line: Line) -> dict[str, object]:
    entry = line.entry
    return {
        "n": line.number,
        "mac": str(entry.mac),
        "why": entry.why.value,
        "reg_no": entry.reg_no,
        "addresses": list(entry.addresses),
    }


def _line(item: dict[str, object]) -> Line:
    addresses = item["addresses"]
    assert isinstance(addresses, list)  # noqa: S101 - as `_plain` wrote it
    mac = MacAddress.from_normal_form(str(item["mac"]))
    return Line(int(str(item["n"])), Entry(mac, Why(str(item["why"])), str(item["reg_no"]), tuple(addresses)))
