from protocol.identity import digest_of
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig


def test_answer_is_bound_to_what_it_answers(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    body = voice.beat(DESKTOP_MAC, DESKTOP_ADDRESS)
    answer = door.answer(door.post("beats", body, voice.id))

    assert answer.answers == digest_of(body)
    assert answer.agent == voice.id
    assert answer.collector == door.rig.store.collector_id
    assert answer.journal_head == door.rig.writer.head.heads.journal_digest
