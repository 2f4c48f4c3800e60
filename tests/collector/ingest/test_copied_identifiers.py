"""Strangers that copy what others say of themselves."""

from dataclasses import replace

import pytest

from collector.alerts.lifecycle import State
from collector.ingest import exempting
from collector.ledger.exemption import DAY_US, Exemption
from collector.rules.finding import Severity
from collector.store import segments
from protocol.identity import AdapterId
from protocol.mac import MacAddress
from protocol.observations import DhcpClientHeard, DhcpVersion
from tests.support.agent_voice import ADAPTER, AgentVoice, attachment
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


PHONE, COPY, NEXT = "02-00-5E-00-53-77", "02-00-5E-00-53-88", "02-00-5E-00-53-99"


def exempted_phone(door: DoorRig) -> AgentVoice:
    """A visitor's telephone that somebody approved, heard for a minute."""
    new = Exemption(
        rule="unregistered-terminal",
        subject_kind="mac",
        subject_id=PHONE,
        approval_no="示例批复〔2026〕1号",
        expires_us=door.rig.clock.now + 90 * DAY_US,
        reason="访客",
        up_to=Severity.HIGH,
    )
    door.rig.do(lambda tx: exempting.grant(tx, new, ACTOR, "访客", 366))
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    speak(door, voice, PHONE, times=4)
    return voice


def speak(door: DoorRig, voice: AgentVoice, *macs: str, times: int = 1) -> None:
    """All of them ask for a lease with the same identifier, and use an address, every 20 seconds."""
    for _ in range(times):
        door.advance(20, voice)
        door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
        for mac in macs:
            said = DhcpClientHeard(
                ADAPTER, MacAddress.parse(mac), DhcpVersion.DHCP4, "ff0099", "x", (1, 3), False, voice.wall_us
            )
            door.deliver(voice, voice.report(said, voice.sighting(mac, f"10.37.12.{int(mac[-2:], 16)}")))


def told(door: DoorRig) -> list[str]:
    """MACs whose alert of a stranger somebody was told of."""
    found = door.alerts("unregistered-terminal")
    return sorted(one.subject_id for one in found if one.alert.told_us is not None)


def test_who_copies_an_exempted_telephones_identifier_beside_it_is_told(door: DoorRig) -> None:
    voice = exempted_phone(door)
    speak(door, voice, PHONE, COPY, times=4)

    assert told(door) == [COPY]
    copy = next(one for one in door.alerts("unregistered-terminal") if one.subject_id == COPY)
    assert copy.alert.evidence["same_identifier_as"] == [PHONE]


def test_a_copy_that_falls_silent_before_the_telephone_is_heard_again_is_told(door: DoorRig) -> None:
    voice = exempted_phone(door)
    speak(door, voice, COPY, times=6)
    speak(door, voice, PHONE)

    assert told(door) == [COPY]


def test_a_copied_identifier_excuses_nobodys_next_mac_not_even_days_later(door: DoorRig) -> None:
    voice = exempted_phone(door)
    speak(door, voice, PHONE, COPY, times=4)
    door.advance(3 * 86_400, voice)
    door.tick()
    speak(door, voice, NEXT, times=4)

    assert told(door) == [COPY, NEXT]


def test_a_telephone_that_makes_up_its_next_mac_stays_exempted(door: DoorRig) -> None:
    voice = exempted_phone(door)
    speak(door, voice, NEXT, times=4)
    door.advance(3_600, voice)
    speak(door, voice, COPY, times=4)

    assert told(door) == []
