"""The way beats come, at the agents' door: NAT is told by who holds the source on a segment."""

from dataclasses import replace

import pytest

from collector.store import agents, paths
from protocol.mac import MacAddress
from protocol.observations import Looked, LookOutcome
from protocol.report import ReportKind
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import COUNTER_MAC, DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig
from tests.support.pc import WIRED

NAT_BOX, NAT_ADDRESS = "00-00-5E-00-53-77", "10.37.12.80"


@pytest.fixture
def watcher(door: DoorRig) -> AgentVoice:
    """A PC on the segment, which hears the box's outer side."""
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    for _ in range(2):
        door.deliver(voice, voice.report(voice.sighting(NAT_BOX, NAT_ADDRESS)))
        door.advance(1, voice)
    return voice


def looks(door: DoorRig, voice: AgentVoice, mac: str, source: str, name: str = "eth0") -> None:
    """Says which adapters it has, after a beat that came from that source."""
    door.rig.do(lambda tx: agents.change(tx, voice.id, source=source))
    adapter = replace(WIRED, mac=MacAddress.parse(mac), permanent_mac=MacAddress.parse(mac), name=name)
    looked = Looked("adapters", LookOutcome.SEEN, None)
    door.deliver(voice, voice.report(looked, adapter, kind=ReportKind.INVENTORY))


def behind(door: DoorRig, terminal: str, mac: str, source: str = NAT_ADDRESS) -> AgentVoice:
    voice = door.enrolled(terminal, mac)
    door.beat(voice, mac)
    looks(door, voice, mac, source)
    return voice


def test_pcs_behind_a_box_are_one_alert_that_names_its_mac(door: DoorRig, watcher: AgentVoice) -> None:
    first = behind(door, door.ledger.counter, COUNTER_MAC)
    (one,) = door.alerts("private-router")
    assert (one.alert.certainty, one.alert.told_us) == ("suspected", None)

    # The watcher's PC is carried behind the box, too: its beats name no address of a segment any more.
    door.beat(watcher, DESKTOP_MAC)
    door.rig.do(lambda tx: agents.change(tx, watcher.id, source=NAT_ADDRESS))
    looks(door, first, COUNTER_MAC, NAT_ADDRESS, name="eth1")

    (one,) = door.alerts("private-router")
    assert (one.alert.certainty, one.alert.evidence["others_behind"]) == ("confirmed", 1)
    assert (one.alert.evidence["source_mac"], one.segment_id) == (NAT_BOX, door.ledger.finance_segment)


def test_pc_that_holds_the_source_itself_is_behind_nothing(door: DoorRig, watcher: AgentVoice) -> None:
    voice = door.enrolled(door.ledger.counter, NAT_BOX)
    door.beat(voice, NAT_BOX)
    looks(door, voice, NAT_BOX, NAT_ADDRESS)

    assert door.alerts("private-router") == []


def test_source_that_nobody_holds_here_is_another_site(door: DoorRig, watcher: AgentVoice) -> None:
    behind(door, door.ledger.counter, COUNTER_MAC, "10.99.0.7")

    assert door.alerts("private-router") == []


def test_over_when_its_beats_come_from_its_own_address(door: DoorRig, watcher: AgentVoice) -> None:
    voice = behind(door, door.ledger.counter, COUNTER_MAC)
    door.advance(60, voice)
    door.beat(voice, COUNTER_MAC, "10.37.12.23")
    looks(door, voice, COUNTER_MAC, "10.37.12.23", name="eth1")

    (one,) = door.alerts("private-router")
    assert one.alert.state == "closed"


def test_who_shares_the_difference_is_counted(door: DoorRig, watcher: AgentVoice) -> None:
    door.rig.do(lambda tx: agents.change(tx, watcher.id, source="10.0.0.9"))
    since = door.rig.clock.now - 600_000_000
    segment = door.ledger.finance_segment

    assert door.rig.read(lambda c: paths.peers(c, segment, "f" * 32, since)) == (1, 1)
    door.rig.do(lambda tx: agents.change(tx, watcher.id, source=DESKTOP_ADDRESS))
    assert door.rig.read(lambda c: paths.peers(c, segment, "f" * 32, since)) == (1, 0)
