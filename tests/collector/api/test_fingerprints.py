"""What a terminal's MACs said, over the operators' door: who may see it, and who may take it for its own."""

from collector.operators.roles import Role
from collector.presence.interval import DAY_US
from collector.store import clients
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import DhcpClientHeard, DhcpVersion
from tests.support.operators_door import OperatorsDoor

MAC = MacAddress.parse("00-00-5E-00-53-01")
UNIT = "示例市财政局"


def registered(door: OperatorsDoor) -> str:
    admin = door.as_role(Role.UNIT_ADMIN)
    admin.post("units", json={"name": UNIT, "region_code": "371499"})
    admin.post("people", json={"name": "李明轩", "unit": UNIT, "department": "预算科", "mobile": "19900000001"})
    form = {"unit": UNIT, "user": "李明轩", "terminal_type": "printer", "macs": [str(MAC)]}
    reg_no: str = admin.post("terminals", json=form).json()["reg_no"]
    return reg_no


def hears(door: OperatorsDoor, vendor: str, days: int) -> None:
    said = DhcpClientHeard(AdapterId("a" * 32), MAC, DhcpVersion.DHCP4, None, vendor, (1, 3), False, 0)
    at_us = door.rig.clock.now + days * DAY_US
    door.rig.do(lambda tx: clients.hear(tx, "5" * 32, said, at_us))


def test_history_shows_what_changed_until_a_person_accepts_it(door: OperatorsDoor) -> None:
    reg_no = registered(door)
    hears(door, "Pantum", 0)
    hears(door, "MSFT 5.0", 3)

    found = door.as_role(Role.SECADMIN).get(f"terminals/{reg_no}/fingerprints").json()
    assert [(word["vendor_class"], word["is_changed"]) for word in found["words"]] == [
        ("Pantum", False),
        ("MSFT 5.0", True),
    ]

    url = f"terminals/{reg_no}/accept-fingerprint"
    form = {"reason": "new firmware", "as_of": found["as_of"]}
    assert door.as_role(Role.SECADMIN).post(url, json=form).status_code == 403
    accepted = door.as_role(Role.UNIT_ADMIN).post(url, json=form)
    assert accepted.status_code == 200, accepted.text
    assert [word["is_changed"] for word in accepted.json()["words"]] == [False, False]
    again = door.as_role(Role.UNIT_ADMIN).post(url, json=form)
    assert again.status_code == 400, again.text


def test_what_was_said_after_the_person_looked_is_not_accepted(door: OperatorsDoor) -> None:
    reg_no = registered(door)
    hears(door, "Pantum", 0)
    hears(door, "Pantum 2", 3)
    admin = door.as_role(Role.UNIT_ADMIN)
    form = {"reason": "new firmware", "as_of": admin.get(f"terminals/{reg_no}/fingerprints").json()["as_of"]}
    hears(door, "Pantum 2", 4)
    assert admin.get(f"terminals/{reg_no}/fingerprints").json()["as_of"] == form["as_of"]

    hears(door, "MSFT 5.0", 5)
    refused = admin.post(f"terminals/{reg_no}/accept-fingerprint", json=form)

    assert (refused.status_code, refused.json()["error"]) == (409, "already-there")
    assert "said something else since" in refused.json()["why"]
    words = admin.get(f"terminals/{reg_no}/fingerprints").json()["words"]
    assert [word["accepted_us"] for word in words] == [None, None, None]


def test_unknown_terminal_and_no_reason(door: OperatorsDoor) -> None:
    reg_no = registered(door)

    assert door.as_role(Role.UNIT_ADMIN).get("terminals/3714992026009999/fingerprints").status_code == 404
    assert door.as_role(Role.UNIT_ADMIN).post(f"terminals/{reg_no}/accept-fingerprint", json={}).status_code == 422
