"""Searching for terminals as a person would: several words, each fitting something of it; in SQL, within the scope."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, case, exists, func, literal, or_, select

from collector.ledger.life_cycle import Status
from collector.ledger.terminal import Terminal, TerminalType
from collector.ledger.version import Version
from collector.store import terminals, versions
from collector.store.scope import Scope, within
from collector.store.sealed import secrets_of
from collector.store.tables import adapter, custody, person, terminal, terminal_address, unit
from collector.trust.sealing import lookup_digest
from protocol.notation import to_ascii

MOST_WORDS = 8
LONGEST_WORD = 64
_MAC_MARKS = re.compile(r"[-:.\s]")
_HEX = re.compile(r"[0-9A-F]{2,12}\Z")
_OWN = ("reg_no", "department", "hostname", "serial_no", "disk_serial", "asset_no", "brand", "model", "os_name")
_OWN_TOO = ("purpose", "outlet_no", "switch_name", "switch_port")
_PLACES = ("location", "building", "room")
_NEWEST_LAST = (Status.RETIRED, Status.REJECTED, Status.WITHDRAWN)

Vocabulary = Mapping[str, TerminalType | Status]
"""Words that mean a type or a status, folded."""


@dataclass(frozen=True, slots=True)
class Found:
    """A terminal, and for every word of the question what of it fitted."""

    terminal: Version[Terminal]
    fits: tuple[tuple[str, ...], ...]


def words_of(text: str) -> list[str]:
    """The words of a question; at most MOST_WORDS of LONGEST_WORD letters, full-width spaces part them too."""
    return [word[:LONGEST_WORD] for word in text.split()][:MOST_WORDS]


def search(
    connection: Connection,
    scope: Scope,
    words: Sequence[str],
    vocabulary: Vocabulary,
    as_of_us: int | None = None,
    most: int = 50,
) -> list[Found]:
    """At most `most` terminals that all words fit, those in use first, then by number."""
    kinds = [_kinds(connection, word, vocabulary, as_of_us) for word in words]
    in_force = and_(versions.in_force(terminal, as_of_us), within(scope, terminal.c.unit_id))
    over = case((terminal.c.status.in_([item.value for item in _NEWEST_LAST]), 1), else_=0)
    fitting = select(terminal).where(in_force, *(or_(*conditions.values()) for conditions in kinds))
    rows = connection.execute(fitting.order_by(over, terminal.c.reg_no).limit(most)).mappings().all()
    if not rows:
        return []
    told = [condition.label(f"{place}.{name}") for place, each in enumerate(kinds) for name, condition in each.items()]
    of_these = select(terminal.c.id, *told).where(in_force, terminal.c.id.in_([row["id"] for row in rows]))
    fits = {row["id"]: row for row in connection.execute(of_these).mappings()}
    return [
        Found(
            terminals.REGISTER.version(row),
            tuple(
                tuple(name for name in each if fits[row["id"]][f"{place}.{name}"]) for place, each in enumerate(kinds)
            ),
        )
        for row in rows
    ]


def _kinds(
    connection: Connection, word: str, vocabulary: Vocabulary, as_of_us: int | None
) -> dict[str, ColumnElement[bool]]:
    """What of a terminal a word may fit, each as a condition."""
    plain = to_ascii(word)
    held = {name: _holds(terminal.c[name], plain) for name in (*_OWN, *_OWN_TOO)}
    names = or_(_holds(unit.c.name, plain), _holds(unit.c.aliases, plain), unit.c.uscc == plain.upper())
    held["unit"] = terminal.c.unit_id.in_(select(unit.c.id).where(versions.in_force(unit, as_of_us), names))
    for name in _PLACES:
        held[name] = _part(custody, as_of_us, _holds(custody.c[name], plain))
    held["person"] = _part(custody, as_of_us, _of_person(connection, word, as_of_us))
    if (octets := _mac(plain)) is not None:
        held["mac"] = _part(adapter, as_of_us, func.replace(adapter.c.mac, "-", "").like(octets))
    if ":" in plain or "." in plain:
        held["address"] = _part(terminal_address, as_of_us, _begins(terminal_address.c.address, plain.lower()))
    if (meant := vocabulary.get(word)) is not None:
        column = terminal.c.status if isinstance(meant, Status) else terminal.c.terminal_type
        held["status" if isinstance(meant, Status) else "terminal_type"] = column == meant.value
    return held


def _part(table: Table, as_of_us: int | None, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    own = table.c.terminal_id == terminal.c.id
    return exists(select(literal(1)).where(own, versions.in_force(table, as_of_us), condition))


def _of_person(connection: Connection, word: str, as_of_us: int | None) -> ColumnElement[bool]:
    """By the keyed digest of the whole name, since names are sealed; or by staff number."""
    index = lookup_digest(secrets_of(connection).index_key, word)
    named = select(person.c.id).where(
        versions.in_force(person, as_of_us), or_(person.c.name_index == index, person.c.staff_no == word)
    )
    return or_(custody.c.user_id.in_(named), custody.c.owner_id.in_(named))


def _mac(word: str) -> str | None:
    """A pattern for the MACs' digits: anywhere if marked or long enough, at the end if four or five bare digits."""
    digits = _MAC_MARKS.sub("", word).upper()
    if not _HEX.match(digits):
        return None
    if len(digits) >= 6 or (digits != word.upper() and len(digits) >= 4):
        return f"%{digits}%"
    return f"%{digits}" if len(digits) >= 4 and digits == word.upper() else None


def _holds(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return func.coalesce(column.icontains(word, autoescape=True), literal(False))


def _begins(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return column.startswith(word, autoescape=True)
