"""People. What is personal lies sealed under a key of their own; erasing that key erases them, journal included."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from nacl.secret import SecretBox
from nacl.utils import random
from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, insert, or_, select, update

from collector.errors import NotFound, StoreBroken
from collector.ledger.person import Person
from collector.ledger.version import Version
from collector.store import journal, units, versions
from collector.store.register import MOST_CANDIDATES, changed, did_you_mean, several
from collector.store.scope import Scope, within
from collector.store.sealed import Secrets, secrets_of
from collector.store.tables import person, person_key
from collector.store.transaction import Transaction
from collector.trust.sealing import Sealer, lookup_digest
from protocol.phrases import say

PERSONAL = ("name", "mobile", "office_phone", "title")
_OPEN = ("unit_id", "department", "staff_no", "pledge_signed")
ERASED_INDEX = "0" * 64

_WITH_KEY = select(person, person_key.c.sealed_key).join(person_key, person_key.c.person_id == person.c.id)
_BY_ID = _WITH_KEY.where(person.c.id == bindparam("id"))
_NOW = _BY_ID.where(versions.in_force(person))
_THEN = _BY_ID.where(versions.in_force(person, bindparam("at_us")))


def add(tx: Transaction, new: Person, actor: str, reason: str | None = None) -> str:
    """Returns the person's id; raises InvalidValue, or NotFound for an unknown unit."""
    new = new.checked()
    units.REGISTER.open_row(tx.connection, new.unit_id)
    person_id, key = uuid4().hex, random(SecretBox.KEY_SIZE)
    tx.connection.execute(
        insert(person_key).values(person_id=person_id, sealed_key=tx.sealer.seal(key), erased_us=None)
    )
    salt = uuid4().hex
    versions.open_first(tx, person, person_id, _columns(tx, new, key, salt))
    journal.append(
        tx,
        actor=actor,
        action="person-added",
        subject_kind="person",
        subject_id=person_id,
        content={"new": _committed(new, salt)},
        reason=reason,
    )
    return person_id


def add_many(tx: Transaction, new: Sequence[Person], actor: str, reason: str | None = None) -> list[str]:
    """As `add` for many, in a few statements; ids in their order."""
    checked = [person.checked() for person in new]
    for unit_id in {item.unit_id for item in checked}:
        units.REGISTER.open_row(tx.connection, unit_id)
    keys, rows, acts = [], [], []
    for value in checked:
        person_id, key, salt = uuid4().hex, random(SecretBox.KEY_SIZE), uuid4().hex
        keys.append({"person_id": person_id, "sealed_key": tx.sealer.seal(key), "erased_us": None})
        rows.append({"id": person_id, **_columns(tx, value, key, salt)})
        acts.append(journal.Act("person-added", "person", person_id, {"new": _committed(value, salt)}))
    if keys:
        tx.connection.execute(insert(person_key), keys)
    versions.open_first_many(tx, person, rows)
    journal.append_many(tx, acts, actor=actor, reason=reason)
    return [row["id"] for row in rows]


def change(
    tx: Transaction, person_id: str, changes: Mapping[str, Any], actor: str, reason: str | None = None
) -> Version[Person]:
    """Returns the version before; raises NotFound or InvalidValue."""
    row = _open_row(tx.connection, person_id)
    key = _key_of(tx.connection, person_id)
    if key is None:
        raise NotFound(say("person {person}", person=person_id), "was erased", "add the person anew")
    old = _version(row, key)
    new = changed(old.value, changes).checked()
    if new == old.value:
        return old
    units.REGISTER.open_row(tx.connection, new.unit_id)
    salt = uuid4().hex
    versions.supersede(tx, person, row, _columns(tx, new, key, salt))
    content = {"old": _committed(old.value, _opened(row, key)["salt"]), "new": _committed(new, salt)}
    journal.append(
        tx,
        actor=actor,
        action="person-changed",
        subject_kind="person",
        subject_id=person_id,
        content=content,
        reason=reason,
    )
    return old


def erase(tx: Transaction, person_id: str, actor: str, reason: str) -> None:
    """Destroys the person's key and lookup digests: no version can be read again. The journal stays valid (R24)."""
    _open_row(tx.connection, person_id)
    connection = tx.connection
    connection.execute(
        update(person_key).where(person_key.c.person_id == person_id).values(sealed_key=None, erased_us=tx.now_us)
    )
    connection.execute(update(person).where(person.c.id == person_id).values(name_index=ERASED_INDEX))
    journal.append(
        tx,
        actor=actor,
        action="person-erased",
        subject_kind="person",
        subject_id=person_id,
        content={},
        reason=reason,
    )


def end(tx: Transaction, person_id: str, actor: str, reason: str) -> None:
    """The person is no longer of the unit; what they had before is answered as before. Raises NotFound."""
    row = _open_row(tx.connection, person_id)
    key = _key_of(tx.connection, person_id)
    versions.close(tx, person, row)
    old = {} if key is None else {"old": _committed(_version(row, key).value, _opened(row, key)["salt"])}
    journal.append(
        tx,
        actor=actor,
        action="person-ended",
        subject_kind="person",
        subject_id=person_id,
        content=old,
        reason=reason,
    )


def list_all(connection: Connection, scope: Scope, as_of_us: int | None = None) -> list[Version[Person]]:
    """Everybody in force within the scope, by name."""
    where = (versions.in_force(person, as_of_us), within(scope, person.c.unit_id))
    return sorted(_read(connection, *where), key=lambda item: (item.value.name, item.id))


def find(connection: Connection, scope: Scope, key: str, as_of_us: int | None = None) -> Version[Person]:
    """The one with that id, staff number or exact name; raises NotFound, naming candidates or near names."""
    index = lookup_digest(secrets_of(connection).index_key, key)
    named = or_(person.c.id == key, person.c.staff_no == key, person.c.name_index == index)
    found = _read(connection, named, versions.in_force(person, as_of_us), within(scope, person.c.unit_id))
    if len(found) == 1:
        return found[0]
    if found:
        raise several("person", key, [item.id for item in found[: MOST_CANDIDATES + 1]])
    known = {item.value.name for item in list_all(connection, scope, as_of_us)}
    raise NotFound(
        say("person {key!r}", key=key[:64]),
        "there is none",
        did_you_mean(key, known) or say("list the people to see them"),
    )


def by_id(connection: Connection, person_id: str, as_of_us: int | None = None) -> Version[Person] | None:
    """Without regard to scope: for answers whose subject lies within it."""
    query = _NOW if as_of_us is None else _THEN
    row = connection.execute(query, {"id": person_id, "at_us": as_of_us}).mappings().one_or_none()
    return None if row is None else _version(row, _opened_key(row["sealed_key"], secrets_of(connection)))


def versions_of(connection: Connection, person_id: str) -> list[Version[Person]]:
    """Every version of a person, the oldest first, without regard to scope; empty names where they were erased."""
    return sorted(_read(connection, person.c.id == person_id), key=lambda item: item.from_us)


def committed_row(connection: Connection) -> Callable[[RowMapping], dict[str, Any] | None]:
    """How a version's row looks in the journal: commitments for what is personal; None once the person was erased."""
    query = select(person_key.c.person_id, person_key.c.sealed_key)
    keys: dict[str, bytes | None] = {row.person_id: row.sealed_key for row in connection.execute(query)}
    secrets = secrets_of(connection)

    def show(row: RowMapping) -> dict[str, Any] | None:
        key = _opened_key(keys.get(row["id"]), secrets)
        if key is None:
            return None
        try:
            committed = _committed(_version(row, key).value, _opened(row, key)["salt"])
        except StoreBroken:  # sealed under another's key or altered: nothing of it is as the journal says
            return {}
        return {name: value for name, value in committed.items() if value is not None}

    return show


def require(connection: Connection, person_id: str) -> None:
    """Raises NotFound unless the person is in force."""
    _open_row(connection, person_id)


def _read(connection: Connection, *where: ColumnElement[bool]) -> list[Version[Person]]:
    secrets = secrets_of(connection)
    rows = connection.execute(_WITH_KEY.where(*where)).mappings()
    return [_version(row, _opened_key(row["sealed_key"], secrets)) for row in rows]


def _version(row: RowMapping, key: bytes | None) -> Version[Person]:
    personal = {name: "" if name == "name" else None for name in PERSONAL} if key is None else _opened(row, key)
    values = {name: row[name] for name in _OPEN} | {name: personal[name] for name in PERSONAL}
    return Version(row["id"], row["from_us"], row["to_us"], Person(**values))


def _opened(row: RowMapping, key: bytes) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(Sealer(key).open(row["sealed"]))
    return values


def _columns(tx: Transaction, value: Person, key: bytes, salt: str) -> dict[str, Any]:
    personal = {name: getattr(value, name) for name in PERSONAL} | {"salt": salt}
    return {name: getattr(value, name) for name in _OPEN} | {
        "sealed": Sealer(key).seal(json.dumps(personal, ensure_ascii=False).encode()),
        "name_index": lookup_digest(tx.index_key, value.name),
    }


def _committed(value: Person, salt: str) -> dict[str, Any]:
    """What the journal may hold of a person: the plain fields, and commitments for the personal ones."""
    personal = {name: journal.commitment(getattr(value, name), salt) for name in PERSONAL}
    return {name: getattr(value, name) for name in _OPEN} | personal


def _open_row(connection: Connection, person_id: str) -> RowMapping:
    row = versions.open_version(connection, person, person_id)
    if row is None:
        raise NotFound(
            say("person {key!r}", key=person_id[:64]),
            "there is none in force",
            "list the people to see them",
        )
    return row


def _key_of(connection: Connection, person_id: str) -> bytes | None:
    query = select(person_key.c.sealed_key).where(person_key.c.person_id == person_id)
    return _opened_key(connection.execute(query).scalar_one(), secrets_of(connection))


def _opened_key(sealed: bytes | None, secrets: Secrets) -> bytes | None:
    return None if sealed is None else secrets.sealer.open(sealed)
