from collector.store import facts
from protocol.observations import Looked, LookOutcome
from protocol.report import ReportKind
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig
from tests.support.pc import WIFI_DEVICE


def test_probe_that_could_not_look_leaves_what_was_known(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    seen = Looked("wireless", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(seen, WIFI_DEVICE, kind=ReportKind.INVENTORY))
    door.advance(60, voice)
    failed = Looked("wireless", LookOutcome.COULD_NOT_LOOK, "permission denied")
    door.deliver(voice, voice.report(failed, kind=ReportKind.INVENTORY))

    (fact,) = door.rig.read(lambda c: facts.of_agent(c, voice.id))
    assert (fact.outcome, fact.reason) == (LookOutcome.COULD_NOT_LOOK, "permission denied")
    assert fact.observations == (WIFI_DEVICE,)
    assert fact.looked_us - fact.seen_us == 60_000_000
