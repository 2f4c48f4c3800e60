"""What the election is told of each agent, from what beats, inventories, tables and people said."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from collector.ledger.terminal import TerminalType
from collector.presence.coverage import Hears, Judged
from collector.presence.election import MOST_TRIED, Candidate, LeaseEnd, Medium, Preference
from collector.presence.subject import AgentStanding
from collector.store import agents, candidates, coverage, leases, watch_preferences
from collector.store.watch_preferences import Named
from protocol.mac import MacAddress
from protocol.observations import Adapter, DiscoveryProtocol, Looked, LookOutcome, SwitchPort
from protocol.report import ReportKind
from tests.support.agent_voice import ADAPTER
from tests.support.agents_door import DoorRig, open_agents_door
from tests.support.colleagues import Colleague, beat, colleague, minutes
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIRED
from tests.support.small_ledger import ACTOR

OWN = replace(WIRED, id=ADAPTER)
SWITCH_MAC = MacAddress.parse("00-00-5E-00-53-F0")


@pytest.fixture
def door(tmp_path: Path) -> Iterator[DoorRig]:
    with open_agents_door(tmp_path) as opened:
        yield opened


def of(door: DoorRig, one: Colleague, seen_us: int = 0) -> Candidate:
    found = door.rig.read(
        lambda c: candidates.of_segment(c, door.ledger.finance_segment, door.rig.clock.now, seen_us=seen_us)
    )
    return next(item for item in found if item.agent_id == one.id)


def says(door: DoorRig, one: Colleague, *adapters: Adapter) -> None:
    looked = Looked("adapters", LookOutcome.SEEN, None)
    door.deliver(one.voice, one.voice.report(looked, *adapters, kind=ReportKind.INVENTORY))


def test_what_the_ledger_says(door: DoorRig) -> None:
    laptop = colleague(door, 11, terminal_type=TerminalType.LAPTOP)
    started_us = door.rig.clock.now
    minutes(door, 2, [laptop])
    found = of(door, laptop)

    assert (found.terminal_id, found.is_laptop, found.is_active) == (laptop.terminal_id, True, True)
    assert (found.alive_since_us, found.comings, found.medium) == (started_us, 1, Medium.UNKNOWN)
    door.rig.do(lambda tx: agents.change(tx, laptop.id, state=AgentStanding.SUSPENDED.value))
    assert not of(door, laptop).is_active


def test_one_that_left_is_spoken_of_for_a_time(door: DoorRig) -> None:
    one = colleague(door, 11)
    beat(door, one)
    door.advance(200, one.voice)
    door.tick()

    assert of(door, one, seen_us=300_000_000).alive_since_us is None
    with pytest.raises(StopIteration):
        of(door, one)


def test_every_coming_is_counted(door: DoorRig) -> None:
    one = colleague(door, 11)
    for _ in range(3):
        beat(door, one)
        door.advance(600, one.voice)
        door.tick()
    beat(door, one)

    assert of(door, one).comings == 4


@pytest.mark.parametrize(
    ("adapters", "medium"),
    [
        ([OWN], Medium.WIRED),
        ([replace(WIFI, id=ADAPTER)], Medium.WIRELESS),
        ([replace(OWN, master="br0"), WIFI, stacked("br0", "bridge", "eth0")], Medium.WIRED),
        (
            [replace(OWN, master="br0"), replace(WIFI, master="br0"), stacked("br0", "bridge", "eth0", "wlan0")],
            Medium.BRIDGED,
        ),
        ([WIFI, replace(stacked("br0", "bridge", "wlan0"), id=ADAPTER)], Medium.WIRELESS),
        ([], Medium.UNKNOWN),
    ],
)
def test_what_lies_beneath_decides_the_medium(adapters: list[Adapter], medium: Medium) -> None:
    assert candidates.medium_of(adapters, ADAPTER) is medium


def test_inventory_tells_the_medium(door: DoorRig) -> None:
    one = colleague(door, 11)
    beat(door, one)
    says(door, one, replace(WIFI, id=ADAPTER))

    assert of(door, one).medium is Medium.WIRELESS


def test_switch_s_own_word_tells_where_it_hangs(door: DoorRig) -> None:
    one = colleague(door, 11)
    beat(door, one)
    told = SwitchPort(
        ADAPTER, DiscoveryProtocol.LLDP, SWITCH_MAC, "sw-3f", "GE0/0/7", None, None, None, one.voice.wall_us
    )
    door.deliver(one.voice, one.voice.report(told))

    assert of(door, one).switch == "sw-3f"


def test_people_s_decisions_the_newer_of_two(door: DoorRig) -> None:
    one = colleague(door, 11)
    beat(door, one)
    here = door.ledger.finance_segment

    def decide(named: Named, preference: Preference) -> Preference | None:
        door.rig.do(lambda tx: watch_preferences.put(tx, here, named, preference, ACTOR, "测试"))
        return of(door, one).preference

    assert of(door, one).preference is None
    assert decide(Named(terminal_id=one.terminal_id), Preference.NEVER) is Preference.NEVER
    door.rig.clock.advance(1)
    assert decide(Named(agent_id=one.id), Preference.PREFER) is Preference.PREFER


def isolated(door: DoorRig, one: Colleague, hears: Hears = Hears.ISOLATED) -> None:
    here = door.ledger.finance_segment
    door.rig.do(lambda tx: coverage.renew(tx, one.id, [here]))
    (watch,) = (item for item in door.rig.read(coverage.open_ones) if item.agent_id == one.id)
    door.rig.do(lambda tx: coverage.judge(tx, watch, Judged(hears, watch.from_us)))


def test_isolation_is_remembered_and_soon_known_of_all(door: DoorRig) -> None:
    everybody = [colleague(door, number) for number in range(11, 17)]
    for one in everybody:
        beat(door, one)
    for one in everybody[: MOST_TRIED - 1]:
        isolated(door, one)
    assert [of(door, one).is_isolated for one in everybody] == [True] * 3 + [False] * 3

    isolated(door, everybody[3])
    assert all(of(door, one).is_isolated for one in everybody)
    isolated(door, everybody[4], Hears.PEERS)
    assert [of(door, one).is_isolated for one in everybody] == [True] * 4 + [False] * 2


def test_one_that_did_not_take_its_duty_up(door: DoorRig) -> None:
    one = colleague(door, 11)
    beat(door, one)
    (lease,) = door.rig.read(lambda c: leases.in_force(c, door.rig.clock.now))
    door.rig.do(lambda tx: leases.end(tx, lease.id, LeaseEnd.NOT_TAKEN_UP))

    assert of(door, one).did_not_take_up
    door.rig.clock.advance(601)
    assert not of(door, one).did_not_take_up
