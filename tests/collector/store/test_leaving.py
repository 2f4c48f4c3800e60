"""A person leaves; what they had before is answered as before."""

import pytest

from collector.errors import NotAllowed, NotFound
from collector.ledger.life_cycle import Status
from collector.operators.operator import State
from collector.store import custody, leaving, operators, people, replay, terminals, units
from collector.store.scope import CITY
from tests.collector.store.test_handovers import account
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_terminals_await_another_holder_and_roles_end(rig: CollectorStore, ledger: SmallLedger) -> None:
    roles = {"first_responsible_id": ledger.li, "direct_responsible_id": ledger.zhao}
    rig.do(lambda tx: units.change(tx, ledger.finance, roles, ACTOR))
    mine = account(rig, "li-ming-xuan", "李明轩", ledger.finance)
    before_us = rig.clock.now
    rig.clock.advance(60)

    left = rig.do(lambda tx: leaving.leave(tx, ledger.li, ACTOR, "调离"))

    row = rig.read(lambda connection: terminals.by_id(connection, ledger.desktop))
    assert row is not None
    assert (left.terminals, left.accounts, left.units) == ((row.value.reg_no,), (mine,), (ledger.finance,))
    assert row.value.status is Status.CHANGING
    assert rig.read(lambda connection: operators.get(connection, mine)).state is State.DISABLED
    unit = rig.read(lambda connection: units.find(connection, CITY, ledger.finance)).value
    assert (unit.first_responsible_id, unit.direct_responsible_id) == (None, ledger.zhao)
    with pytest.raises(NotFound):
        rig.read(lambda connection: people.find(connection, CITY, ledger.li))
    then = rig.read(lambda connection: people.by_id(connection, ledger.li, before_us))
    held = rig.read(lambda connection: custody.of_terminal(connection, ledger.desktop, before_us))
    assert then is not None
    assert held is not None
    assert (then.value.name, held.value.user_id) == ("李明轩", ledger.li)
    assert rig.read(lambda connection: list(replay.disagreements(connection))) == []


def test_administrator_hands_over_first(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotAllowed, match="administers"):
        rig.do(lambda tx: leaving.leave(tx, ledger.zhao, ACTOR, "调离"))
    assert rig.read(lambda connection: people.by_id(connection, ledger.zhao)) is not None
