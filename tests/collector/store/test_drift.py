"""What is gathered for 账实核对: within scope, with who heard it when and where."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.errors import NotFound
from collector.ledger.life_cycle import Status
from collector.store import terminals
from collector.store.drift import UNWATCHED, Pair, pairs, terminal_id_of
from collector.store.scope import CITY, Scope
from protocol.observations import Looked, LookOutcome
from protocol.report import ReportKind
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, DoorRig, open_agents_door
from tests.support.identities import host
from tests.support.small_ledger import ACTOR


@pytest.fixture
def door(tmp_path: Path) -> Iterator[DoorRig]:
    with open_agents_door(tmp_path) as opened:
        yield opened


def gathered(door: DoorRig, scope: Scope = CITY, **more: str) -> list[Pair]:
    return door.rig.read(lambda c: list(pairs(c, scope, door.rig.clock.now, **more)))


def test_row_with_its_people_adapters_and_addresses(door: DoorRig) -> None:
    desktop, counter = gathered(door)

    assert desktop.books.user is not None
    assert desktop.books.user.name == "李明轩"
    assert (desktop.books.fixed_macs, desktop.books.addresses) == ((DESKTOP_MAC,), (DESKTOP_ADDRESS,))
    assert counter.books.user is None
    assert counter.seen.sighted.why_unseeable == UNWATCHED


def test_answers_come_with_the_report_that_gave_them(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    looked = Looked("host-identity", LookOutcome.SEEN, None)
    (receipt,) = door.deliver(voice, voice.report(looked, host(), kind=ReportKind.INVENTORY))
    desktop, _ = gathered(door)

    assert desktop.seen.answers["host-identity"].digest == receipt.digest
    assert desktop.seen.sighted.last_us == door.rig.clock.now
    assert (desktop.seen.own_units, desktop.seen.strange_units) == (("示例市财政局",), ())

    door.advance(60, voice)
    blind = Looked("host-identity", LookOutcome.COULD_NOT_LOOK, "no privileges")
    door.deliver(voice, voice.report(blind, kind=ReportKind.INVENTORY))
    desktop, _ = gathered(door)
    assert desktop.seen.answers["host-identity"].digest is None


def test_agentless_terminal_was_where_it_was_heard(door: DoorRig) -> None:
    voice = door.enrolled(door.ledger.desktop, DESKTOP_MAC)
    door.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    door.deliver(voice, voice.report(voice.sighting("00-00-5E-00-53-03", "10.37.12.99")))
    finance = Scope(frozenset({door.ledger.services}))

    _, counter = gathered(door)
    assert counter.seen.heard_addresses == ("10.37.12.99",)
    assert counter.seen.strange_units == ("示例市财政局",)
    (counter,) = gathered(door, finance)
    assert counter.seen.strange_units == ("another unit",), "nobody learns the other's name"


def test_only_rows_that_are_on_the_net_by_their_status(door: DoorRig) -> None:
    door.rig.do(lambda tx: terminals.change(tx, door.ledger.counter, {"status": Status.SUSPENDED}, ACTOR))

    assert [one.terminal.id for one in gathered(door)] == [door.ledger.desktop]


def test_scope_is_in_the_query(door: DoorRig) -> None:
    services = Scope(frozenset({door.ledger.services}))

    assert [one.terminal.id for one in gathered(door, services)] == [door.ledger.counter]
    assert gathered(door, services, terminal_id=door.ledger.desktop) == []
    with pytest.raises(NotFound):
        door.rig.read(lambda c: terminal_id_of(c, services, "CZJ-YSK-01"))
