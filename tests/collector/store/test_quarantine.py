from collector.store import agents, quarantine, reports
from protocol.identity import AgentId, Digest
from tests.support.collector_store import CollectorStore
from tests.support.signing_agent import SigningAgent

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


def test_pages_in_the_order_of_receipt_with_the_host_name(rig: CollectorStore) -> None:
    enrolled = SigningAgent(AgentId("b" * 32))
    rig.do(enrolled.enrol)
    rig.do(lambda tx: agents.change(tx, enrolled.id, hostname="CZJ-YSK-01"))
    for agent_id, sequence in ((enrolled.id, 3), (AGENT, 9), (enrolled.id, 4)):
        digest = Digest(f"{sequence:064x}")
        rig.do(
            lambda tx, of=agent_id, number=sequence, digest=digest: reports.quarantine(  # type: ignore[misc]
                tx, agent_id=of, sequence=number, digest=digest, reason="fork", message=b"m"
            )
        )

    whole = rig.read(quarantine.page)
    assert [(one.hostname, one.report.sequence) for one in whole] == [("CZJ-YSK-01", 3), (None, 9), ("CZJ-YSK-01", 4)]
    assert rig.read(lambda c: quarantine.page(c, after=whole[0].id, most=1)) == whole[1:2]
    assert rig.read(lambda c: quarantine.page(c, agent_id=enrolled.id)) == [whole[0], whole[2]]
