from collector.ledger.life_cycle import Status
from collector.presence.subject import Admission
from collector.store import agents, segments, terminals, views
from tests.collector.store.test_agents import added
from tests.support.collector_store import CollectorStore
from tests.support.scenario import MAC_1
from tests.support.small_ledger import ACTOR, SmallLedger


def test_terminal_with_its_macs_unit_and_agent(rig: CollectorStore, ledger: SmallLedger) -> None:
    agent_id = added(rig, "a")
    rig.do(lambda tx: agents.bind(tx, agent_id, ledger.desktop))
    view = rig.read(lambda c: views.terminal_view(c, ledger.desktop))

    assert view is not None
    assert (view.admission, view.macs, view.unit_name) == (Admission.ADMITTED, frozenset({MAC_1}), "示例市财政局")
    assert view.agent is not None
    assert view.agent.id == agent_id


def test_status_decides_admission(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.SUSPENDED}, ACTOR))
    view = rig.read(lambda c: views.terminal_view(c, ledger.desktop))

    assert view is not None
    assert view.admission is Admission.NOT_ADMITTED


def test_segments_and_when_they_changed(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.read(views.segments_changed_us)
    rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"silent_grace_us": 5_000_000}, ACTOR))

    assert rig.read(views.segments_changed_us) > before
    held = rig.read(views.segment_views)
    assert held[ledger.finance_segment].silent_grace_us == 5_000_000
    assert held[ledger.services_segment].unit_name == "示例市政务服务中心"
    assert rig.read(lambda c: views.terminal_view(c, "0" * 32)) is None
