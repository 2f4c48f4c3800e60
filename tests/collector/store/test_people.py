import json
from functools import partial

import pytest
from sqlalchemy import select

from collector.errors import InvalidValue, NotFound
from collector.store import journal, people
from collector.store.scope import CITY, Scope
from collector.store.tables import person as person_table
from collector.verification import verify
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger, person


def test_a_person_is_found_by_id_number_and_exact_name(rig: CollectorStore, ledger: SmallLedger) -> None:
    for key in (ledger.li, "F001", "李明轩"):
        found = rig.read(partial(people.find, scope=CITY, key=key))
        assert (found.id, found.value.name, found.value.mobile) == (ledger.li, "李明轩", "19900000001")


def test_a_near_name_is_suggested_within_scope(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotFound, match="did you mean 李明轩"):
        rig.read(lambda connection: people.find(connection, CITY, "李明"))
    with pytest.raises(NotFound) as refused:
        rig.read(lambda connection: people.find(connection, Scope(frozenset({ledger.services})), "李明轩"))
    assert "李明轩" not in refused.value.next_step


def test_namesakes_are_told_apart_by_id(rig: CollectorStore, ledger: SmallLedger) -> None:
    other = rig.do(lambda tx: people.add(tx, person(ledger.services, "李明轩"), ACTOR))

    with pytest.raises(NotFound, match=other):
        rig.read(lambda connection: people.find(connection, CITY, "李明轩"))
    assert (
        rig.read(lambda connection: people.find(connection, Scope(frozenset({ledger.services})), "李明轩")).id == other
    )


def test_history_keeps_what_was(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.clock.now
    rig.clock.advance(1)
    rig.do(lambda tx: people.change(tx, ledger.li, {"mobile": "19900000009", "title": "科员"}, ACTOR))
    then = rig.read(lambda connection: people.by_id(connection, ledger.li, before))
    now = rig.read(lambda connection: people.by_id(connection, ledger.li))

    assert then is not None
    assert now is not None
    assert (then.value.mobile, then.value.title) == ("19900000001", None)
    assert (now.value.mobile, now.value.title) == ("19900000009", "科员")


def test_the_journal_holds_commitments_only(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: people.change(tx, ledger.li, {"mobile": "19900000009"}, ACTOR))
    entries = rig.read(lambda connection: list(journal.entries(connection)))
    sealed = rig.read(
        lambda connection: (
            connection.execute(
                select(person_table).where(person_table.c.id == ledger.li, person_table.c.to_us.is_(None))
            )
            .mappings()
            .one()
        )
    )
    key = rig.read(lambda connection: people._key_of(connection, ledger.li))
    assert key is not None
    salt = people._opened(sealed, key)["salt"]

    assert not any(secret in entry.content for entry in entries for secret in ("李明轩", "1990000000"))
    assert json.loads(entries[-1].content)["new"]["mobile"] == journal.commitment("19900000009", salt)


def test_erasing_a_person_leaves_the_chain_valid(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: people.change(tx, ledger.li, {"title": "科员"}, ACTOR))
    before = rig.clock.now
    rig.do(lambda tx: people.erase(tx, ledger.li, ACTOR, "保存期满"))
    gone = rig.read(lambda connection: people.by_id(connection, ledger.li, before))

    assert gone is not None
    assert (gone.value.name, gone.value.mobile, gone.value.title) == ("", None, None)
    assert verify(rig.store).is_intact
    with pytest.raises(NotFound):
        rig.read(lambda connection: people.find(connection, CITY, "李明轩"))
    with pytest.raises(NotFound, match="erased"):
        rig.do(lambda tx: people.change(tx, ledger.li, {"title": "科长"}, ACTOR))


def test_nothing_happens_when_nothing_differs(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.writer.head.heads.journal_count
    rig.do(lambda tx: people.change(tx, ledger.li, {"mobile": "+86 19900000001"}, ACTOR))

    assert rig.writer.head.heads.journal_count == before


def test_a_unit_and_a_real_name_are_needed(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotFound, match="unit"):
        rig.do(lambda tx: people.add(tx, person("f" * 32, "周敏"), ACTOR))
    with pytest.raises(InvalidValue, match="placeholder"):
        rig.do(lambda tx: people.add(tx, person(ledger.finance, "测试"), ACTOR))
    with pytest.raises(NotFound):
        rig.do(lambda tx: people.require(tx.connection, "f" * 32))


def test_lists_are_by_name_and_within_scope(rig: CollectorStore, ledger: SmallLedger) -> None:
    everyone = rig.read(lambda connection: [item.value.name for item in people.list_all(connection, CITY)])
    scope = Scope(frozenset({ledger.services}))

    assert everyone == ["李明轩", "王思远", "赵建国"]
    assert [item.id for item in rig.read(lambda connection: people.list_all(connection, scope))] == [ledger.wang]
