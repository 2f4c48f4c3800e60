from dataclasses import replace

from collector.ledger.machine import Machine
from collector.store import identity_rows, terminals
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.identities import DESKTOP, OTHER
from tests.support.small_ledger import ACTOR, SmallLedger

ONE = Machine.of(DESKTOP)


def test_rows_by_serial_number_and_by_adapter(rig: CollectorStore, ledger: SmallLedger) -> None:
    def found(machine: Machine) -> list[str]:
        return [row.terminal_id for row in rig.read(lambda c: identity_rows.candidates(c, machine))]

    assert found(ONE) == [ledger.desktop]
    assert found(replace(ONE, serial=None)) == [ledger.desktop], "by its adapter"
    assert found(replace(ONE, macs=frozenset())) == [ledger.desktop], "by its serial number"
    assert found(Machine(board="PF3FAKE01")) == [ledger.desktop], "people read either off the case"
    assert found(Machine.of(OTHER)) == []
    assert found(Machine()) == []


def test_row_in_normal_form(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"disk_serial": "dskfake01"}, ACTOR))
    row = rig.read(lambda c: identity_rows.row_of(c, ledger.desktop))

    assert row is not None
    assert (row.serial, row.disk, row.macs) == ("PF3FAKE01", "DSKFAKE01", ONE.macs)
    assert rig.read(lambda c: identity_rows.row_of(c, "0" * 32)) is None
    assert rig.read(lambda c: identity_rows.macs_of(c, ledger.desktop)) == ONE.macs


def test_unit_of_several_terminals(rig: CollectorStore, ledger: SmallLedger) -> None:
    def unit(*ids: str | None) -> str | None:
        return rig.read(lambda c: identity_rows.only_unit_of(c, ids, []))

    assert unit(ledger.desktop, None) == ledger.finance
    assert unit(ledger.desktop, ledger.counter) is None
    assert unit(None) is None


def test_agents_that_nobody_knows(rig: CollectorStore) -> None:
    stick = MacAddress.parse("00-00-5E-00-53-44")
    assert rig.read(lambda c: identity_rows.terminal_of(c, "a" * 32)) is None
    assert rig.read(lambda c: identity_rows.enrolled_machine(c, "a" * 32)) == Machine()
    assert rig.read(lambda c: identity_rows.users_of(c, stick, "a" * 32, 0)) == frozenset()
