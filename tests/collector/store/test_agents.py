import pytest

from collector.errors import InvalidValue, NotFound
from collector.presence.liveness import EndedBy
from collector.presence.subject import AgentStanding
from collector.store import agents, enrolment_codes
from collector.store.agents import Agent
from collector.store.scope import CITY, Scope
from protocol.chain import ChainHead
from protocol.identity import AgentId
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def added(rig: CollectorStore, sign: str, machine: dict[str, list[str]] | None = None) -> AgentId:
    agent_id = AgentId(sign * 32)
    head = ChainHead.genesis(agent_id)
    values = (sign * 16, sign.encode() * 32, AgentStanding.ACTIVE, "PC", rig.clock.now, head.sequence, head.digest)
    new = Agent(agent_id, *values, None, None, None, 0, 0, 0, 0)
    rig.do(lambda tx: agents.add(tx, new, machine or {"macs": []}))
    return agent_id


def test_scope_is_in_the_query(rig: CollectorStore, ledger: SmallLedger) -> None:
    bound, free = added(rig, "a"), added(rig, "b")
    rig.do(lambda tx: agents.bind(tx, bound, ledger.desktop))

    def seen(scope: Scope) -> set[str]:
        return {one.agent.id for one in rig.read(lambda c: agents.list_all(c, scope))}

    assert seen(CITY) == {bound, free}
    assert seen(Scope(frozenset({ledger.finance}))) == {bound}
    assert seen(Scope(frozenset({ledger.services}))) == set()


def test_waiting_agent_is_listed_with_the_terminal_it_enrolled_for(rig: CollectorStore, ledger: SmallLedger) -> None:
    waiting = added(rig, "a")
    code = rig.do(lambda tx: enrolment_codes.issue(tx, ledger.desktop, ACTOR))
    row = rig.read(lambda c: enrolment_codes.find(c, code))
    assert row is not None
    rig.do(lambda tx: enrolment_codes.use(tx, row.id, waiting, "a" * 16))

    (listed,) = rig.read(lambda c: agents.list_all(c, Scope(frozenset({ledger.finance}))))
    assert (listed.agent.id, listed.terminal_id, listed.unit_id) == (waiting, ledger.desktop, ledger.finance)
    assert rig.read(lambda c: agents.list_all(c, Scope(frozenset({ledger.services})))) == []
    rig.do(lambda tx: agents.bind(tx, waiting, ledger.counter))
    (listed,) = rig.read(lambda c: agents.list_all(c, CITY))
    assert listed.terminal_id == ledger.counter


def test_terminal_of_an_agent_is_an_interval(rig: CollectorStore, ledger: SmallLedger) -> None:
    old, new = added(rig, "a"), added(rig, "b")
    rig.do(lambda tx: agents.bind(tx, old, ledger.desktop))
    then_us = rig.clock.now
    rig.clock.advance(60)

    assert rig.do(lambda tx: agents.bind(tx, new, ledger.desktop)) == old
    assert rig.read(lambda c: agents.terminal_of(c, old)) is None
    assert rig.read(lambda c: agents.terminal_of(c, old, then_us)) == ledger.desktop
    held = rig.read(lambda c: agents.bound_to(c, ledger.desktop))
    assert held is not None
    assert held.id == new


def test_state_is_a_persons_decision(rig: CollectorStore) -> None:
    agent_id = added(rig, "a")
    rig.do(lambda tx: agents.set_state(tx, agent_id, AgentStanding.RETIRED, ACTOR))
    with pytest.raises(InvalidValue):
        rig.do(lambda tx: agents.set_state(tx, agent_id, AgentStanding.ACTIVE, ACTOR))
    with pytest.raises(NotFound):
        rig.do(lambda tx: agents.set_state(tx, "c" * 32, AgentStanding.ACTIVE, ACTOR))


def test_stretch_ends_at_its_last_beat(rig: CollectorStore) -> None:
    agent_id = added(rig, "a")
    rig.do(lambda tx: agents.start_stretch(tx, agent_id, "f" * 32, b"first"))
    held = rig.read(lambda c: agents.open_stretch(c, agent_id))
    assert held is not None
    rig.clock.advance(500)
    (lost,) = rig.read(lambda c: agents.stretches_without_beat_since(c, rig.clock.now))
    rig.do(lambda tx: agents.end_stretch(tx, lost.id, EndedBy.MISSED_BEATS))

    assert rig.read(lambda c: agents.open_stretch(c, agent_id)) is None
    assert rig.read(lambda c: agents.earlier_boots(c, agent_id)) == {"f" * 32}
    assert rig.read(lambda c: agents.by_public_key(c, b"a" * 32)) is not None


def test_macs_of_enrolment(rig: CollectorStore) -> None:
    burnt_in, shown = "00-00-5E-00-53-01", "02-00-5E-00-53-02"
    named = added(rig, "a", {"macs": [shown], "permanent_macs": [burnt_in]})
    silent = added(rig, "b")

    assert rig.read(lambda c: agents.enrolled_macs(c, named)) == {MacAddress.parse(one) for one in (burnt_in, shown)}
    assert rig.read(lambda c: agents.enrolled_macs(c, silent)) == frozenset()
    assert rig.read(lambda c: agents.enrolled_macs(c, "c" * 32)) == frozenset()
