"""Names that begin so, for completing what a person types: bounded, within their scope, nothing personal."""

from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, select

from collector.store import versions
from collector.store.scope import Scope, within
from collector.store.tables import segment, terminal, unit

MOST = 50


class Kind(StrEnum):
    """What can be completed."""

    TERMINALS = "terminals"
    """Registration numbers; host names where what was typed begins none."""
    UNITS = "units"
    SEGMENTS = "segments"


def beginning(connection: Connection, scope: Scope, kind: Kind, prefix: str) -> list[str]:
    """At most MOST, in order."""
    if kind is Kind.UNITS:
        return _of(connection, unit.c.name, prefix, versions.in_force(unit) & within(scope, unit.c.id))
    if kind is Kind.SEGMENTS:
        return _of(connection, segment.c.name, prefix, versions.in_force(segment) & within(scope, segment.c.unit_id))
    where = versions.in_force(terminal) & within(scope, terminal.c.unit_id)
    return _of(connection, terminal.c.reg_no, prefix, where) or _of(connection, terminal.c.hostname, prefix, where)


def _of(connection: Connection, column: ColumnElement[str], prefix: str, where: ColumnElement[bool]) -> list[str]:
    begins = column.istartswith(prefix, autoescape=True) & column.is_not(None)
    return list(
        connection.execute(select(column).where(where, begins).distinct().order_by(column).limit(MOST)).scalars()
    )
