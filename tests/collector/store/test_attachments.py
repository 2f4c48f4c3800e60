from collector.store import agents, claims, views
from collector.store.attachments import Attachments
from collector.store.claims import Claimed
from tests.collector.store.test_agents import added
from tests.support.collector_store import CollectorStore
from tests.support.scenario import ADDRESS_1, MAC_1
from tests.support.small_ledger import SmallLedger

ADAPTER = "a" * 32


def test_claim_nearest_in_time_names_the_segment(rig: CollectorStore, ledger: SmallLedger) -> None:
    agent_id = added(rig, "a")
    rig.do(lambda tx: agents.bind(tx, agent_id, ledger.desktop))
    start_us = rig.clock.now
    for segment_id in (ledger.finance_segment, ledger.services_segment):
        claimed = Claimed(ADAPTER, segment_id, MAC_1, ADDRESS_1)
        rig.do(lambda tx, one=claimed: claims.renew(tx, agent_id, [one]))  # type: ignore[misc]
        rig.clock.advance(3600)

    def where(at_us: int) -> str | None:
        with rig.store.reading() as connection:
            found = Attachments(connection, agent_id, views.segment_views(connection)).segment_of(ADAPTER, at_us)
        return found.id if found else None

    assert where(start_us + 60_000_000) == ledger.finance_segment
    assert where(rig.clock.now) == ledger.services_segment


def test_adapter_nobody_knows_is_nowhere(rig: CollectorStore, ledger: SmallLedger) -> None:
    agent_id = added(rig, "a")
    with rig.store.reading() as connection:
        assert Attachments(connection, agent_id, views.segment_views(connection)).segment_of(ADAPTER, 0) is None
    assert ledger.desktop
