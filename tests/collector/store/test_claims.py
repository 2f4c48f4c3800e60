from collector.presence.subject import AgentStanding
from collector.store import agents, claims
from collector.store.claims import Claimed
from tests.collector.store.test_agents import added
from tests.support.collector_store import CollectorStore
from tests.support.scenario import ADDRESS_1, ADDRESS_2, MAC_1, MAC_2

HERE = "5" * 32
ONE = Claimed("a" * 32, HERE, MAC_1, ADDRESS_1)
TWO = Claimed("a" * 32, HERE, MAC_1, ADDRESS_2)


def test_renewed_begun_and_ended(rig: CollectorStore) -> None:
    agent_id = added(rig, "a")
    assert rig.do(lambda tx: claims.renew(tx, agent_id, [ONE]))
    first_us = rig.clock.now
    rig.clock.advance(60)
    assert not rig.do(lambda tx: claims.renew(tx, agent_id, [ONE]))
    rig.clock.advance(60)
    assert rig.do(lambda tx: claims.renew(tx, agent_id, [TWO]))

    held = rig.read(lambda c: claims.concerning(c, MAC_1, [], HERE, 0))
    spans = {one.address: (one.from_us - first_us, one.last_us - first_us, one.to_us) for one in held}
    assert spans == {
        ADDRESS_1: (0, 60_000_000, first_us + 60_000_000),
        ADDRESS_2: (120_000_000, 120_000_000, None),
    }


def test_found_by_mac_anywhere_or_by_address_here(rig: CollectorStore) -> None:
    agent_id = added(rig, "a")
    rig.do(lambda tx: claims.renew(tx, agent_id, [ONE]))

    assert len(rig.read(lambda c: claims.concerning(c, MAC_1, [], "9" * 32, 0))) == 1
    assert len(rig.read(lambda c: claims.concerning(c, MAC_2, [ADDRESS_1], HERE, 0))) == 1
    assert rig.read(lambda c: claims.concerning(c, MAC_2, [ADDRESS_1], "9" * 32, 0)) == ()


def test_without_beats_nobody_vouches(rig: CollectorStore) -> None:
    agent_id = added(rig, "a")
    rig.do(lambda tx: claims.renew(tx, agent_id, [ONE]))
    assert rig.read(lambda c: [(one.agent_id, one.lasts) for one in claims.of_segment(c, HERE, 0)]) == [
        (agent_id, True)
    ]
    rig.do(lambda tx: claims.end_all(tx, agent_id))

    assert rig.read(lambda c: claims.attached(c, agent_id)) == []
    assert rig.read(lambda c: [(one.agent_id, one.lasts) for one in claims.of_segment(c, HERE, 0)]) == [
        (agent_id, False)
    ]
    assert rig.read(lambda c: claims.of_segment(c, HERE, rig.clock.now + 1)) == []


def test_present_are_the_active_ones_that_beat(rig: CollectorStore) -> None:
    silent, beating = added(rig, "a"), added(rig, "b")
    rig.do(lambda tx: claims.renew(tx, silent, [ONE, TWO]))
    rig.do(lambda tx: claims.renew(tx, beating, [ONE, TWO]))
    rig.do(lambda tx: agents.start_stretch(tx, beating, "boot", b"beat"))

    there = {(beating, "a" * 32): rig.clock.now}
    assert rig.read(claims.present) == {HERE: there}
    assert rig.read(lambda c: claims.present(c, ["9" * 32])) == {}
    assert rig.read(lambda c: claims.open_on(c, HERE)) == [
        (silent, MAC_1, rig.clock.now),
        (beating, MAC_1, rig.clock.now),
    ]
    rig.do(lambda tx: agents.change(tx, beating, state=AgentStanding.SUSPENDED.value))
    assert rig.read(claims.present) == {}


def test_which_of_some_macs_agents_vouched_for_lately(rig: CollectorStore) -> None:
    agent_id = added(rig, "a")
    rig.do(lambda tx: claims.renew(tx, agent_id, [ONE]))

    assert rig.read(lambda c: claims.macs_claimed(c, [MAC_1, MAC_2], rig.clock.now)) == {MAC_1}
    assert rig.read(lambda c: claims.macs_claimed(c, [MAC_1, MAC_2], rig.clock.now + 1)) == frozenset()
    assert rig.read(lambda c: claims.macs_claimed(c, [], 0)) == frozenset()
