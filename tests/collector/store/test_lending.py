"""Lent, returned, extended."""

import pytest

from collector.errors import InvalidValue
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.presence.interval import DAY_US
from collector.store import custody, lending, terminals
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def holder(rig: CollectorStore, terminal_id: str, at_us: int | None = None) -> Custody:
    held = rig.read(lambda connection: custody.of_terminal(connection, terminal_id, at_us))
    assert held is not None
    return held.value


def test_lent_and_returned_to_whom_it_was(rig: CollectorStore, ledger: SmallLedger) -> None:
    until_us = rig.clock.now + 7 * DAY_US
    rig.do(lambda tx: lending.lend(tx, ledger.desktop, ledger.wang, until_us, ACTOR, "借调"))
    lent = holder(rig, ledger.desktop)
    assert (lent.user_id, lent.owner_id, lent.lent_until_us) == (ledger.wang, ledger.zhao, until_us)
    row = rig.read(lambda connection: terminals.by_id(connection, ledger.desktop))
    assert row is not None
    assert row.value.status is Status.CHANGING
    with pytest.raises(InvalidValue, match="lent already"):
        rig.do(lambda tx: lending.lend(tx, ledger.desktop, ledger.zhao, until_us, ACTOR, None))
    while_lent_us = rig.clock.now
    rig.clock.advance(86_400)

    rig.do(lambda tx: lending.take_back(tx, ledger.desktop, ACTOR, "归还"))

    back = holder(rig, ledger.desktop)
    assert (back.user_id, back.room, back.lent_until_us) == (ledger.li, "0312", None)
    assert holder(rig, ledger.desktop, while_lent_us).user_id == ledger.wang
    with pytest.raises(InvalidValue, match="not lent"):
        rig.do(lambda tx: lending.take_back(tx, ledger.desktop, ACTOR, None))


@pytest.mark.parametrize("ahead_us", [0, -1])
def test_loan_has_an_end_to_come(rig: CollectorStore, ledger: SmallLedger, ahead_us: int) -> None:
    with pytest.raises(InvalidValue, match="past"):
        rig.do(lambda tx: lending.lend(tx, ledger.desktop, ledger.wang, tx.now_us + ahead_us, ACTOR, None))


def test_what_is_suspended_is_not_lent(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.SUSPENDED}, ACTOR))

    with pytest.raises(InvalidValue, match="not lent"):
        rig.do(lambda tx: lending.lend(tx, ledger.desktop, ledger.wang, tx.now_us + DAY_US, ACTOR, None))


def test_end_moves_only_later(rig: CollectorStore, ledger: SmallLedger) -> None:
    end_us = rig.clock.now + DAY_US
    with pytest.raises(InvalidValue, match="does not run out"):
        rig.do(lambda tx: lending.extend(tx, ledger.desktop, end_us, ACTOR, None))
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"expires_us": end_us, "is_temporary": True}, ACTOR))
    with pytest.raises(InvalidValue, match="no later"):
        rig.do(lambda tx: lending.extend(tx, ledger.desktop, end_us, ACTOR, None))

    rig.do(lambda tx: lending.extend(tx, ledger.desktop, end_us + DAY_US, ACTOR, None))

    row = rig.read(lambda connection: terminals.by_id(connection, ledger.desktop))
    assert row is not None
    assert (row.value.vouches_at(end_us), row.value.vouches_at(end_us + DAY_US)) == (True, False)
