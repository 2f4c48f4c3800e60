"""A stranger heard once: asked by another agent; who answers is confirmed, a forged frame stays alone."""

from collector.alerts.lifecycle import State
from collector.ingest.asking import MOST_PER_MINUTE
from collector.store import orders
from protocol.observations import HeardHow
from protocol.order import OrderKind
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import STRANGER_MAC, DoorRig
from tests.support.ordered_agents import Office, office

ADDRESS = "10.37.12.77"


def asked(there: Office, *voices: AgentVoice) -> list[str]:
    """Addresses these agents are asked to ask for."""
    given = [one for voice in voices for one in there.orders(voice) if one.kind is OrderKind.ASK]
    return [str(one.targets[0].network_address) for one in given]


def certainties(there: Office) -> list[str]:
    return [one.alert.certainty.value for one in there.door.alerts("unregistered-terminal")]


def hear(there: Office, voice: AgentVoice, mac: str = STRANGER_MAC, how: HeardHow = HeardHow.ARP_REQUEST) -> None:
    there.answer(voice, mac, ADDRESS, how=how)


def test_another_agent_than_the_one_that_heard_it_is_asked(door: DoorRig) -> None:
    there = office(door, 3)
    hear(there, there.voices[0])

    assert certainties(there) == ["suspected"]
    assert asked(there, there.voices[0]) == []
    assert asked(there, *there.voices[1:]) == [ADDRESS]


def test_a_forged_frame_stays_suspected(door: DoorRig) -> None:
    there = office(door, 2)
    hear(there, there.voices[0])
    for voice in there.voices:
        there.carry_out_all(voice)
    there.pass_seconds(30)

    assert certainties(there) == ["suspected"]


def test_a_stranger_that_answers_the_other_agent_is_confirmed(door: DoorRig) -> None:
    there = office(door, 2)
    hear(there, there.voices[0])
    assert asked(there, there.voices[1]) == [ADDRESS]
    hear(there, there.voices[1], how=HeardHow.ARP_REPLY)

    assert certainties(there) == ["confirmed"]


def test_alone_the_agent_asks_itself_and_an_answer_at_once_is_a_second_sign(door: DoorRig) -> None:
    there = office(door, 1)
    hear(there, there.voices[0])
    assert asked(there, there.voices[0]) == [ADDRESS]
    there.door.advance(0.05, *there.voices)
    hear(there, there.voices[0], how=HeardHow.ARP_REPLY)

    assert certainties(there) == ["confirmed"]


def test_an_unasked_reply_at_once_is_no_second_sign(door: DoorRig) -> None:
    there = office(door, 1)
    there.change(sweep_cap=0)
    hear(there, there.voices[0])
    there.door.advance(0.05, *there.voices)
    hear(there, there.voices[0], how=HeardHow.ARP_REPLY)

    assert certainties(there) == ["suspected"]


def test_a_request_is_no_answer(door: DoorRig) -> None:
    there = office(door, 1)
    hear(there, there.voices[0])
    assert asked(there, there.voices[0]) == [ADDRESS]
    there.door.advance(0.05, *there.voices)
    hear(there, there.voices[0])

    assert certainties(there) == ["suspected"]


def test_nobody_asks_about_a_mac_twice_within_ten_minutes(door: DoorRig) -> None:
    there = office(door, 2)
    hear(there, there.voices[0])
    for voice in there.voices:
        there.carry_out_all(voice)
    there.pass_seconds(60)
    hear(there, there.voices[0])

    assert asked(there, *there.voices) == []


def test_a_flood_of_forged_macs_is_no_flood_of_questions(door: DoorRig) -> None:
    there = office(door, 2)
    voice = there.voices[0]
    for second in range(90):
        macs = [f"00-00-5E-01-{second:02X}-{number:02X}" for number in range(5)]
        sightings = [voice.sighting(mac, f"10.37.12.{100 + number}") for number, mac in enumerate(macs)]
        door.deliver(voice, voice.report(*sightings))
        door.advance(1, *there.voices)
    made = there.rig.read(lambda connection: orders.questions_since(connection, there.segment, 0))

    moments = [made_us // 1_000_000 for made_us, _ in made]
    assert made
    assert max(moments.count(moment) for moment in moments) <= 3
    assert all(sum(0 <= one - moment < 60 for one in moments) <= MOST_PER_MINUTE for moment in moments)


def test_what_a_spool_tells_of_the_past_is_not_asked_for(door: DoorRig) -> None:
    there = office(door, 2)
    voice = there.voices[0]
    there.door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, ADDRESS, ago=300)))

    assert asked(there, *there.voices) == []


def test_an_address_of_elsewhere_is_not_asked_for(door: DoorRig) -> None:
    there = office(door, 2)
    voice = there.voices[0]
    there.door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "192.168.1.5")))

    assert asked(there, *there.voices) == []
    assert {one.alert.state for one in there.door.alerts("unregistered-terminal")} == {State.OPEN}
