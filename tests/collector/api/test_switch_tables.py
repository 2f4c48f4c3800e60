"""Switches' tables at the door: who may bring them, what comes of it, and that a second time changes nothing."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.imports.switch_tables.capture import MOST_BYTES
from collector.operators.roles import Role
from collector.store import bindings
from tests.support.operators_door import OperatorsDoor
from tests.support.responsible import name_responsible

FIXTURES = Path("tests/fixtures/switches")
MAC_TABLE = (FIXTURES / "huawei-vrp" / "display-mac-address.txt").read_bytes()
ARP = (FIXTURES / "huawei-vrp" / "display-arp.txt").read_bytes()
LEASES = (FIXTURES / "huawei-vrp" / "display-dhcp-snooping-user-bind-all.txt").read_bytes()
UNIT, SEGMENT = "示例市财政局", "CZJ-3F"
HOUR_US = 3_600_000_000
WIRE = {"prefixes": ["10.37.12.0/24"], "gateways": ["10.37.12.1"], "gateway_macs": ["0000-5e00-53fe"]}


@pytest.fixture
def site(door: OperatorsDoor) -> OperatorsDoor:
    """A unit with one segment (VLAN 12), where 00-00-5E-00-53-01 is a registered printer."""
    admin = door.as_role(Role.UNIT_ADMIN)
    admin.post("units", json={"name": UNIT, "region_code": "371499"})
    admin.post("units", json={"name": "示例市政务服务中心", "region_code": "371499"})
    admin.post("people", json={"name": "李明轩", "unit": UNIT, "department": "预算科", "mobile": "19900000001"})
    name_responsible(admin, UNIT)
    form = {"name": SEGMENT, "unit": UNIT, "vlan": 12, **WIRE}
    assert door.as_role(Role.SECADMIN).post("segments", json=form).status_code == 201
    printer = {"unit": UNIT, "user": "李明轩", "terminal_type": "printer", "macs": ["0000-5e00-5301"]}
    made = admin.post("terminals", json=printer | {"hostname": "PRN-1"})
    assert made.status_code == 201, made.text
    approved = door.as_role(Role.APPROVER).post(f"terminals/{made.json()['reg_no']}/approve", json={})
    assert approved.status_code == 200, approved.text
    door.rig.clock.advance(86_400)
    return door


def bring(
    client: httpx.Client, content: bytes, taken_us: int, switch: str = "CZJ-SW-3F", **query: Any
) -> httpx.Response:
    params = {"switch": switch, "taken_us": taken_us, **query}
    return client.post(f"segments/{SEGMENT}/switch-tables", params=params, content=content)


def alerts(door: OperatorsDoor) -> dict[str, Any]:
    found = door.as_role(Role.SECADMIN).get("alerts").json()
    return {one["evidence"]["mac"]: one for one in found if one["rule"] == "unregistered-terminal"}


def trace(door: OperatorsDoor, question: str, at_us: int) -> list[dict[str, Any]]:
    answer = door.as_role(Role.SECADMIN).get("trace", params={"question": question, "at_us": at_us})
    found: list[dict[str, Any]] = answer.json()["candidates"]
    return found


def test_strangers_in_a_mac_table_are_suspected_and_located(site: OperatorsDoor) -> None:
    now = site.rig.clock.now
    told = bring(site.as_role(Role.UNIT_ADMIN), MAC_TABLE, now).json()
    found = alerts(site)
    stranger = found["00-00-5E-00-53-02"]

    assert (told["dialect"], told["vlan"], told["rows"], told["macs"]) == ("huawei-vrp", 12, 8, 5)
    assert (told["other_vlan"], told["not_heard"], told["located"], told["unread_count"]) == (2, 1, 5, 0)
    # The printer is registered, the gateway declared.
    assert sorted(found) == ["00-00-5E-00-53-02", "00-00-5E-00-53-03", "00-00-5E-00-53-04"]
    assert stranger["certainty"] == "suspected"
    evidence = stranger["evidence"]
    assert (evidence["heard_in"], evidence["witnesses"]) == (["switch-mac-table"], ["import:CZJ-SW-3F"])
    assert evidence["switch_ports"] == [{"switch": "CZJ-SW-3F", "port": "GE0/0/2", "vlan": 12, "read_us": now}]


def test_a_lease_takes_several_frames_and_confirms(site: OperatorsDoor) -> None:
    bring(site.as_role(Role.SECADMIN), MAC_TABLE + LEASES, site.rig.clock.now)
    found = alerts(site)

    assert found["00-00-5E-00-53-02"]["certainty"] == "confirmed"
    assert found["00-00-5E-00-53-02"]["evidence"]["addresses"] == ["10.37.12.22"]
    assert found["00-00-5E-00-53-03"]["certainty"] == "suspected"


def test_the_next_table_is_a_second_sign_and_lengthens_the_location(site: OperatorsDoor) -> None:
    admin, first = site.as_role(Role.UNIT_ADMIN), site.rig.clock.now
    bring(admin, MAC_TABLE, first)
    site.rig.clock.advance(3600)
    assert bring(site.as_role(Role.UNIT_ADMIN), MAC_TABLE, first + HOUR_US).json()["already"] is False
    (port,) = trace(site, "00-00-5E-00-53-02", first + HOUR_US)[0]["ports"]

    assert alerts(site)["00-00-5E-00-53-02"]["certainty"] == "confirmed"
    assert (port["port"], port["first_us"], port["last_us"], port["tables"]) == ("GE0/0/2", first, first + HOUR_US, 2)


def test_what_stays_in_a_table_when_the_terminal_has_left_confirms_nothing(site: OperatorsDoor) -> None:
    for seconds in (0, 120, 3600):
        site.rig.clock.advance(seconds)
        site.rig.do(lambda tx: bindings.close_quiet(tx, tx.now_us))
        told = bring(site.as_role(Role.UNIT_ADMIN), MAC_TABLE, site.rig.clock.now).json()
        assert told["already"] is False

    assert alerts(site)["00-00-5E-00-53-04"]["certainty"] == "suspected"


def test_moving_to_another_port_ends_one_interval_and_begins_another(site: OperatorsDoor) -> None:
    admin, first = site.as_role(Role.UNIT_ADMIN), site.rig.clock.now
    bring(admin, MAC_TABLE, first)
    site.rig.clock.advance(3600)
    moved = MAC_TABLE.replace(b"GE0/0/1 ", b"GE0/0/9 ")
    told = bring(site.as_role(Role.UNIT_ADMIN), moved, first + HOUR_US).json()
    site.rig.clock.advance(3600)
    answers = [trace(site, "00-00-5E-00-53-01", first + offset) for offset in (HOUR_US // 2, HOUR_US, 2 * HOUR_US)]

    assert told["moved"] == 1
    assert [[port["port"] for port in found[0]["ports"]] for found in answers] == [
        ["GE0/0/1"],
        ["GE0/0/9"],
        ["GE0/0/9"],
    ]


def test_the_same_file_again_changes_nothing(site: OperatorsDoor) -> None:
    admin, now = site.as_role(Role.UNIT_ADMIN), site.rig.clock.now
    first = bring(admin, MAC_TABLE + ARP, now).json()
    before = alerts(site), trace(site, "10.37.12.22", now)
    again = bring(admin, MAC_TABLE + ARP, now).json()

    assert (first["already"], again["already"], again["import_id"]) == (False, True, first["import_id"])
    assert (again["new"], again["moved"]) == (0, 0)
    assert (alerts(site), trace(site, "10.37.12.22", now)) == before
    assert before[1][0]["evidence"][0]["last_digest"] == first["digest"]


def test_a_dry_run_says_the_same_and_does_nothing(site: OperatorsDoor) -> None:
    admin, now = site.as_role(Role.UNIT_ADMIN), site.rig.clock.now
    dry = bring(admin, MAC_TABLE, now, dry_run=True).json()

    assert (alerts(site), dry["import_id"]) == ({}, None)
    done = bring(admin, MAC_TABLE, now).json()
    assert done | {"import_id": None} == dry
    assert (done["new"], done["unregistered"]) == (5, 4)
    assert {one["mac"] for one in done["changes"] if not one["is_registered"]} >= {"00-00-5E-00-53-02"}


def test_it_is_journalled_with_who_what_and_how_many(site: OperatorsDoor) -> None:
    told = bring(site.as_role(Role.UNIT_ADMIN), MAC_TABLE, site.rig.clock.now, reason="三楼隔离端口").json()
    entries = site.as_role(Role.AUDITOR).get("journal", params={"subject": told["segment_id"]}).json()
    (entry,) = [one for one in entries if one["action"] == "import"]
    content = json.loads(entry["content"])

    assert entry["actor"].startswith("operator:")
    assert entry["reason"] == "三楼隔离端口"
    assert (content["digest"], content["switch"], content["macs"], content["rows"]) == (
        told["digest"],
        "CZJ-SW-3F",
        5,
        8,
    )


def test_who_answers_for_another_unit_or_holds_another_role_may_not(site: OperatorsDoor) -> None:
    units = {one["name"]: one["id"] for one in site.as_role(Role.SECADMIN).get("units").json()}
    stranger = site.as_role(Role.UNIT_ADMIN, units["示例市政务服务中心"])
    own = site.as_role(Role.UNIT_ADMIN, units[UNIT])
    now = site.rig.clock.now

    assert bring(stranger, MAC_TABLE, now).status_code == 404
    assert [bring(site.as_role(role), MAC_TABLE, now).status_code for role in (Role.READER, Role.SYSADMIN)] == [
        403,
        403,
    ]
    assert bring(site.client(), MAC_TABLE, now).status_code == 401
    assert bring(own, MAC_TABLE, now).status_code == 200


def test_what_cannot_be_taken_in_is_refused_with_its_reason(site: OperatorsDoor) -> None:
    admin, now = site.as_role(Role.UNIT_ADMIN), site.rig.clock.now
    too_large = bring(admin, bytes(MOST_BYTES + 1), now)
    tomorrow = bring(admin, MAC_TABLE, now + 24 * HOUR_US)

    assert (too_large.status_code, "16777216" in too_large.text) == (400, True)
    assert (tomorrow.status_code, "future" in tomorrow.text) == (400, True)
    assert bring(admin, b"no table", now).status_code == 400
    assert bring(admin, MAC_TABLE, now, switch="a:b").status_code == 422
    assert bring(admin, MAC_TABLE, now, dialect="zte").status_code == 400
    assert alerts(site) == {}


def test_uplinks_locate_nobody_and_are_named(site: OperatorsDoor) -> None:
    rows = b"".join(b"0000-5e00-53%02x 12/-   GE0/0/24   dynamic\n" % number for number in range(0x60, 0x69))
    table = MAC_TABLE.replace(b"0000-5e00-5302", rows + b"0000-5e00-5302", 1)
    admin, now = site.as_role(Role.UNIT_ADMIN), site.rig.clock.now
    told = bring(admin, table, now, uplink=["Eth-Trunk1"]).json()

    assert told["uplinks"] == [{"port": "Eth-Trunk1", "macs": 1}, {"port": "GE0/0/24", "macs": 9}]
    assert trace(site, "00-00-5E-00-53-60", now)[0]["ports"] == []
    assert "switch_ports" not in alerts(site)["00-00-5E-00-53-60"]["evidence"]
