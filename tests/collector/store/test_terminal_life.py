"""Steps of a life in the store: who may, who applied, what an edit reopens."""

import pytest

from collector.errors import InvalidValue, NotAllowed
from collector.ledger.changes import Trigger
from collector.ledger.life_cycle import TRANSITIONS, Status, StatusKind
from collector.operators.operator import NewAccount
from collector.operators.roles import Right, Role, rights_of
from collector.store import operators, terminal_life, terminals
from collector.store.terminal_life import By
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger, registration

EVERYBODY = By("operator:all", "all", "钱进", frozenset(Right))
SUN = By("operator:s", "s", "孙立", rights_of(Role.APPROVER))


@pytest.mark.parametrize("new", list(Status))
def test_no_right_leads_outside_the_table(rig: CollectorStore, ledger: SmallLedger, new: Status) -> None:
    for old in (Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.ADMITTED, Status.SUSPENDED):
        row = registration(
            ledger.finance, ledger.zhao, f"00-00-5E-00-53-{0xA0 + list(Status).index(old):02X}", status=old
        )
        key = rig.do(lambda tx, row=row: terminals.add(tx, row, ACTOR))  # type: ignore[misc]
        if new in TRANSITIONS[old]:
            rig.do(lambda tx, key=key: terminal_life.step(tx, key, new, EVERYBODY, "x"))  # type: ignore[misc]
        else:
            with pytest.raises(InvalidValue):
                rig.do(lambda tx, key=key: terminal_life.step(tx, key, new, EVERYBODY, "x"))  # type: ignore[misc]


def test_kind_goes_with_its_status(rig: CollectorStore, ledger: SmallLedger) -> None:
    def kind() -> StatusKind | None:
        row = rig.read(lambda connection: terminals.by_id(connection, ledger.desktop))
        assert row is not None
        return row.value.status_kind

    rig.do(lambda tx: terminal_life.step(tx, ledger.desktop, Status.SUSPENDED, SUN, "x", StatusKind.CUT_OFF))
    assert kind() is StatusKind.CUT_OFF
    rig.do(lambda tx: terminal_life.step(tx, ledger.desktop, Status.ADMITTED, SUN, "x"))
    assert kind() is None


def test_applicant_is_who_brought_it_to_the_approval(rig: CollectorStore, ledger: SmallLedger) -> None:
    account = NewAccount("zhou-min", "周敏", None, None)
    zhou = rig.do(lambda tx: operators.create(tx, account, actor=ACTOR, role=Role.UNIT_ADMIN))
    rig.do(lambda tx: terminal_life.reopen(tx, ledger.desktop, Trigger.CHANGE, f"operator:{zhou}", "换房间"))

    assert rig.read(lambda connection: terminal_life.applicants(connection, ledger.desktop)) == [(zhou, "周敏")]
    namesake = By("operator:n", "n", "周敏", rights_of(Role.APPROVER))
    for by in (namesake, By(f"operator:{zhou}", zhou, "钱进", rights_of(Role.APPROVER))):
        with pytest.raises(NotAllowed, match="yourself"):
            rig.do(lambda tx, by=by: terminal_life.step(tx, ledger.desktop, Status.ADMITTED, by, None))  # type: ignore[misc]
    rig.do(lambda tx: terminal_life.step(tx, ledger.desktop, Status.ADMITTED, SUN, None))


@pytest.mark.parametrize("status", [Status.REVIEWED, Status.APPROVED])
def test_what_is_being_approved_stays_as_it_is(rig: CollectorStore, ledger: SmallLedger, status: Status) -> None:
    row = registration(ledger.finance, ledger.zhao, "00-00-5E-00-53-0B", status=Status.SUBMITTED)
    key = rig.do(lambda tx: terminals.add(tx, row, ACTOR))
    for step in (Status.REVIEWED, Status.APPROVED)[: 1 if status is Status.REVIEWED else 2]:
        rig.do(lambda tx, step=step: terminal_life.step(tx, key, step, SUN, None))  # type: ignore[misc]

    with pytest.raises(InvalidValue, match="as it stands"):
        rig.do(lambda tx: terminal_life.reopen(tx, key, Trigger.CHANGE, ACTOR, None))


def test_another_computer_is_registered_anew(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(InvalidValue, match="another computer"):
        rig.do(lambda tx: terminal_life.reopen(tx, ledger.desktop, Trigger.NEW_REGISTRATION, ACTOR, None))
