"""People at the door: masked unless a reason is given by somebody who may."""

import pytest

from collector.operators.roles import Role
from collector.operators.session import FRESH_US
from collector.store import journal
from tests.support.operators_door import OperatorsDoor

PERSON = {"name": "李明轩", "unit": "示例市财政局", "department": "预算科", "mobile": "19900000001"}


@pytest.fixture(autouse=True)
def ledger(door: OperatorsDoor) -> None:
    admin = door.as_role(Role.UNIT_ADMIN)
    admin.post("units", json={"name": "示例市财政局", "region_code": "371499"})
    assert admin.post("people", json=PERSON).status_code == 201


def test_masked_by_default(door: OperatorsDoor) -> None:
    row = door.as_role(Role.READER).get("people").json()[0]

    assert (row["name"], row["mobile"], row["masked"]) == ("李**", "199****0001", True)


def test_unmasked_for_a_reason_which_is_journalled_first(door: OperatorsDoor) -> None:
    row = door.as_role(Role.SECADMIN).get("people/李明轩", params={"unmask": "核查"}).json()
    entry = door.rig.read(lambda connection: list(journal.entries(connection)))[-1]

    assert (row["name"], row["mobile"], row["masked"]) == ("李明轩", "19900000001", False)
    assert (entry.action, entry.reason, entry.subject_id) == ("person-unmasked", "核查", row["id"])


def test_reader_empty_reason_and_stale_password(door: OperatorsDoor) -> None:
    secadmin = door.as_role(Role.SECADMIN)

    assert door.as_role(Role.READER).get("people", params={"unmask": "x"}).status_code == 403
    assert secadmin.get("people", params={"unmask": " "}).status_code == 400
    door.rig.clock.advance(FRESH_US / 1_000_000)
    assert secadmin.get("people", params={"unmask": "x"}).json()["error"] == "password-needed"


def test_identity_card_number_is_not_taken(door: OperatorsDoor) -> None:
    answer = door.as_role(Role.UNIT_ADMIN).post("people", json=PERSON | {"id_number": "11010519491231002X"})

    assert (answer.status_code, "11010519491231002X" in answer.text) == (422, False)


def test_changed_and_pledged(door: OperatorsDoor) -> None:
    admin = door.as_role(Role.UNIT_ADMIN)

    changed = admin.patch("people/李明轩", json={"title": "科员", "pledge_signed": True, "reason": "签订"}).json()

    assert (changed["title"], changed["pledge_signed"], changed["name"]) == ("科员", True, "李**")
    assert admin.patch("people/李明轩", json={"cleared": ["title"]}).json()["title"] is None
    assert admin.patch("people/李明轩", json={"cleared": ["mobile"]}).status_code == 400


def test_no_reader_changes_a_person(door: OperatorsDoor) -> None:
    assert door.as_role(Role.READER).patch("people/李明轩", json={"title": "科员"}).status_code == 403
