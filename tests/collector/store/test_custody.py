import pytest

from collector.errors import AlreadyThere, NotFound
from collector.ledger.custody import Custody
from collector.store import custody, journal
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_handing_over_keeps_who_had_it(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.clock.now
    rig.clock.advance(60)
    rig.do(lambda tx: custody.hand_over(tx, ledger.desktop, Custody(owner_id=ledger.zhao, room="0405"), ACTOR, "调整"))
    then = rig.read(lambda connection: custody.of_terminal(connection, ledger.desktop, before))
    now = rig.read(lambda connection: custody.of_terminal(connection, ledger.desktop))

    assert then is not None
    assert now is not None
    assert (then.value.user_id, then.value.room) == (ledger.li, "0312")
    assert (now.value.user_id, now.value.room) == (None, "0405")
    assert then.to_us == now.from_us == rig.clock.now
    last = rig.read(lambda connection: list(journal.entries(connection)))[-1]
    assert last.values == {"old": {"user_id": ledger.li, "room": "0312"}, "new": {"room": "0405"}}


def test_a_terminal_has_one_custody(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(AlreadyThere, match="hand it over"):
        rig.do(lambda tx: custody.add(tx, ledger.desktop, Custody(owner_id=ledger.zhao), ACTOR))


def test_people_and_terminal_must_be_there(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotFound, match="person"):
        rig.do(lambda tx: custody.hand_over(tx, ledger.desktop, Custody(owner_id="f" * 32), ACTOR))
    with pytest.raises(NotFound, match="nobody"):
        rig.do(lambda tx: custody.hand_over(tx, "f" * 32, Custody(owner_id=ledger.zhao), ACTOR))
    assert rig.read(lambda connection: custody.of_terminal(connection, "f" * 32)) is None
