from collector.ingest import approving
from collector.presence.learnt import Decision
from collector.store import segments
from collector.store.scope import CITY
from protocol.mac import MacAddress
from tests.collector.ingest.test_learning import GATEWAY, GATEWAY_MAC, hear, told, watcher
from tests.support.agents_door import STRANGER_MAC, DoorRig
from tests.support.small_ledger import ACTOR


def decide(door: DoorRig, mac: str, decision: Decision) -> None:
    held = door.rig.read(lambda connection: segments.find(connection, CITY, door.ledger.finance_segment))
    one = MacAddress.parse(mac)
    door.rig.do(lambda tx: approving.decide(tx, door.context, held, one, decision, ACTOR, "更换路由器,工单示例第1号"))


def test_replaced_router_is_accepted_and_quiet(door: DoorRig) -> None:
    voice = watcher(door)
    hear(door, voice, (STRANGER_MAC, GATEWAY))
    assert told(door) == ["gateway-mac-changed"]

    decide(door, STRANGER_MAC, Decision.APPROVED)

    assert {one.alert.rule: one.alert.state for one in door.alerts()} == {
        "gateway-mac-changed": "closed",
        "unregistered-terminal": "closed",
    }
    hear(door, voice, (STRANGER_MAC, GATEWAY))
    assert {one.alert.state for one in door.alerts()} == {"closed"}


def test_rejected_is_judged_as_a_stranger(door: DoorRig) -> None:
    voice = watcher(door)
    hear(door, voice, (GATEWAY_MAC, GATEWAY))
    hear(door, voice, *((STRANGER_MAC, f"10.37.12.{number}") for number in range(100, 110)))
    decide(door, STRANGER_MAC, Decision.REJECTED)
    door.advance(20, voice)
    hear(door, voice, (STRANGER_MAC, "10.37.12.100"))

    states = {one.alert.rule: one.alert.state for one in door.alerts()}
    assert (states["unapproved-infrastructure"], states["unregistered-terminal"]) == ("closed", "open")
