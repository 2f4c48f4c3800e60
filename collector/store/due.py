"""What falls due within a scope, read from the ledger."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from collector.ledger.due import Due, Kind, TerminalDates, of_terminal, of_unit
from collector.ledger.life_cycle import VOUCHING, Status
from collector.store import exemptions, versions
from collector.store.scope import Scope, within
from collector.store.tables import custody, person, terminal, unit

_ON_THE_NET = tuple(status.value for status in sorted(VOUCHING))
MOST = 10_000


def list_all(connection: Connection, scope: Scope, now_us: int, within_us: int, reconfirm_us: int) -> list[Due]:
    """Due by now or within so long, the oldest first; at most MOST of terminals."""
    until_us = now_us + within_us
    found = [
        due
        for one in _terminals(connection, scope, until_us, reconfirm_us)
        for due in of_terminal(one, until_us, reconfirm_us)
    ]
    found += _units(connection, scope, now_us)
    for item in exemptions.list_all(connection, scope, now_us, expires_after_us=now_us, expires_before_us=until_us):
        found.append(Due(Kind.EXEMPTION_ENDS, item.value.expires_us, item.value.unit_id, item.id, item.value.rule))
    return sorted(found, key=lambda due: (due.at_us, due.kind, due.name))


def _terminals(connection: Connection, scope: Scope, until_us: int, reconfirm_us: int) -> Iterator[TerminalDates]:
    on_the_net = terminal.c.status.in_(_ON_THE_NET)
    left = or_(_gone(custody.c.owner_id), _gone(custody.c.user_id))
    confirmed = func.max(func.coalesce(custody.c.confirmed_us, 0), custody.c.from_us)
    wanted = or_(
        terminal.c.status.in_((Status.APPROVED.value, Status.CHANGING.value)),
        on_the_net & (terminal.c.expires_us <= until_us),
        on_the_net & (custody.c.lent_until_us <= until_us),
        on_the_net & (confirmed <= until_us - reconfirm_us),
        on_the_net & left,
    )
    held = (custody.c.terminal_id == terminal.c.id) & versions.in_force(custody)
    query = (
        select(
            terminal,
            custody.c.from_us.label("held_us"),
            custody.c.confirmed_us,
            custody.c.lent_until_us,
            left.label("holder_left"),
        )
        .outerjoin(custody, held)
        .where(versions.in_force(terminal), within(scope, terminal.c.unit_id), wanted)
        .order_by(terminal.c.reg_no)
        .limit(MOST)
    )
    for row in connection.execute(query).mappings():
        yield TerminalDates(
            row["id"],
            row["reg_no"],
            row["unit_id"],
            Status(row["status"]),
            row["from_us"],
            row["agent_expected"],
            row["expires_us"],
            row["held_us"],
            row["confirmed_us"],
            row["lent_until_us"],
            bool(row["holder_left"]),
        )


def _gone(person_id: ColumnElement[str]) -> ColumnElement[bool]:
    return person_id.is_not(None) & ~exists().where(person.c.id == person_id, versions.in_force(person))


def _units(connection: Connection, scope: Scope, now_us: int) -> Iterator[Due]:
    """Units whose terminals nobody has confirmed for a month; one without terminals has nothing to confirm."""
    query = (
        select(unit.c.id, unit.c.name, func.max(custody.c.confirmed_us), func.min(custody.c.from_us))
        .join(terminal, terminal.c.unit_id == unit.c.id)
        .join(custody, custody.c.terminal_id == terminal.c.id)
        .where(versions.in_force(unit), versions.in_force(terminal), versions.in_force(custody))
        .where(terminal.c.status.in_(_ON_THE_NET), within(scope, unit.c.id))
        .group_by(unit.c.id, unit.c.name)
    )
    for unit_id, name, confirmed_us, first_us in connection.execute(query):
        yield from of_unit(unit_id, name, confirmed_us or first_us, now_us)


def of_units(found: Iterable[Due]) -> dict[str, list[Due]]:
    """By the unit whose it is; what is nobody's is left out."""
    told: dict[str, list[Due]] = {}
    for one in found:
        if one.unit_id is not None:
            told.setdefault(one.unit_id, []).append(one)
    return told
