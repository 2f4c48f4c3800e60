from protocol.observations import Looked, LookOutcome
from protocol.report import ReportKind
from tests.support.agent_voice import ADAPTER
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig
from tests.support.pc import WIFI_DEVICE, default_route


def test_inventory_raises_and_settles_what_the_pc_says_of_itself(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in ("adapters", "addressing", "wireless")]
    route = default_route(ADAPTER, "10.37.12.77")
    door.deliver(voice, voice.report(*looked, WIFI_DEVICE, route, kind=ReportKind.INVENTORY))
    assert door.told == ["unlisted-gateway", "wireless-adapter"]

    door.advance(60, voice)
    door.deliver(voice, voice.report(*looked, kind=ReportKind.INVENTORY))
    assert {one.alert.state for one in door.alerts()} == {"closed"}


def test_route_heard_before_the_first_beat_is_judged_when_the_segment_is_known(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    looked = Looked("addressing", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(looked, default_route(ADAPTER, "10.37.12.77"), kind=ReportKind.INVENTORY))
    assert door.told == []

    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    assert door.told == ["unlisted-gateway"]
