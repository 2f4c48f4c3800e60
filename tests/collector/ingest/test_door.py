"""What may come to the agents' door, through real ASGI, real signatures and a real store."""

import json
from collections.abc import AsyncIterator

import pytest

from collector.store import reports
from protocol.answer import Verdict
from protocol.identity import digest_of
from protocol.limits import DELIVERY_BYTES, SIGNATURE_BYTES
from protocol.signing import Domain, seal, split
from tests.support.agent_voice import AgentVoice, delivery
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig, fault


@pytest.fixture
def voice(door: DoorRig) -> AgentVoice:
    return door.enrolled(door.ledger.desktop, DESKTOP_MAC)


def still_open(door: DoorRig, voice: AgentVoice) -> bool:
    return door.deliver(voice, voice.report())[0].verdict is Verdict.ACCEPTED


def test_report_is_acknowledged_with_a_signed_receipt_and_is_on_disk(door: DoorRig, voice: AgentVoice) -> None:
    message = voice.report()
    response = door.post("reports", delivery(message), voice.id)

    answer = door.answer(response)
    assert answer.answers == digest_of(delivery(message))
    assert [(one.sequence, one.verdict) for one in answer.receipts] == [(1, Verdict.ACCEPTED)]
    assert answer.next_sequence == 2
    assert answer.policy is not None
    assert door.rig.read(lambda connection: reports.message(connection, 1)) == message


def test_forged_signature(door: DoorRig, voice: AgentVoice) -> None:
    message = bytearray(voice.report())
    message[5] ^= 1
    voice.head = None

    assert fault(door.post("reports", delivery(bytes(message)), voice.id)) == (401, "bad-signature")
    assert door.refused("bad-signature") == 1
    assert still_open(door, voice)


def test_signature_of_another_kind_of_message(door: DoorRig, voice: AgentVoice) -> None:
    content = split(voice.report())[1]
    voice.head = None

    response = door.post("reports", delivery(seal(Domain.BEAT, content, voice.key)), voice.id)

    assert fault(response) == (401, "bad-signature")
    assert still_open(door, voice)


def test_report_in_another_agents_name(door: DoorRig, voice: AgentVoice) -> None:
    other = AgentVoice(wall_us=voice.wall_us, key=voice.key)

    assert fault(door.post("reports", delivery(other.report()), voice.id)) == (401, "bad-signature")


def test_replayed_report_is_a_duplicate(door: DoorRig, voice: AgentVoice) -> None:
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    message = voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99"))
    door.deliver(voice, message)
    (again,) = door.deliver(voice, message)

    assert again.verdict is Verdict.DUPLICATE
    (alert,) = door.alerts("unregistered-terminal")
    assert alert.alert.times == 1
    assert still_open(door, voice)


def test_body_of_100_mb_is_refused_from_its_header(door: DoorRig, voice: AgentVoice) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65536
            yield bytes(65536)

    response = door.post("reports", endless(), voice.id, **{"Content-Length": "100000000"})

    assert fault(response) == (413, "message-too-large")
    assert read <= 65536
    assert door.refused("message-too-large") == 1
    assert still_open(door, voice)


def test_body_without_a_length_is_stopped_at_the_bound(door: DoorRig, voice: AgentVoice) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1600):
            read += 65536
            yield bytes(65536)

    assert fault(door.post("reports", endless(), voice.id)) == (413, "message-too-large")
    assert read <= DELIVERY_BYTES + 2 * 65536
    assert still_open(door, voice)


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"\x00\x00\x00\x05abcde", b"\xff\xff\xff\xff", b"{}"], ids=lambda body: body.hex() or "empty"
)
def test_body_that_is_no_delivery(door: DoorRig, voice: AgentVoice, body: bytes) -> None:
    assert door.post("reports", body, voice.id).status_code in (400, 413)
    assert still_open(door, voice)


def test_malformed_json_in_the_envelope(door: DoorRig, voice: AgentVoice) -> None:
    response = door.post("reports", delivery(seal(Domain.REPORT, b"{not json\n[]", voice.key)), voice.id)

    assert fault(response) == (400, "malformed-message")
    assert door.refused("malformed-message") == 1
    assert still_open(door, voice)


def test_unknown_protocol_version(door: DoorRig, voice: AgentVoice) -> None:
    content = split(voice.report())[1].replace(b'"protocol":0', b'"protocol":7', 1)
    voice.head = None

    response = door.post("reports", delivery(seal(Domain.REPORT, content, voice.key)), voice.id)

    assert fault(response) == (400, "unknown-protocol-version")
    assert door.refused("unknown-protocol-version") == 1
    assert still_open(door, voice)


@pytest.mark.parametrize("agent", [None, "x", "0" * 32])
def test_unknown_agent_is_refused_before_its_body_is_read(door: DoorRig, agent: str | None) -> None:
    read = 0

    async def unread() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"x"

    assert fault(door.post("reports", unread(), agent)) == (401, "unknown-agent")
    assert read == 0


def test_unacceptable_observation_keeps_its_sequence_and_wedges_nobody(door: DoorRig, voice: AgentVoice) -> None:
    bad = voice.report_with_text('[{"type":"sighting","mac":"nonsense"}]')
    good = voice.report()

    receipts = door.deliver(voice, bad, good)

    assert [one.verdict for one in receipts] == [Verdict.REFUSED, Verdict.ACCEPTED]
    assert receipts[0].reason is not None
    assert "observations[0]" in receipts[0].reason
    assert door.rig.read(lambda connection: reports.message(connection, 1)) == bad


def test_loaded_writer_asks_for_a_pause(door: DoorRig, voice: AgentVoice) -> None:
    idle = door.answer(door.post("reports", delivery(voice.report()), voice.id))
    # A commit that takes three seconds by the collector's clock.
    door.rig.do(lambda _tx: door.rig.clock.advance(3))
    busy = door.answer(door.post("reports", delivery(voice.report()), voice.id))
    calm = door.answer(door.post("reports", delivery(voice.report()), voice.id))

    assert (idle.pause_ms, calm.pause_ms) == (0, 0)
    assert 1_500 <= busy.pause_ms <= 4_500


def test_beats_are_never_paused(door: DoorRig, voice: AgentVoice) -> None:
    door.rig.do(lambda _tx: door.rig.clock.advance(3))

    assert door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS).pause_ms == 0


def test_missing_sequence_is_asked_for(door: DoorRig, voice: AgentVoice) -> None:
    lost = voice.report()
    later = voice.report()
    response = door.post("reports", delivery(later), voice.id)

    assert fault(response) == (409, "unexpected-sequence")
    assert json.loads(response.content)["next_sequence"] == 1
    assert [one.verdict for one in door.deliver(voice, lost, later)] == [Verdict.ACCEPTED] * 2


def test_hole_within_a_delivery_acknowledges_what_came_before(door: DoorRig, voice: AgentVoice) -> None:
    first, _, third = voice.report(), voice.report(), voice.report()

    answer = door.answer(door.post("reports", delivery(first, third), voice.id))

    assert [one.sequence for one in answer.receipts] == [1]
    assert answer.next_sequence == 2


def test_gap_record_stands_for_what_was_dropped(door: DoorRig, voice: AgentVoice) -> None:
    receipts = door.deliver(voice, voice.report(), voice.gap(5), voice.report())

    assert [(one.sequence, one.verdict) for one in receipts] == [(n, Verdict.ACCEPTED) for n in (1, 6, 7)]


def test_fork_goes_into_quarantine_and_is_told(door: DoorRig, voice: AgentVoice) -> None:
    door.deliver(voice, voice.report())
    twin = AgentVoice(voice.wall_us, voice.boot_us + 1, voice.id, voice.key, voice.boot)

    first, second = door.deliver(voice, twin.report(), twin.report())

    assert (first.verdict, second.verdict) == (Verdict.QUARANTINED, Verdict.QUARANTINED)
    assert door.told == ["agent-fork"]
    assert still_open(door, voice)


def test_clock_ten_years_off_is_taken_in_and_flagged(door: DoorRig, voice: AgentVoice) -> None:
    voice.wall_us -= 10 * 365 * 86_400_000_000
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    (receipt,) = door.deliver(voice, voice.report(voice.sighting(STRANGER_MAC, "10.37.12.99")))

    assert receipt.verdict is Verdict.ACCEPTED
    assert "clock-off" in door.told
    (alert,) = door.alerts("unregistered-terminal")
    assert abs(alert.alert.first_us - door.rig.clock.now) < 5_000_000
    assert alert.alert.state == "open"


def test_replayed_beat(door: DoorRig, voice: AgentVoice) -> None:
    message = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    door.answer(door.post("beats", message, voice.id))

    assert fault(door.post("beats", message, voice.id)) == (409, "replayed-beat")
    assert door.refused("replayed-beat") == 1


def test_beat_of_an_earlier_boot_is_a_replay(door: DoorRig, voice: AgentVoice) -> None:
    old = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    old_later = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    door.answer(door.post("beats", old, voice.id))
    reborn = AgentVoice(voice.wall_us, 1_000_000, voice.id, voice.key, head=voice.head)
    door.beat(reborn, DESKTOP_MAC, DESKTOP_ADDRESS)

    assert fault(door.post("beats", old_later, voice.id)) == (409, "replayed-beat")


def test_too_many_requests_are_slowed_down(door: DoorRig, voice: AgentVoice) -> None:
    answers = [door.post("reports", b"", voice.id).status_code for _ in range(260)]

    assert answers[0] == 400
    assert answers[-1] == 429
    door.advance(60)
    assert still_open(door, voice)


def test_door_that_does_not_exist(door: DoorRig) -> None:
    assert fault(door.post("elsewhere", b"")) == (404, "no-such-door")


def test_signature_alone_is_no_message(door: DoorRig, voice: AgentVoice) -> None:
    body = delivery(bytes(SIGNATURE_BYTES))

    assert fault(door.post("reports", body, voice.id)) == (400, "malformed-message")


def test_deliveries_do_not_use_up_the_quota_of_beats(door: DoorRig, voice: AgentVoice) -> None:
    answered = {fault(door.post("reports", b"", voice.id)) for _ in range(260)}

    assert answered == {(400, "malformed-message"), (429, "too-often")}
    assert door.post("beats", voice.beat(DESKTOP_MAC), voice.id).status_code == 200
