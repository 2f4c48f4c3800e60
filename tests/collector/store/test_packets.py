"""The hand-over's entry ends the chain that the packet's head signs."""

import pytest

from collector.packet.checks import committed
from collector.packet.contents import Body, HandOver, Wanted
from collector.store import chains, journal, packets
from collector.store.chains import Heads, SignedHeads
from collector.trust.keys import verifier
from protocol.identity import Digest
from tests.support.collector_store import CollectorStore
from tests.support.packets import HANDOVER

BODY = Body(kind="trace", answer={"candidates": []}, evidence=[])


def hand_over(rig: CollectorStore, actor: str = "operator:1", packet_id: str = "1" * 32) -> HandOver:
    made, head = rig.do(
        lambda tx: packets.hand_over(
            tx,
            committed(BODY, Wanted(**HANDOVER)),
            Wanted(**HANDOVER),
            packet_id=packet_id,
            actor=actor,
            made_by="zhao",
            key=rig.keys.receipt,
        )
    )
    heads = Heads(head.journal_count, Digest(head.journal_digest), head.intake_count, Digest(head.intake_digest))
    signed = SignedHeads(heads, bytes.fromhex(head.signature))
    assert chains.is_authentic(signed, rig.store.collector_id, verifier(rig.keys.receipt.public))
    assert (head.journal_count, head.journal_digest) == (made.entry.sequence, made.entry.digest)
    return made


def test_who_was_given_it_and_why_stands_in_the_journal(rig: CollectorStore) -> None:
    made = hand_over(rig)
    (entry,) = rig.read(lambda connection: list(journal.entries(connection)))

    assert (entry.action, entry.reason, entry.digest) == ("packet-handed-over", "协助调查", made.entry.digest)
    assert entry.values["asked_by"] == "示例市公安局网安支队"
    assert made.at_us == rig.clock.now


def test_the_head_ends_with_the_entry_though_others_follow(rig: CollectorStore) -> None:
    first = hand_over(rig)
    second = hand_over(rig, packet_id="2" * 32)

    assert second.entry.previous == first.entry.digest


@pytest.mark.parametrize(("actor", "count"), [("operator:1", 1), ("operator:2", 1), (None, 2), ("operator:3", 0)])
def test_the_register_of_hand_overs(rig: CollectorStore, actor: str | None, count: int) -> None:
    hand_over(rig)
    hand_over(rig, actor="operator:2", packet_id="2" * 32)

    assert len(rig.read(lambda connection: packets.handed_over(connection, actor))) == count
