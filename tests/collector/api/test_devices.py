"""Which ways out there are, over the whole extranet, within the asker's scope."""

from typing import Any

import httpx
import pytest

from collector.operators.roles import Role
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor
from tests.support.settled_pc import say, settle
from tests.support.small_ledger import SmallLedger


@pytest.fixture
def ledger(door: OperatorsDoor) -> SmallLedger:
    filled = door.rig.do(small_ledger.fill)
    door.rig.do(lambda tx: settle(tx, filled.desktop, "laptop-associated"))
    door.rig.do(lambda tx: settle(tx, filled.counter, "phone-tether-rndis"))
    return filled


def rows(client: httpx.Client, **query: Any) -> list[tuple[str, str]]:
    answer = client.get("devices", params=query)
    assert answer.status_code == 200, answer.text
    return [(row["reg_no"][-1:], row["kind"]) for row in answer.json()["rows"]]


def test_every_way_out_with_whose_it_is(door: OperatorsDoor, ledger: SmallLedger) -> None:
    client = door.as_role(Role.SECADMIN)
    assert {("1", "wifi"), ("2", "usb-tether")} <= set(rows(client))
    assert set(rows(client, kind="wifi")) == {("1", "wifi")}
    assert set(rows(client, kind=["usb-tether", "wwan"])) == {("2", "usb-tether")}
    assert set(rows(client, unit="示例市财政局", kind="usb-tether")) == set()

    (wifi,) = client.get("devices", params={"kind": "wifi"}).json()["rows"]
    assert (wifi["state"], wifi["user_id"], wifi["unit_name"]) == ("carries-route", ledger.li, "示例市财政局")
    assert wifi["since_us"] == wifi["seen_us"] == door.rig.clock.now
    assert wifi["vendor"]


def test_since_outlasts_another_report(door: OperatorsDoor, ledger: SmallLedger) -> None:
    start = door.rig.clock.now
    client = door.as_role(Role.SECADMIN)
    agent = client.get("terminals/3714992026000001/facts").json()["agent_id"]
    door.rig.clock.advance(60)
    door.rig.do(lambda tx: say(tx, agent, "laptop-associated", 2))
    (wifi,) = client.get("devices", params={"kind": "wifi"}).json()["rows"]

    assert (wifi["since_us"], wifi["seen_us"]) == (start, start + 60_000_000)


def test_pages_until_there_are_no_more(door: OperatorsDoor, ledger: SmallLedger) -> None:
    client = door.as_role(Role.SECADMIN)
    first = client.get("devices", params={"most": 1}).json()
    second = client.get("devices", params={"most": 1, "after": first["next"]}).json()
    third = client.get("devices", params={"most": 1, "after": second["next"]}).json()

    assert ({row["reg_no"] for row in first["rows"]}, {row["reg_no"] for row in second["rows"]}) == (
        {"3714992026000001"},
        {"3714992026000002"},
    )
    assert (third["rows"], third["next"]) == ([], None)


def test_a_unit_sees_its_own(door: OperatorsDoor, ledger: SmallLedger) -> None:
    client = door.as_role(Role.UNIT_ADMIN, ledger.services)

    assert {row[0] for row in rows(client)} == {"2"}
    assert client.get("devices", params={"unit": "示例市财政局"}).status_code == 404


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.AUDITOR])
def test_who_reads_no_business_data_sees_none(door: OperatorsDoor, ledger: SmallLedger, role: Role) -> None:
    assert door.as_role(role).get("devices").status_code == 403


def test_an_unknown_kind_is_refused(door: OperatorsDoor, ledger: SmallLedger) -> None:
    answer = door.as_role(Role.SECADMIN).get("devices", params={"kind": "wlan"})

    assert (answer.status_code, "wlan" in answer.text or "kind" in answer.text) == (422, True)
