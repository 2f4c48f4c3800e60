from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.ledger.adapter import Adapter
from collector.store import adapters, views
from collector.store.scope import CITY, Scope
from collector.store.strangers import Strangers, strangers
from protocol.mac import MacAddress
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC, DoorRig, open_agents_door
from tests.support.small_ledger import ACTOR


@pytest.fixture
def door(tmp_path: Path) -> Iterator[DoorRig]:
    with open_agents_door(tmp_path) as opened:
        voice = opened.enrolled(opened.ledger.desktop, DESKTOP_MAC)
        opened.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
        heard = [voice.sighting(mac, address) for mac, address in _HEARD]
        opened.deliver(voice, voice.report(*heard))
        yield opened


_HEARD = ((STRANGER_MAC, "10.37.12.77"), (DESKTOP_MAC, DESKTOP_ADDRESS), ("00-00-5E-00-53-FE", "10.37.12.1"))


def found(door: DoorRig, scope: Scope = CITY, **more: object) -> Strangers:
    def ask(connection: object) -> Strangers:
        segments = views.segment_views(connection)  # type: ignore[arg-type]
        return strangers(connection, scope, segments, door.rig.clock.now, 0, **more)  # type: ignore[arg-type]

    return door.rig.read(ask)


def test_neither_the_registered_nor_the_gateway(door: DoorRig) -> None:
    assert [one.mac for one in found(door).heard] == [STRANGER_MAC]


def test_gone_once_registered(door: DoorRig) -> None:
    new = Adapter(mac=MacAddress.parse(STRANGER_MAC))
    door.rig.do(lambda tx: adapters.add(tx, door.ledger.counter, new, ACTOR))

    assert found(door).heard == ()


def test_of_the_segments_unit_alone(door: DoorRig) -> None:
    assert found(door, Scope(frozenset({door.ledger.services}))).heard == ()
    assert len(found(door, Scope(frozenset({door.ledger.finance}))).heard) == 1
    assert found(door, unit_ids=[door.ledger.services]).heard == ()


def test_pending_agents(door: DoorRig) -> None:
    assert found(door).pending == ()
    voice = door.enrolled(door.ledger.counter, STRANGER_MAC)

    assert [one.agent.id for one in found(door).pending] == [voice.id]
    assert found(door, Scope(frozenset({door.ledger.finance}))).pending == ()
