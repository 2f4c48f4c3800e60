from dataclasses import replace
from typing import Any

import pytest

from collector.errors import NotFound
from collector.store import chains, reports
from protocol.codec import decode_envelope
from protocol.identity import AgentId, Digest, digest_of
from protocol.report import ReportKind
from protocol.signing import Domain, is_signed_by, split
from tests.support.collector_store import CollectorStore
from tests.support.signing_agent import SigningAgent

AGENT = AgentId("a" * 32)


@pytest.fixture
def sender(rig: CollectorStore) -> SigningAgent:
    made = SigningAgent(AGENT)
    rig.do(made.enrol)
    return made


def test_a_report_is_found_with_its_exact_bytes(rig: CollectorStore, sender: SigningAgent) -> None:
    intake = rig.do(sender.store_report)
    found = rig.read(lambda connection: reports.find(connection, AGENT, 1))
    message = rig.read(lambda connection: reports.message(connection, intake))

    assert intake == 1
    assert found is not None
    assert found.digest == digest_of(split(message)[1]) == sender.head.digest
    assert decode_envelope(split(message)[1]).sequence == 1
    assert rig.do(lambda tx: reports.message(tx, intake)) == message
    assert rig.read(lambda connection: reports.by_intake(connection, intake)) == found


def test_bytes_are_sealed_at_rest(rig: CollectorStore, sender: SigningAgent) -> None:
    rig.do(sender.store_report)
    ((_, sealed),) = rig.read(lambda connection: list(reports.stored_in_order(connection)))

    assert b"sightings" not in sealed
    assert rig.store.sealer.open(sealed).endswith(b"\n[]")


def test_intake_numbers_and_links_follow_each_other(rig: CollectorStore, sender: SigningAgent) -> None:
    for _ in range(3):
        rig.do(sender.store_report)
    rows = [row for row, _ in rig.read(lambda connection: list(reports.stored_in_order(connection)))]

    previous = chains.genesis(rig.store.collector_id).intake_digest
    for number, row in enumerate(rows, start=1):
        assert row.intake == number
        assert row.intake_digest == row.expected_intake_digest(previous)
        previous = row.intake_digest
    assert rig.writer.head.heads.intake_digest == previous


@pytest.mark.parametrize("field", ["agent_id", "sequence", "received_us", "verdict", "reason", "digest", "kind"])
def test_the_row_is_under_its_link(rig: CollectorStore, sender: SigningAgent, field: str) -> None:
    rig.do(sender.store_report)
    row = rig.read(lambda connection: reports.by_intake(connection, 1))
    assert row is not None
    genesis = chains.genesis(rig.store.collector_id).intake_digest

    altered: dict[str, Any] = {field: "altered"}
    assert replace(row, **altered).expected_intake_digest(genesis) != row.intake_digest


def test_a_gap_record_spans_what_was_dropped(rig: CollectorStore, sender: SigningAgent) -> None:
    rig.do(sender.store_report)
    rig.do(lambda tx: sender.store_gap(tx, 4))
    found = rig.read(lambda connection: reports.find(connection, AGENT, 5))

    assert found is not None
    assert (found.kind, found.first_sequence, found.sequence) == (ReportKind.GAP, 2, 5)
    assert rig.read(lambda connection: reports.find(connection, AGENT, 3)) is None


def test_what_contradicts_is_kept_once(rig: CollectorStore, sender: SigningAgent) -> None:
    def keep(digest: str) -> bool:
        return rig.do(
            lambda tx: reports.quarantine(
                tx, agent_id=AGENT, sequence=1, digest=Digest(digest), reason="fork", message=b"bytes"
            )
        )

    assert [keep("1" * 64), keep("1" * 64), keep("2" * 64)] == [True, False, True]


def test_an_unknown_intake_number_is_told(rig: CollectorStore) -> None:
    with pytest.raises(NotFound, match="report 7"):
        rig.read(lambda connection: reports.message(connection, 7))


def test_public_keys_are_those_of_the_agents(rig: CollectorStore, sender: SigningAgent) -> None:
    assert rig.read(reports.public_keys) == {AGENT: sender.key.public}


def test_stored_message_was_signed_by_its_agent(rig: CollectorStore, sender: SigningAgent) -> None:
    from collector.trust.keys import verifier

    intake = rig.do(sender.store_report)
    message = rig.read(lambda connection: reports.message(connection, intake))

    assert is_signed_by(Domain.REPORT, message, verifier(sender.key.public))
