import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from collector.store.tables import evidence
from protocol.identity import AgentId
from tests.support.collector_store import CollectorStore
from tests.support.signing_agent import SigningAgent


def test_one_sequence_of_an_agent_is_stored_once(rig: CollectorStore) -> None:
    sender = SigningAgent(AgentId("a" * 32))
    rig.do(sender.enrol)
    rig.do(sender.store_report)
    sender.head = type(sender.head).genesis(sender.id)

    with pytest.raises(IntegrityError, match="UNIQUE"):
        rig.do(sender.store_report)


def test_a_journal_number_is_given_by_us_alone(rig: CollectorStore) -> None:
    values = {"at_us": 1, "actor": "a", "action": "b", "subject_kind": "c", "subject_id": "d", "content": "{}"}
    row = values | {"sequence": 1, "previous": "0" * 64, "digest": "0" * 64}
    connection_work = insert(evidence.journal).values(row)

    with pytest.raises(IntegrityError, match="UNIQUE"):
        rig.do(lambda tx: [tx.connection.execute(connection_work) for _ in range(2)])
    assert not evidence.journal.c.sequence.autoincrement
