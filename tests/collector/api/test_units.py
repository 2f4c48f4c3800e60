"""Units at the door: scope in every query."""

from collector.operators.roles import Role
from tests.support.operators_door import OperatorsDoor

UNIT = {"name": "示例市财政局", "region_code": "371499"}


def test_scope_shows_a_unit_and_what_is_below(door: OperatorsDoor) -> None:
    city = door.as_role(Role.UNIT_ADMIN)
    top = city.post("units", json=UNIT).json()
    below = city.post("units", json=UNIT | {"name": "示例市财政局国库科", "parent": UNIT["name"]}).json()
    city.post("units", json=UNIT | {"name": "示例市教育局"})

    own = door.as_role(Role.UNIT_ADMIN, top["id"])

    assert {row["id"] for row in own.get("units").json()} == {top["id"], below["id"]}
    assert own.get("units/示例市教育局").status_code == 404


def test_confined_administrator_adds_only_below(door: OperatorsDoor) -> None:
    top = door.as_role(Role.UNIT_ADMIN).post("units", json=UNIT).json()
    own = door.as_role(Role.UNIT_ADMIN, top["id"])

    assert own.post("units", json=UNIT | {"name": "示例市教育局"}).status_code == 403
    assert own.post("units", json=UNIT | {"name": "国库科", "parent": top["id"]}).status_code == 201


def test_change_keeps_the_version_before(door: OperatorsDoor) -> None:
    client = door.as_role(Role.UNIT_ADMIN)
    made = client.post("units", json=UNIT).json()
    door.rig.clock.advance(60)
    client.patch(f"units/{made['id']}", json={"name": "示例市财政局(新)", "reason": "机构改革"})

    then = client.get(f"units/{made['id']}", params={"as_of_us": made["from_us"]}).json()
    assert (then["name"], then["to_us"]) == (UNIT["name"], door.rig.clock.now)


def test_unknown_field_is_refused(door: OperatorsDoor) -> None:
    assert door.as_role(Role.UNIT_ADMIN).post("units", json=UNIT | {"nmae": "x"}).status_code == 422
