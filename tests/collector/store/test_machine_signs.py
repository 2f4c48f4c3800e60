from dataclasses import replace

from collector.ledger.machine import Machine
from collector.presence.subject import AgentStanding
from collector.store import agents, machine_signs
from collector.store.agents import Agent
from protocol.identity import AgentId, Digest
from tests.support.collector_store import CollectorStore
from tests.support.identities import DESKTOP, OTHER
from tests.support.small_ledger import SmallLedger

ONE, TWO = Machine.of(DESKTOP), Machine.of(OTHER)


def agent(rig: CollectorStore, letter: str, machine: Machine, state: AgentStanding = AgentStanding.ACTIVE) -> str:
    new = Agent(
        id=AgentId(letter * 32),
        key_id=letter * 16,
        public_key=letter.encode() * 32,
        state=state,
        hostname="CZJ-YSK-01",
        enrolled_us=ord(letter),
        last_sequence=0,
        last_digest=Digest("0" * 64),
        last_report_us=None,
        last_beat_us=None,
        boot_id=None,
        beat_counter=0,
        policy_version=0,
        spooled=0,
        clock_offset_us=0,
    )
    rig.do(lambda tx: agents.add(tx, new, {}))
    rig.do(lambda tx: machine_signs.replace(tx, new.id, machine))
    return new.id


def test_kept_and_replaced_whole(rig: CollectorStore) -> None:
    one = agent(rig, "a", ONE)
    assert rig.read(lambda c: machine_signs.of_agent(c, one)) == ONE

    rig.do(lambda tx: machine_signs.replace(tx, one, TWO))
    assert rig.read(lambda c: machine_signs.of_agent(c, one)) == TWO
    assert rig.read(lambda c: machine_signs.of_agent(c, "b" * 32)) is None


def test_others_with_any_sign_in_common(rig: CollectorStore, ledger: SmallLedger) -> None:
    one, copied = agent(rig, "a", ONE), agent(rig, "b", replace(TWO, machine_id=ONE.machine_id))
    agent(rig, "c", TWO)
    rig.do(lambda tx: agents.bind(tx, copied, ledger.counter))

    (found,) = rig.read(lambda c: machine_signs.peers(c, one, ONE))
    assert (found.agent_id, found.terminal_id, found.is_retired) == (copied, ledger.counter, False)
    assert found.machine.serial == TWO.serial
    assert rig.read(lambda c: machine_signs.peers(c, one, Machine())) == ()


def test_retired_ones_are_told_as_such(rig: CollectorStore) -> None:
    one = agent(rig, "a", ONE)
    agent(rig, "b", ONE, AgentStanding.RETIRED)

    assert [peer.is_retired for peer in rig.read(lambda c: machine_signs.peers(c, one, ONE))] == [True]
