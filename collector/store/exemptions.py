"""Approved exceptions to rules."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, or_, select, true

from collector.ledger.exemption import Exemption
from collector.ledger.version import Version
from collector.rules.finding import Severity
from collector.store import versions
from collector.store.register import Register
from collector.store.scope import CITY, Scope, within
from collector.store.tables import adapter, binding, exemption, segment, terminal
from collector.store.transaction import Transaction
from protocol.mac import MacAddress

_ITSELF_TELLS = {"terminal": terminal, "segment": segment}


def _encode(value: Exemption) -> dict[str, Any]:
    return asdict(value) | {"up_to": value.up_to.word}


def _decode(row: RowMapping) -> Exemption:
    up_to = Severity.CRITICAL if row["up_to"] is None else Severity[row["up_to"].upper()]
    return Exemption(**{name: row[name] for name in Exemption.__dataclass_fields__} | {"up_to": up_to})


def _visible(scope: Scope, as_of_us: int | None) -> ColumnElement[bool]:
    """Terminals and segments may change hands: theirs is whoever has them; else the unit noted at the grant."""
    if scope.unit_ids is None:
        return true()
    held = exemption.c
    noted = held.subject_kind.not_in(sorted(_ITSELF_TELLS)) & within(scope, held.unit_id)
    told = [
        (held.subject_kind == kind)
        & held.subject_id.in_(
            select(table.c.id).where(versions.in_force(table, as_of_us), within(scope, table.c.unit_id))
        )
        for kind, table in _ITSELF_TELLS.items()
    ]
    return or_(noted, *told)


REGISTER = Register(kind="exemption", table=exemption, encode=_encode, decode=_decode, visible=_visible)

find = REGISTER.find
change = REGISTER.change
end = REGISTER.end


def add(tx: Transaction, new: Exemption, actor: str, reason: str | None = None) -> str:
    """Returns the exemption's id; raises InvalidValue."""
    return REGISTER.add(tx, new.checked(), actor, reason)


def list_all(
    connection: Connection,
    scope: Scope,
    as_of_us: int | None = None,
    *,
    rule: str | None = None,
    expires_after_us: int | None = None,
    expires_before_us: int | None = None,
) -> list[Version[Exemption]]:
    """Those not ended at that moment that run out after the one and not after the other; first to end first."""
    table = exemption.c
    conditions: list[ColumnElement[bool]] = []
    if rule is not None:
        conditions.append(table.rule == rule)
    if expires_after_us is not None:
        conditions.append(table.expires_us > expires_after_us)
    if expires_before_us is not None:
        conditions.append(table.expires_us <= expires_before_us)
    found = REGISTER.list_all(connection, scope, as_of_us, *conditions)
    return sorted(found, key=lambda item: (item.value.expires_us, item.id))


def covering(
    connection: Connection, rule: str, subjects: Iterable[str | None], part: str, severity: Severity, at_us: int
) -> Version[Exemption] | None:
    """What exempts one of these subjects, or this part of it, from what that rule finds so grave at that moment.

    Of several the narrowest, then the longest.
    """
    table = exemption.c
    wanted = (
        table.rule == rule,
        table.subject_id.in_([subject for subject in subjects if subject is not None]),
        or_(table.part.is_(None), table.part == part[:128]),
        table.expires_us > at_us,
    )
    found = [one for one in REGISTER.list_all(connection, CITY, at_us, *wanted) if severity <= one.value.up_to]
    return max(found, key=lambda item: (item.value.part is not None, item.value.expires_us, item.id), default=None)


def is_in_force(connection: Connection, exemption_id: str, at_us: int) -> bool:
    """Neither ended nor run out at that moment, whatever it covers."""
    table = exemption.c
    return bool(REGISTER.list_all(connection, CITY, at_us, table.id == exemption_id, table.expires_us > at_us))


def history(connection: Connection, exemption_id: str) -> list[Version[Exemption]]:
    """Every version, oldest first, without regard to scope: ask for one within it first."""
    query = select(exemption).where(exemption.c.id == exemption_id).order_by(exemption.c.from_us)
    return [REGISTER.version(row) for row in connection.execute(query).mappings()]


def subject_names(connection: Connection, found: Iterable[Version[Exemption]]) -> dict[str, str]:
    """What people call the terminals and segments among the subjects, by id, as of their newest version."""
    ids = sorted({item.value.subject_id for item in found if item.value.subject_kind in _ITSELF_TELLS})
    names: dict[str, str] = {}
    for table, column in ((terminal, terminal.c.reg_no), (segment, segment.c.name)):
        query = select(table.c.id, column.label("name")).where(table.c.id.in_(ids)).order_by(table.c.from_us)
        names |= {row.id: row.name for row in connection.execute(query)}
    return names


def unit_of_mac(connection: Connection, mac: MacAddress) -> str | None:
    """The unit of the terminal it is registered for; else of the segment it was heard on last."""
    owner = select(terminal.c.unit_id).join(adapter, adapter.c.terminal_id == terminal.c.id)
    owner = owner.where(adapter.c.mac == str(mac), versions.in_force(adapter), versions.in_force(terminal))
    heard = select(segment.c.unit_id).join(binding, binding.c.segment_id == segment.c.id)
    heard = heard.where(binding.c.mac == str(mac), versions.in_force(segment)).order_by(binding.c.last_us.desc())
    for query in (owner, heard):
        found: str | None = connection.execute(query.limit(1)).scalars().first()
        if found is not None:
            return found
    return None
