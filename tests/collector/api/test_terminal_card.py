"""A terminal's card and form: masked unless allowed, journalled when it is handed out."""

from ipaddress import ip_address
from typing import Any

import pytest

from collector.operators.roles import Role
from collector.store import journal, units
from collector.store.tables import binding
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor
from tests.support.small_ledger import SmallLedger

NAME = "terminals/CZJ-YSK-01"


@pytest.fixture
def ledger(door: OperatorsDoor) -> SmallLedger:
    return door.rig.do(small_ledger.fill)


def heard(door: OperatorsDoor, segment_id: str) -> None:
    row: dict[str, Any] = {"segment_id": segment_id, "mac": "00-00-5E-00-53-01", "frames": 3, "how": "arp-request"}
    now_us = door.rig.clock.now_us()
    times = {"first_us": now_us - 60_000_000, "last_us": now_us, "resumed_us": now_us}
    address = str(ip_address("10.37.12.21"))
    door.rig.do(lambda tx: tx.connection.execute(binding.insert().values(address=address, **row, **times)))


def test_all_that_belongs_to_it(door: OperatorsDoor, ledger: SmallLedger) -> None:
    heard(door, ledger.finance_segment)
    nobody = dict.fromkeys(("first_responsible_id", "direct_responsible_id"))
    door.rig.do(lambda tx: units.change(tx, ledger.finance, nobody, small_ledger.ACTOR))

    card = door.as_role(Role.READER).get(f"{NAME}/card").json()

    assert (card["unit"], card["user"]["name"], card["owner"]["name"]) == ("示例市财政局", "李**", "赵**")
    assert (card["user"]["mobile"], card["masked"]) == ("199****0001", True)
    assert (card["seen"][0]["segment"], card["seen"][0]["address"]) == ("财政局三楼", "10.37.12.21")
    assert list(card["segments"].values()) == ["财政局三楼"]
    assert card["unit_lacks"] == ["first responsible", "directly responsible"]


def test_segment_beyond_the_scope_is_not_named(door: OperatorsDoor, ledger: SmallLedger) -> None:
    heard(door, ledger.services_segment)

    card = door.as_role(Role.READER, ledger.finance).get(f"{NAME}/card").json()

    assert card["seen"][0]["segment"] is None
    assert door.as_role(Role.READER, ledger.finance).get("terminals/ZWDT-B07/card").status_code == 404


def test_as_of_the_people_of_then(door: OperatorsDoor, ledger: SmallLedger) -> None:
    then_us = door.rig.clock.now_us()
    door.rig.clock.advance(60)
    reader = door.as_role(Role.UNIT_ADMIN)
    reader.post(f"{NAME}/hand-over", json={"user": ledger.zhao, "reason": "调岗"})

    assert reader.get(f"{NAME}/card").json()["user"]["name"] == "赵**"
    assert reader.get(f"{NAME}/card", params={"as_of_us": then_us}).json()["user"]["name"] == "李**"


def test_unmasked_with_reason_and_journalled(door: OperatorsDoor, ledger: SmallLedger) -> None:
    card = door.as_role(Role.SECADMIN).get(f"{NAME}/card", params={"unmask": "核查"}).json()
    entry = door.rig.read(lambda connection: list(journal.entries(connection)))[-1]

    assert (card["user"]["name"], card["user"]["mobile"], card["masked"]) == ("李明轩", "19900000001", False)
    assert (entry.action, entry.reason) == ("person-unmasked", "核查")
    assert door.as_role(Role.READER).get(f"{NAME}/card", params={"unmask": "x"}).status_code == 403


def test_form_is_a_hand_over_on_record(door: OperatorsDoor, ledger: SmallLedger) -> None:
    client = door.as_role(Role.READER)

    made = client.post(f"{NAME}/form", json={"reason": "签字存档", "recipient": "财政局办公室"}).json()
    entry = door.rig.read(lambda connection: list(journal.entries(connection)))[-1]

    assert "李**" in made["html"]
    assert "李明轩" not in made["html"]
    assert (entry.action, entry.reason, entry.subject_id) == ("form-printed", "签字存档", ledger.desktop)
    assert (entry.values["recipient"], entry.values["masked"]) == ("财政局办公室", True)
    assert "李明轩" not in entry.content
    assert client.post(f"{NAME}/form", json={"reason": "x", "unmask": True}).status_code == 403
    assert client.post(f"{NAME}/form", json={"reason": ""}).status_code == 422
    unmasked = door.as_role(Role.SECADMIN).post(f"{NAME}/form", json={"reason": "核查", "unmask": True}).json()
    assert "李明轩" in unmasked["html"]
