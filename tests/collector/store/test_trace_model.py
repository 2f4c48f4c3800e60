"""A trace answers like somebody who keeps a copy of everything after every change, whatever the changes were."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from collector.ledger.adapter import Adapter
from collector.ledger.custody import Custody
from collector.presence.tracing import Candidate, Question, Strength
from collector.store import adapters, custody, people, terminals, units
from collector.store.scope import CITY
from collector.store.trace import Inquiry, trace
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from tests.support import small_ledger
from tests.support.collector_store import CollectorStore, open_collector_store
from tests.support.small_ledger import ACTOR, SmallLedger
from tests.support.wire_history import heard

STEP_S = 600
MACS = ("00-00-5E-00-53-01", "00-00-5E-00-53-03", "02-00-5E-00-53-99")
ADDRESS = "10.37.12.21"


@dataclass
class Pc:
    """What the naive model keeps of a terminal."""

    unit: str
    hostname: str
    user: str | None
    owner: str
    room: str


@dataclass
class World:
    """Everything at one moment, as plain values; `at_address` is the MAC that has ADDRESS."""

    names: dict[str, str]
    people: dict[str, str]
    pcs: dict[str, Pc]
    cards: dict[str, str | None]
    at_address: str | None = None

    def holder(self, mac: str) -> tuple[object, ...] | None:
        """(terminal, host name, unit's name, user, owner, room) of whoever has that MAC."""
        terminal_id = self.cards[mac]
        if terminal_id is None:
            return None
        pc = self.pcs[terminal_id]
        names = self.people.get(pc.user or ""), self.people[pc.owner]
        return terminal_id, pc.hostname, self.names[pc.unit], *names, pc.room


@dataclass
class Town:
    """The store, and beside it a copy of the world after every change."""

    rig: CollectorStore
    ledger: SmallLedger
    world: World
    kept: list[tuple[int, World]] = field(default_factory=list)

    def do(self, work: Callable[[Transaction], object]) -> None:
        self.rig.clock.advance(STEP_S)
        self.rig.do(work)

    def keep(self) -> None:
        self.kept.append((self.rig.clock.now, deepcopy(self.world)))

    def world_at(self, moment: int) -> World:
        return next(world for since, world in reversed(self.kept) if since <= moment)

    def put_on_the_wire(self) -> None:
        """What the model says of ADDRESS as bindings: each ends with the microsecond before the next begins."""
        self.rig.clock.advance(STEP_S)
        runs: list[tuple[int, str | None]] = []
        for since, world in self.kept:
            if not runs or runs[-1][1] != world.at_address:
                runs.append((since, world.at_address))
        ends = [since for since, _ in runs[1:]] + [self.rig.clock.now]
        for (first, mac), end in zip(runs, ends, strict=True):
            if mac is not None:
                self._hear(mac, first, end - 1, is_last=end == ends[-1])

    def _hear(self, mac: str, first: int, last: int, *, is_last: bool) -> None:
        closed = None if is_last else (last, "contradicted")
        segment = self.ledger.finance_segment
        self.rig.do(lambda tx: heard(tx, segment, mac, ADDRESS, (first, last), closed=closed))


def hand_over(town: Town, pc: int, person: int, room: int) -> None:
    """To another user and owner, into another room."""
    terminal_id, person_id = sorted(town.world.pcs)[pc], sorted(town.world.people)[person]
    held = Custody(owner_id=person_id, user_id=person_id, room=f"{room:04d}")
    town.do(lambda tx: custody.hand_over(tx, terminal_id, held, ACTOR))
    kept = town.world.pcs[terminal_id]
    kept.user = kept.owner = person_id
    kept.room = f"{room:04d}"


def rename_unit(town: Town, pc: int, _person: int, number: int) -> None:
    unit_id = sorted(town.world.names)[pc]
    town.do(lambda tx: units.change(tx, unit_id, {"name": f"示例市第{number}局{pc}"}, ACTOR))
    town.world.names[unit_id] = f"示例市第{number}局{pc}"


def rename_person(town: Town, _pc: int, person: int, number: int) -> None:
    person_id, name = sorted(town.world.people)[person], "李王赵周孙"[number % 5] + "明轩"
    town.do(lambda tx: people.change(tx, person_id, {"name": name}, ACTOR))
    town.world.people[person_id] = name


def rename_pc(town: Town, pc: int, _person: int, number: int) -> None:
    terminal_id = sorted(town.world.pcs)[pc]
    town.do(lambda tx: terminals.change(tx, terminal_id, {"hostname": f"PC-{pc}-{number}"}, ACTOR))
    town.world.pcs[terminal_id].hostname = f"PC-{pc}-{number}"


def move_pc(town: Town, pc: int, person: int, _number: int) -> None:
    """To one of the two units."""
    terminal_id, unit_id = sorted(town.world.pcs)[pc], sorted(town.world.names)[person % 2]
    town.do(lambda tx: terminals.change(tx, terminal_id, {"unit_id": unit_id}, ACTOR))
    town.world.pcs[terminal_id].unit = unit_id


def move_card(town: Town, pc: int, mac: int, _number: int) -> None:
    """Out of the PC that has it, into this one; out altogether where it is there already."""
    terminal_id, card = sorted(town.world.pcs)[pc], MACS[mac]
    had = town.world.cards[card]

    def move(tx: Transaction) -> None:
        if had is not None:
            (held,) = [one for one in adapters.of_terminal(tx.connection, had) if str(one.value.mac) == card]
            adapters.end(tx, held.id, ACTOR, "换机")
        if had != terminal_id:
            adapters.add(tx, terminal_id, Adapter(mac=MacAddress.parse(card)), ACTOR)

    town.do(move)
    town.world.cards[card] = None if had == terminal_id else terminal_id


def take_address(town: Town, pc: int, mac: int, _number: int) -> None:
    """Another MAC answers for ADDRESS; nobody, where it did."""
    town.rig.clock.advance(STEP_S)
    town.world.at_address = None if town.world.at_address == MACS[mac] else MACS[mac]


CHANGES = (hand_over, rename_unit, rename_person, rename_pc, move_pc, move_card, take_address)
CHANGE = st.tuples(st.sampled_from(CHANGES), st.integers(0, 1), st.integers(0, 2), st.integers(1, 6))


def begin(rig: CollectorStore) -> Town:
    ledger = rig.do(small_ledger.fill)
    finance, services, li = ledger.finance, ledger.services, ledger.li
    world = World(
        names={finance: "示例市财政局", services: "示例市政务服务中心"},
        people={li: "李明轩", ledger.zhao: "赵建国", ledger.wang: "王思远"},
        pcs={
            ledger.desktop: Pc(finance, "CZJ-YSK-01", li, ledger.zhao, "0312"),
            ledger.counter: Pc(services, "ZWDT-B07", None, ledger.wang, "B07"),
        },
        cards={MACS[0]: ledger.desktop, MACS[1]: ledger.counter, MACS[2]: None},
    )
    town = Town(rig, ledger, world)
    town.keep()
    return town


def candidates(town: Town, text: str, moment: int) -> tuple[Candidate, ...]:
    inquiry = Inquiry(Question.parse(text), moment, moment)
    return town.rig.read(lambda connection: trace(connection, CITY, inquiry)).candidates


def told(candidate: Candidate) -> tuple[object, ...] | None:
    """The one holder, as the model tells it."""
    if not candidate.holders:
        return None
    (one,) = candidate.holders
    user, owner = (person.name if person else None for person in (one.user, one.owner))
    return one.terminal_id, one.hostname, one.unit_name, user, owner, one.room


def moments(town: Town, asked: list[float]) -> Iterator[int]:
    """Each change, the microsecond before the next one, and anything between."""
    times = [since for since, _ in town.kept]
    yield from times
    yield from (since - 1 for since in times[1:])
    yield from (times[0] + int(part * (town.rig.clock.now - 1 - times[0])) for part in asked)


@settings(max_examples=25, deadline=None)
@given(st.lists(CHANGE, min_size=1, max_size=8), st.lists(st.floats(0, 1), max_size=4))
def test_as_somebody_who_keeps_everything(
    changes: list[tuple[Callable[[Town, int, int, int], None], int, int, int]], asked: list[float]
) -> None:
    with TemporaryDirectory() as folder, open_collector_store(Path(folder)) as rig:
        town = begin(rig)
        for change, *choice in changes:
            change(town, *choice)
            town.keep()
        town.put_on_the_wire()
        for moment in moments(town, asked):
            world = town.world_at(moment)
            heard_then = [one for one in candidates(town, ADDRESS, moment) if one.strength is Strength.HEARD]
            assert [one.mac for one in heard_then] == ([world.at_address] if world.at_address else [])
            assert [told(one) for one in heard_then] == [world.holder(one.mac) for one in heard_then]
            for terminal_id, pc in world.pcs.items():
                found = {holder.terminal_id for one in candidates(town, pc.hostname, moment) for holder in one.holders}
                assert terminal_id in found
