"""What a PC says now."""

import pytest

from collector.operators.roles import Role
from collector.store import facts
from protocol.observations import Looked, LookOutcome
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor
from tests.support.settled_pc import settle
from tests.support.small_ledger import SmallLedger

REG_NO = "3714992026000001"


@pytest.fixture
def ledger(door: OperatorsDoor) -> SmallLedger:
    filled = door.rig.do(small_ledger.fill)
    agent = door.rig.do(lambda tx: settle(tx, filled.desktop, "laptop-associated"))
    door.rig.clock.advance(180)
    failed = Looked("addressing", LookOutcome.COULD_NOT_LOOK, "netlink: permission denied")
    door.rig.do(lambda tx: facts.replace(tx, agent, failed, [], tx.now_us, 2))
    return filled


def test_every_answer_with_its_age_and_what_could_not_be_looked_at(door: OperatorsDoor, ledger: SmallLedger) -> None:
    found = door.as_role(Role.READER).get(f"terminals/{REG_NO}/facts").json()
    answers = {item["probe"]: item for item in found["answers"]}

    assert (found["reg_no"], found["now_us"] - answers["adapters"]["seen_us"]) == (REG_NO, 180_000_000)
    assert [item["type"] for item in answers["host-identity"]["observations"]] == ["host-identity"]
    failed = answers["addressing"]
    assert (failed["outcome"], failed["reason"]) == ("could-not-look", "netlink: permission denied")
    assert failed["looked_us"] - failed["seen_us"] == 180_000_000
    assert failed["observations"]
    assert [item["kind"] for item in found["devices"]][:1] == ["wifi"]


def test_by_any_name_within_the_scope(door: OperatorsDoor, ledger: SmallLedger) -> None:
    assert door.as_role(Role.READER, ledger.finance).get("terminals/CZJ-YSK-01/facts").status_code == 200
    assert door.as_role(Role.READER, ledger.services).get(f"terminals/{REG_NO}/facts").status_code == 404
    assert door.as_role(Role.AUDITOR).get(f"terminals/{REG_NO}/facts").status_code == 403


def test_a_terminal_without_an_agent(door: OperatorsDoor, ledger: SmallLedger) -> None:
    answer = door.as_role(Role.READER).get("terminals/ZWDT-B07/facts")

    assert (answer.status_code, "mingce agents" in answer.text) == (404, True)
