from collector.store import quarantine, reports
from protocol.identity import AgentId, Digest
from tests.support.collector_store import CollectorStore

AGENT, DIGEST = AgentId("a" * 32), Digest("d" * 64)


def test_kept_once_and_found_by_digest(rig: CollectorStore) -> None:
    for expected in (True, False):
        kept = rig.do(
            lambda tx: reports.quarantine(tx, agent_id=AGENT, sequence=3, digest=DIGEST, reason="fork", message=b"m")
        )
        assert kept is expected

    assert rig.read(lambda c: quarantine.holds(c, AGENT, DIGEST))
    assert not rig.read(lambda c: quarantine.holds(c, AGENT, "e" * 64))
    assert [one.sequence for one in rig.read(lambda c: quarantine.list_all(c, AGENT))] == [3]
