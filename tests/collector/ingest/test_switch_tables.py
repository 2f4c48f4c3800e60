"""A switch's tables through the writer: in steps, once, and going on where they stopped."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from collector.imports.switch_tables.selection import Seen, Selection
from collector.ingest import switch_tables
from collector.ingest.switch_tables import MACS_AT_ONCE, take_in
from collector.presence.binding import SwitchTable
from collector.presence.location import Place
from collector.store import bindings, switch_imports, switch_ports
from collector.store.switch_imports import SwitchImport
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from tests.support.agents_door import DoorRig

COUNT = 2 * MACS_AT_ONCE + 1


def seen(number: int) -> Seen:
    mac = MacAddress(b"\x00\x00\x5e\x00" + number.to_bytes(2, "big"))
    place = Place(f"GE0/0/{number}", 12)
    return Seen(mac, ((None, SwitchTable.MAC),), 0, is_dated=True, is_repeated=False, place=place)


def tables(door: DoorRig) -> tuple[SwitchImport, Selection]:
    now = door.rig.clock.now
    found = tuple(replace(seen(number), heard_us=now) for number in range(1, COUNT + 1))
    one = SwitchImport(
        0, door.ledger.finance_segment, "SW-3F", now, "d" * 64, "h3c-comware", "operator:x", now, 12, COUNT, COUNT, 0
    )
    return one, Selection(12, found, (), 0, 0, 0)


def bring(
    door: DoorRig, write: Callable[[Callable[[Transaction], SwitchImport]], SwitchImport]
) -> tuple[SwitchImport, bool]:
    one, selection = tables(door)
    return take_in(write, door.context, one, selection, has_mac_table=True, counts={}, reason=None)


def test_in_steps_so_that_agents_do_not_wait(door: DoorRig) -> None:
    works: list[object] = []

    def write(work: Callable[[Transaction], SwitchImport]) -> SwitchImport:
        works.append(work)
        return door.rig.do(work)

    done, already = bring(door, write)

    assert (done.folded, already) == (COUNT, False)
    assert len(works) == 1 + 3 + 1
    assert len(door.alerts()) == COUNT


def test_cut_short_it_goes_on_where_it_stopped(door: DoorRig) -> None:
    left = 2

    def write(work: Callable[[Transaction], SwitchImport]) -> SwitchImport:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError("power cut")
        return door.rig.do(work)

    with pytest.raises(OSError, match="power cut"):
        bring(door, write)
    one, _ = tables(door)
    held = door.rig.read(lambda c: switch_imports.find(c, one.segment_id, one.switch, one.taken_us, one.digest))
    done, already = bring(door, door.rig.do)
    again, then = bring(door, door.rig.do)
    folded = door.rig.read(lambda c: bindings.by_ids(c, range(1, 2 * COUNT)))

    assert held is not None
    assert held.folded == MACS_AT_ONCE
    assert ((done.folded, already), (again.id, then)) == ((COUNT, False), (done.id, True))
    assert [item.frames for item in folded] == [1] * COUNT


def test_two_switches_are_two_witnesses(door: DoorRig) -> None:
    one, selection = tables(door)
    other = replace(one, switch="SW-CORE", digest="e" * 64)
    for brought in (one, other):
        first = replace(selection, seen=selection.seen[:1])
        single = replace(brought, macs=1)
        take_in(door.rig.do, door.context, single, first, has_mac_table=True, counts={}, reason=None)

    assert [item.alert.certainty for item in door.alerts()] == ["confirmed"]


def test_compared_says_what_is_new_before_and_nothing_after(door: DoorRig) -> None:
    one, selection = tables(door)

    def compared() -> list[switch_tables.Change]:
        return door.rig.read(lambda c: switch_tables.compared(c, one.segment_id, one.switch, selection.seen))

    before = compared()
    bring(door, door.rig.do)
    after = compared()
    newest = door.rig.read(
        lambda c: switch_ports.newest(c, one.segment_id, one.switch, [item.mac for item in selection.seen])
    )

    assert {(item.is_new, item.was_port) for item in before} == {(True, None)}
    assert [item.was_port for item in after] == [f"GE0/0/{number}" for number in range(1, COUNT + 1)]
    assert not any(item.is_new for item in after)
    assert len(newest) == COUNT
