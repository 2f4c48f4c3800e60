"""Strangers that copy what others say of themselves."""

from dataclasses import replace

import pytest

from collector.alerts.lifecycle import State
from collector.store import segments
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import DhcpClientHeard, DhcpVersion
from tests.support.agent_voice import ADAPTER, attachment
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig
from tests.support.small_ledger import ACTOR


@pytest.mark.parametrize("is_router", [True, False])
def test_who_copies_the_identifier_of_what_is_vouched_for_is_a_stranger(door: DoorRig, is_router: bool) -> None:
    vouched, copier, address = "02-00-5E-00-53-77", "02-00-5E-00-53-99", "10.37.12.78"
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    other = replace(attachment(vouched, address), adapter=AdapterId("b" * 32))
    claimed = (attachment(DESKTOP_MAC, DESKTOP_ADDRESS), *(() if is_router else (other,)))
    if is_router:
        macs = (MacAddress.parse(vouched),)
        door.rig.do(lambda tx: segments.change(tx, door.ledger.finance_segment, {"infrastructure_macs": macs}, ACTOR))
    for _ in range(6):
        door.advance(20, voice)
        door.post("beats", voice.beat_of(*claimed), voice.id)
        for mac, held_address in ((vouched, address), (copier, "10.37.12.77")):
            said = DhcpClientHeard(
                ADAPTER, MacAddress.parse(mac), DhcpVersion.DHCP4, "ff0099", "x", (1, 3), False, voice.wall_us
            )
            door.deliver(voice, voice.report(said, voice.sighting(mac, held_address)))

    found = [one for one in door.alerts("unregistered-terminal") if one.alert.state is State.OPEN]
    assert [(one.subject_id, one.alert.certainty) for one in found] == [(copier, "confirmed")]
