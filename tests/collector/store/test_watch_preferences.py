import pytest

from collector.errors import NotFound
from collector.presence.election import Preference
from collector.store import agents, journal, watch_preferences
from collector.store.watch_preferences import Named
from tests.collector.store.test_agents import added
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

DESK = "9" * 32


def put(rig: CollectorStore, segment_id: str, named: Named, preference: Preference) -> None:
    rig.do(lambda tx: watch_preferences.put(tx, segment_id, named, preference, ACTOR, "隔离端口"))
    rig.clock.advance(1)


def test_newer_decision_takes_the_older_one_s_place(rig: CollectorStore, ledger: SmallLedger) -> None:
    here = ledger.finance_segment
    put(rig, here, Named(terminal_id=ledger.desktop), Preference.PREFER)
    put(rig, here, Named(terminal_id=ledger.desktop), Preference.NEVER)
    put(rig, here, Named(agent_id=DESK), Preference.PREFER)

    held = rig.read(lambda c: watch_preferences.in_force(c, here))
    assert [(one.named.terminal_id, one.preference) for one in held] == [
        (ledger.desktop, Preference.NEVER),
        (None, Preference.PREFER),
    ]
    assert (held[0].actor, held[0].reason) == (ACTOR, "隔离端口")
    assert rig.read(lambda c: watch_preferences.in_force(c, ledger.services_segment)) == []


def test_terminal_stands_for_whichever_agent_it_has(rig: CollectorStore, ledger: SmallLedger) -> None:
    here = ledger.finance_segment
    put(rig, here, Named(terminal_id=ledger.desktop), Preference.NEVER)
    agent_id = added(rig, "a")
    assert rig.read(lambda c: watch_preferences.agents_with(c, Preference.NEVER)) == set()
    rig.do(lambda tx: agents.bind(tx, agent_id, ledger.desktop))

    assert rig.read(lambda c: watch_preferences.agents_with(c, Preference.NEVER)) == {(here, agent_id)}
    assert rig.read(lambda c: watch_preferences.agents_with(c, Preference.PREFER)) == set()
    assert Named(terminal_id=ledger.desktop).is_of("whoever", ledger.desktop)
    assert not Named(agent_id=DESK).is_of("whoever", ledger.desktop)


def test_cleared_once_and_journalled(rig: CollectorStore, ledger: SmallLedger) -> None:
    here, named = ledger.finance_segment, Named(terminal_id=ledger.desktop)
    put(rig, here, named, Preference.NEVER)
    rig.do(lambda tx: watch_preferences.clear(tx, here, named, ACTOR, "已修复"))

    assert rig.read(watch_preferences.in_force) == []
    with pytest.raises(NotFound, match="nothing was decided"):
        rig.do(lambda tx: watch_preferences.clear(tx, here, named, ACTOR, "已修复"))
    told = [one for one in rig.read(lambda c: list(journal.entries(c))) if one.action == "segment-watcher"]
    assert [(one.subject_id, one.values["old"], one.values["new"], one.reason) for one in told] == [
        (here, None, "never", "隔离端口"),
        (here, "never", None, "已修复"),
    ]
