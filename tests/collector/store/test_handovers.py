"""A unit's administrator changes on record only, and the old account is shut in the same act."""

import pytest

from collector.errors import InvalidValue, NotAllowed
from collector.operators.operator import NewAccount, State
from collector.operators.roles import Role
from collector.store import handovers, journal, operators, replay, units
from collector.store.handovers import Wanted
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def account(rig: CollectorStore, name: str, person: str, unit_id: str | None, role: Role = Role.UNIT_ADMIN) -> str:
    new = NewAccount(name, person, None, None)
    made = rig.do(lambda tx: operators.create(tx, new, actor=ACTOR, role=role))
    if unit_id is not None:
        rig.do(lambda tx: operators.grant(tx, made, role, unit_id, actor=ACTOR, reason=None))
    return made


def state(rig: CollectorStore, operator_id: str) -> State:
    return rig.read(lambda connection: operators.get(connection, operator_id)).state


@pytest.fixture
def administered(rig: CollectorStore, ledger: SmallLedger) -> str:
    rig.do(lambda tx: units.change(tx, ledger.finance, {"administrator_id": ledger.zhao}, ACTOR))
    return ledger.finance


def wanted(ledger: SmallLedger, **more: str) -> Wanted:
    return Wanted(**{"to_person_id": ledger.li, "items": "台账、口令信封", "filing_no": "示数备〔2026〕3号"} | more)


def test_record_unit_and_account_at_once(rig: CollectorStore, ledger: SmallLedger, administered: str) -> None:
    old = account(rig, "zhao-jian-guo", "赵建国", administered)
    other = account(rig, "zhao-er", "赵建国", ledger.services)

    made = rig.do(lambda tx: handovers.record(tx, CITY, administered, wanted(ledger), ACTOR, "轮岗"))

    assert (made.from_person_id, made.to_person_id, made.operator_id) == (ledger.zhao, ledger.li, old)
    assert (state(rig, old), state(rig, other)) == (State.DISABLED, State.ENABLED)
    now = rig.read(lambda connection: units.find(connection, CITY, administered))
    assert now.value.administrator_id == ledger.li
    assert list(rig.read(lambda connection: handovers.list_all(connection, CITY))) == [made]
    assert list(rig.read(lambda c: handovers.list_all(c, Scope(frozenset({ledger.services}))))) == []
    actions = [entry.action for entry in rig.read(lambda connection: list(journal.entries(connection)))]
    assert actions[-3:] == ["unit-handed-over", "unit-changed", "operator-state"]
    assert rig.read(lambda connection: list(replay.disagreements(connection))) == []


def test_never_without_a_record_but_the_first(rig: CollectorStore, ledger: SmallLedger, administered: str) -> None:
    for value in (ledger.li, None):
        with pytest.raises(NotAllowed, match="hand-over"):
            rig.do(lambda tx, value=value: units.change(tx, administered, {"administrator_id": value}, ACTOR))  # type: ignore[misc]
    rig.do(lambda tx: units.change(tx, administered, {"administrator_id": ledger.zhao, "phone": "0635-8200001"}, ACTOR))


def test_failure_leaves_nothing(rig: CollectorStore, ledger: SmallLedger, administered: str) -> None:
    old = account(rig, "zhao-jian-guo", "赵建国", administered)
    with pytest.raises(InvalidValue):
        rig.do(lambda tx: handovers.record(tx, CITY, administered, wanted(ledger, filing_no=" "), ACTOR, None))
    with pytest.raises(InvalidValue, match="already"):
        rig.do(
            lambda tx: handovers.record(tx, CITY, administered, wanted(ledger, to_person_id=ledger.zhao), ACTOR, None)
        )

    assert state(rig, old) is State.ENABLED
    assert list(rig.read(lambda connection: handovers.list_all(connection, CITY))) == []


def test_namesakes_are_named(rig: CollectorStore, ledger: SmallLedger, administered: str) -> None:
    account(rig, "zhao-jian-guo", "赵建国", administered)
    second = account(rig, "zhao-jian-guo-2", "赵建国", administered)

    with pytest.raises(InvalidValue, match="several"):
        rig.do(lambda tx: handovers.record(tx, CITY, administered, wanted(ledger), ACTOR, None))
    made = rig.do(lambda tx: handovers.record(tx, CITY, administered, wanted(ledger, account=second), ACTOR, None))
    assert made.operator_id == second


def test_no_account_of_more_than_ones_own_unit_is_shut(
    rig: CollectorStore, ledger: SmallLedger, administered: str
) -> None:
    city = account(rig, "zhao-shi", "赵建国", None)
    sun = account(rig, "sun-li", "孙立", administered, Role.APPROVER)
    mine = Scope(frozenset({administered}))

    for name in (city, sun):
        with pytest.raises(InvalidValue, match="administers no unit"):
            rig.do(
                lambda tx, name=name: handovers.record(  # type: ignore[misc]
                    tx, mine, administered, wanted(ledger, account=name), ACTOR, None
                )
            )
    assert rig.do(lambda tx: handovers.record(tx, mine, administered, wanted(ledger), ACTOR, None)).operator_id is None
    assert state(rig, city) is State.ENABLED
