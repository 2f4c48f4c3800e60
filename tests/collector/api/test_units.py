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


def test_whole_unit_and_whom_it_lacks(door: OperatorsDoor) -> None:
    client = door.as_role(Role.UNIT_ADMIN)
    more = {"uscc": "11371499mb1000010p", "aliases": ["财政局", "市财政局"], "phone": "0635-8200001"}

    made = client.post("units", json=UNIT | more).json()

    assert (made["uscc"], made["aliases"], made["phone"]) == (
        "11371499MB1000010P",
        ["财政局", "市财政局"],
        "0635-8200001",
    )
    assert made["lacks"] == ["first responsible", "directly responsible", "network administrator"]


def test_named_persons_are_no_longer_lacking_and_a_value_can_be_taken_away(door: OperatorsDoor) -> None:
    client = door.as_role(Role.UNIT_ADMIN)
    client.post("units", json=UNIT | {"phone": "0635-8200001"})
    client.post("people", json={"name": "周敏", "unit": UNIT["name"], "department": "办公室", "mobile": "19900000002"})

    changed = client.patch(
        f"units/{UNIT['name']}", json={"first_responsible": "周敏", "administrator": "周敏", "cleared": ["phone"]}
    ).json()

    assert (changed["lacks"], changed["phone"]) == (["directly responsible"], None)
    assert client.patch(f"units/{UNIT['name']}", json={"cleared": ["name"]}).status_code == 400


def test_confined_administrator_does_not_move_a_unit_out(door: OperatorsDoor) -> None:
    city = door.as_role(Role.UNIT_ADMIN)
    top = city.post("units", json=UNIT).json()
    other = city.post("units", json=UNIT | {"name": "示例市教育局"}).json()
    own = door.as_role(Role.UNIT_ADMIN, top["id"])

    assert own.patch(f"units/{top['id']}", json={"cleared": ["parent"]}).status_code == 403
    assert own.patch(f"units/{top['id']}", json={"parent": other["id"]}).status_code == 404
