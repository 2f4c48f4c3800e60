"""Infrastructure learnt, at the operators' door."""

from ipaddress import ip_address

from collector.operators.roles import Role
from collector.presence.learnt import Learnt
from collector.presence.learnt import Role as Speaks
from collector.store import infrastructure
from protocol.mac import MacAddress
from tests.support.operators_door import OperatorsDoor

MAC = "00-00-5E-00-53-66"
WORD = {"mac": "0000-5e00-5366", "decision": "approved", "reason": "更换路由器"}


def learnt(door: OperatorsDoor) -> str:
    door.as_role(Role.UNIT_ADMIN).post("units", json={"name": "示例市财政局", "region_code": "371499"})
    form = {"name": "CZJ-3F", "unit": "示例市财政局", "prefixes": ["10.37.12.0/24"]}
    made: str = door.as_role(Role.SECADMIN).post("segments", json=form).json()["id"]
    seen = Learnt(MacAddress.parse(MAC), Speaks.PROXY_ARP, (ip_address("10.37.12.99"),), "answers for 9", 1, 2)
    door.rig.do(lambda tx: infrastructure.learn(tx, made, seen))
    return made


def test_listed_approved_and_in_the_segment(door: OperatorsDoor) -> None:
    learnt(door)
    secadmin = door.as_role(Role.SECADMIN)

    (one,) = secadmin.get("segments/CZJ-3F/infrastructure?pending=true").json()
    assert (one["mac"], one["role"], one["state"], one["addresses"]) == (MAC, "proxy-arp", "proposed", ["10.37.12.99"])
    (done,) = secadmin.post("segments/CZJ-3F/infrastructure", json=WORD).json()
    assert (done["state"], done["reason"]) == ("approved", "更换路由器")
    assert secadmin.get("segments/CZJ-3F").json()["infrastructure_macs"] == [MAC]
    assert secadmin.get("segments/CZJ-3F/infrastructure?pending=true").json() == []


def test_terminals_whose_routes_lead_by_it_are_counted_two_vouch(door: OperatorsDoor) -> None:
    made, gateway = learnt(door), ip_address("10.37.12.1")
    secadmin = door.as_role(Role.SECADMIN)

    def seen(terminal_id: str) -> tuple[int, bool]:
        door.rig.do(lambda tx: infrastructure.note_route(tx, made, terminal_id, gateway, MacAddress.parse(MAC)))
        found = secadmin.get("segments/CZJ-3F/infrastructure").json()
        one = next(row for row in found if row["role"] == "gateway")
        return one["routes"], one["is_vouched"]

    assert (seen("1" * 32), seen("1" * 32), seen("2" * 32)) == ((1, False), (1, False), (2, True))


def test_only_the_security_administrator_decides_and_says_why(door: OperatorsDoor) -> None:
    learnt(door)

    path = "segments/CZJ-3F/infrastructure"
    assert door.as_role(Role.UNIT_ADMIN).post(path, json=WORD).status_code == 403
    assert door.as_role(Role.SECADMIN).post(path, json=WORD | {"reason": ""}).status_code in (400, 422)
    assert door.as_role(Role.SECADMIN).post(path, json=WORD | {"mac": "00-00-5E-00-53-67"}).status_code == 404
