"""What was declared of a terminal, as one flat state of a moment; a try leaves nothing behind."""

from pathlib import Path

import pytest

from collector.ledger.adapter import Adapter
from collector.store import journal, terminal_edits
from collector.store.terminal_edits import Edit, tried
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from tests.support import small_ledger
from tests.support.collector_store import open_collector_store
from tests.support.small_ledger import ACTOR

SECOND = Adapter(mac=MacAddress.parse("00-00-5E-00-53-09"))


def test_state_of_a_moment(tmp_path: Path) -> None:
    with open_collector_store(tmp_path) as rig:
        ledger = rig.do(small_ledger.fill)
        then_us = rig.clock.now_us()
        rig.clock.advance(60)
        wanted = Edit(terminal={"brand": "联想"}, places={"room": "0313"}, add_adapters=(SECOND,))
        rig.do(lambda tx: terminal_edits.edit(tx, ledger.desktop, wanted, ACTOR, None))

        now = rig.read(lambda connection: terminal_edits.declared(connection, ledger.desktop))
        then = rig.read(lambda connection: terminal_edits.declared(connection, ledger.desktop, then_us))
        before = rig.read(lambda connection: terminal_edits.declared(connection, ledger.desktop, then_us - 1))

    assert (now["brand"], now["room"], now["macs"]) == ("联想", "0313", ["00-00-5E-00-53-01", "00-00-5E-00-53-09"])
    assert (then["brand"], then["room"], then["macs"]) == (None, "0312", ["00-00-5E-00-53-01"])
    assert before == {}


@pytest.mark.parametrize("fails", [False, True])
def test_a_try_leaves_neither_versions_nor_journal(tmp_path: Path, fails: bool) -> None:
    with open_collector_store(tmp_path) as rig:
        ledger = rig.do(small_ledger.fill)

        def work(tx: Transaction) -> None:
            with tried(tx):
                terminal_edits.edit(tx, ledger.desktop, Edit({"brand": "联想"}, {}), ACTOR, None)
                if fails:
                    raise LookupError
            journal.append(tx, actor=ACTOR, action="probe", subject_kind="x", subject_id="x", content={})

        if fails:
            with pytest.raises(LookupError):
                rig.do(work)
        else:
            rig.do(work)
        state = rig.read(lambda connection: terminal_edits.declared(connection, ledger.desktop))
        acts = [entry.action for entry in rig.read(lambda connection: list(journal.entries(connection)))]

    assert state["brand"] is None
    assert "terminal-changed" not in acts
    assert ("probe" in acts) is not fails
