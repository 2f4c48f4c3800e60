"""Confirming is an act on record."""

import pytest

from collector.errors import InvalidValue
from collector.ledger.life_cycle import Status
from collector.store import confirming, custody, replay, terminals
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_confirmed_since_when_and_nothing_else_changes(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.read(lambda connection: custody.of_terminal(connection, ledger.desktop))
    rig.do(lambda tx: confirming.confirm(tx, [ledger.desktop], ACTOR, None))
    after = rig.read(lambda connection: custody.of_terminal(connection, ledger.desktop))

    assert before is not None
    assert after is not None
    assert (after.value.confirmed_us, after.value.user_id, after.value.room) == (after.from_us, ledger.li, "0312")
    assert before.value.confirmed_us is None
    assert list(rig.read(lambda connection: list(replay.disagreements(connection)))) == []


def test_only_what_is_on_the_net(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.SUSPENDED}, ACTOR))

    assert rig.read(lambda c: confirming.of_unit(c, CITY, ledger.finance)) == []
    with pytest.raises(InvalidValue, match="nothing to confirm"):
        rig.do(lambda tx: confirming.confirm(tx, [ledger.desktop], ACTOR, None))


def test_nobody_confirms_for_another_unit(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert rig.read(lambda c: confirming.of_unit(c, Scope(frozenset({ledger.services})), ledger.finance)) == []
