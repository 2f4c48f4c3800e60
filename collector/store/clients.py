"""What MACs said of themselves on a segment, as collector.presence.fingerprint reads it."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, delete, func, insert, select, update

from collector.errors import AlreadyThere
from collector.presence.fingerprint import LEARNING_US, Kin, Word, joins
from collector.presence.interval import DAY_US
from collector.store import journal
from collector.store.tables import client_fingerprint
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.observations import DhcpClientHeard, NameHeard
from protocol.phrases import say

MOST_WORDS = 64
"""Of one MAC on one segment; one that says more plays a game: its oldest words make room, but none of its first day,
and none that a person accepted."""
KIN_US = 400 * DAY_US
_MOST_KIN = 32
_TOKEN_DIGITS = 16


def hear(tx: Transaction, segment_id: str, heard: DhcpClientHeard | NameHeard, at_us: int) -> None:
    """Folds one word into what is held; `at_us` on the collector's clock."""
    columns = _columns(heard)
    table = client_fingerprint.c
    own = and_(table.segment_id == segment_id, table.mac == str(heard.mac))
    same = and_(own, *(table[name].is_not_distinct_from(value) for name, value in columns.items()))
    held = tx.connection.execute(select(table.id, table.first_us, table.last_us).where(same)).first()
    if held is not None:
        times = {"first_us": min(held.first_us, at_us), "last_us": max(held.last_us, at_us)}
        tx.connection.execute(update(client_fingerprint).where(table.id == held.id).values(**times))
        return
    _make_room(tx, segment_id, heard.mac)
    row = columns | {"segment_id": segment_id, "mac": str(heard.mac), "first_us": at_us, "last_us": at_us}
    tx.connection.execute(insert(client_fingerprint).values(**row))


def words_of(connection: Connection, segment_id: str, mac: MacAddress) -> tuple[Word, ...]:
    """All that is held of one MAC, oldest first."""
    table = client_fingerprint.c
    query = select(client_fingerprint).where(table.segment_id == segment_id, table.mac == str(mac))
    return tuple(_word(row) for row in connection.execute(query.order_by(table.first_us, table.id)).mappings())


def of_macs(connection: Connection, macs: Iterable[MacAddress]) -> list[tuple[str, MacAddress, Word]]:
    """(segment, MAC, word) of these MACs wherever they spoke, oldest first."""
    table = client_fingerprint.c
    query = select(client_fingerprint).where(table.mac.in_(sorted(str(mac) for mac in macs)))
    rows = connection.execute(query.order_by(table.first_us, table.id)).mappings()
    return [(row["segment_id"], MacAddress.from_normal_form(row["mac"]), _word(row)) for row in rows]


def as_of(connection: Connection, macs: Iterable[MacAddress]) -> str:
    """A token of all that these MACs have said until now: the newest word's number and a digest of all, times aside.

    Another word, or one fewer, gives another token; the same words heard again give the same.
    """
    table = client_fingerprint.c
    said = (table.id, table.segment_id, table.mac, table.version, table.client_id, table.vendor_class)
    query = select(*said, table.parameters, table.name).where(table.mac.in_(sorted(str(mac) for mac in macs)))
    rows = [list(row) for row in connection.execute(query.order_by(table.id))]
    digest = sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
    return f"{max((row[0] for row in rows), default=0)}-{digest[:_TOKEN_DIGITS]}"


def accept(tx: Transaction, terminal_id: str, macs: Sequence[MacAddress], actor: str, reason: str, seen: str) -> int:
    """Takes all that a terminal's MACs said for its own, as the person saw it (`seen`: as_of); returns how many words.

    Raises AlreadyThere where they said something else since.
    """
    if seen != as_of(tx.connection, macs):
        raise AlreadyThere(
            say("acceptance as of {token}", token=seen),
            "the terminal's MACs have said something else since that was looked at",
            "look again with mingce terminal fingerprints, then accept what that shows",
        )
    table = client_fingerprint.c
    theirs = and_(table.mac.in_(sorted(str(mac) for mac in macs)), table.accepted_us.is_(None))
    changed = tx.connection.execute(
        update(client_fingerprint).where(theirs).values(accepted_us=tx.now_us, accepted_by=actor)
    )
    number = int(changed.rowcount)
    if number:
        journal.append(
            tx,
            actor=actor,
            action="fingerprint-accepted",
            subject_kind="terminal",
            subject_id=terminal_id,
            content={"words": number, "as_of": seen},
            reason=reason,
        )
    return number


def kin(connection: Connection, segment_id: str, mac: MacAddress, words: Iterable[Word], now_us: int) -> list[Kin]:
    """Other locally administered MACs of this segment that gave the same identifier or telling name."""
    found: dict[MacAddress, Kin] = {}
    for word in words:
        for by in sorted(joins(mac, word)):
            for row in connection.execute(_alike(segment_id, word, now_us - KIN_US)).mappings():
                other = MacAddress.from_normal_form(row["mac"])
                if other != mac and other.is_locally_administered and by in joins(other, _word(row)):
                    known = found.get(other)
                    first_us = min(row["first_us"], known.first_us if known else row["first_us"])
                    found[other] = Kin(other, first_us, by)
    return sorted(found.values(), key=lambda one: (one.first_us, one.mac))[:_MOST_KIN]


def _alike(segment_id: str, word: Word, since_us: int) -> Select[Any]:
    table = client_fingerprint.c
    alike = table.client_id == word.client_id if word.is_client else func.lower(table.name) == (word.name or "").lower()
    query = select(client_fingerprint).where(table.segment_id == segment_id, alike, table.last_us >= since_us)
    return query.order_by(table.first_us).limit(4 * _MOST_KIN)


def _make_room(tx: Transaction, segment_id: str, mac: MacAddress) -> None:
    table = client_fingerprint.c
    own = and_(table.segment_id == segment_id, table.mac == str(mac))
    columns = (table.id, table.version, table.first_us, table.last_us, table.accepted_us)
    held = tx.connection.execute(select(*columns).where(own)).all()
    free = [row for row in held if row.accepted_us is None]
    if len(held) < MOST_WORDS or not free:
        return
    began_us: dict[str, int] = {}
    for row in held:
        began_us[row.version] = min(row.first_us, began_us.get(row.version, row.first_us))
    later = [row for row in free if row.first_us - began_us[row.version] >= LEARNING_US]
    # What a MAC said first is what it is judged by: whoever speaks under it must not be able to wash that away.
    gone = min(later, key=lambda row: (row.last_us, row.id)) if later else max(free, key=lambda row: row.first_us)
    tx.connection.execute(delete(client_fingerprint).where(table.id == gone.id))


def _columns(heard: DhcpClientHeard | NameHeard) -> dict[str, str | None]:
    if isinstance(heard, NameHeard):
        return {
            "version": heard.how.value[:8],
            "client_id": None,
            "vendor_class": None,
            "parameters": "[]",
            "name": heard.name,
        }
    return {
        "version": heard.version.value,
        "client_id": heard.client_id,
        "vendor_class": heard.vendor_class,
        "parameters": json.dumps(heard.parameters),
        "name": None,
    }


def _word(row: RowMapping) -> Word:
    return Word(
        version=row["version"],
        client_id=row["client_id"],
        vendor_class=row["vendor_class"],
        parameters=tuple(json.loads(row["parameters"])),
        name=row["name"],
        first_us=row["first_us"],
        last_us=row["last_us"],
        accepted_us=row["accepted_us"],
    )
