import pytest

from collector.errors import NotFound
from collector.ledger.referee import CaseKind, Proposal, Remedy
from collector.store import agents, identity_cases
from collector.store.identity_cases import Case
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

AGENT = "a" * 32
MOVED = Proposal(CaseKind.ADAPTER_MOVED, Remedy.MOVE_ADAPTER, "moved", "t2", mac="00-00-5E-00-53-44")


def opened(rig: CollectorStore, unit_id: str | None) -> Case:
    return rig.do(lambda tx: identity_cases.open_case(tx, AGENT, "t1", unit_id, MOVED, "mark"))


def test_open_renewed_decided_and_decided_anew(rig: CollectorStore) -> None:
    one = opened(rig, "u1")
    rig.clock.advance(60)
    rig.do(lambda tx: identity_cases.renew(tx, one.id))
    (held,) = rig.read(lambda c: identity_cases.list_all(c, CITY))
    assert (held.remedy, held.mark, held.seen_us - held.opened_us) == (Remedy.MOVE_ADAPTER, "mark", 60_000_000)

    for decision in ("accept", "keep"):
        rig.do(lambda tx, d=decision: identity_cases.close(tx, one, d, ACTOR, "现场核对"))  # type: ignore[misc]
        assert rig.read(lambda c: identity_cases.get(c, one.id)).decision == decision
    assert rig.read(lambda c: identity_cases.list_all(c, CITY)) == []
    assert len(rig.read(lambda c: identity_cases.list_all(c, CITY, decided=True))) == 1


def test_scope_is_in_the_query(rig: CollectorStore) -> None:
    one, city = opened(rig, "u1"), opened(rig, None)
    own, other = Scope(frozenset({"u1"})), Scope(frozenset({"u2"}))

    assert [case.id for case in rig.read(lambda c: identity_cases.list_all(c, own))] == [one.id]
    assert rig.read(lambda c: identity_cases.list_all(c, other)) == []
    assert rig.read(lambda c: identity_cases.find(c, own, one.id[:8])).id == one.id
    for scope, key in ((other, one.id), (own, city.id), (own, one.id[:3]), (own, "%%%%%%")):
        with pytest.raises(NotFound):
            rig.read(lambda c, s=scope, k=key: identity_cases.find(c, s, k))  # type: ignore[misc]


def test_unbinding_ends_the_interval_and_keeps_it(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: agents.bind(tx, AGENT, ledger.desktop))
    rig.clock.advance(60)
    rig.do(lambda tx: identity_cases.unbind(tx, AGENT))

    assert rig.read(lambda c: agents.terminal_of(c, AGENT)) is None
    then = rig.clock.now - 30_000_000
    assert rig.read(lambda c: agents.terminal_of(c, AGENT, then)) == ledger.desktop
