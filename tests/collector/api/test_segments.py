"""Segments at the door."""

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor

FORM = {"name": "CZJ-3F", "unit": "示例市财政局", "prefixes": ["10.37.12.0/24"], "gateway_macs": ["0000-5e00-53fe"]}


def test_declared_by_the_security_administrator(door: OperatorsDoor) -> None:
    unit = door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市财政局", "region_code": "371499"}).json()
    secadmin = door.as_role(Role.SECADMIN)

    made = secadmin.post("segments", json=FORM).json()

    assert (made["unit_id"], made["gateway_macs"], made["silent_grace_us"]) == (
        unit["id"],
        ["00-00-5E-00-53-FE"],
        120_000_000,
    )
    assert secadmin.get("segments/CZJ-3F").json()["id"] == made["id"]
    assert secadmin.post("segments", json=FORM).status_code == 409
    assert door.as_role(Role.UNIT_ADMIN).post("segments", json=FORM | {"name": "Y"}).status_code == 403


def test_gateway_outside_is_refused(door: OperatorsDoor) -> None:
    door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市财政局", "region_code": "371499"})

    answer = door.as_role(Role.SECADMIN).post("segments", json=FORM | {"gateways": ["10.38.0.1"]})

    assert (answer.status_code, "10.38.0.1" in answer.text) == (400, True)


def test_changed_with_what_that_changes(door: OperatorsDoor) -> None:
    door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市财政局", "region_code": "371499"})
    secadmin = door.as_role(Role.SECADMIN)
    secadmin.post("segments", json=FORM | {"vlan": 7})

    answer = secadmin.patch("segments/CZJ-3F", json={"sweep_cap": 10, "cleared": ["vlan"], "reason": "核查"}).json()
    told = {one["field"]: (one["old"], one["new"]) for one in answer["changes"]}

    assert told == {"sweep_cap": (50, 10), "vlan": (7, None)}
    assert (answer["segment"]["sweep_cap"], answer["segment"]["vlan"]) == (10, None)
    assert secadmin.patch("segments/CZJ-3F", json={"sweep_cap": 10}).json()["changes"] == []
    assert secadmin.patch("segments/CZJ-3F", json={"sweep_cap": 201}).status_code == 400
    assert secadmin.patch("segments/CZJ-3F", json={"prefixes": []}).status_code == 400
    assert door.as_role(Role.UNIT_ADMIN).patch("segments/CZJ-3F", json={"sweep_cap": 1}).status_code == 403
