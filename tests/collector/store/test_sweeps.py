"""Rows of table sweep, and what is known of a segment before one begins."""

from ipaddress import ip_address

from sqlalchemy import insert, select

from collector.store import segments, sweeps
from collector.store.scope import CITY, Scope
from collector.store.sweeps import Answered, Result, SweepState
from collector.store.tables import binding, claim, terminal
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

SEGMENT = "5" * 32
HOUR_US = 3_600_000_000
RESULT = Result(
    254, 500, 1, 1, {"unregistered": 1}, (Answered("10.37.12.60", "00-00-5E-00-53-77", "unregistered", None, True),)
)


def begin(rig: CollectorStore, segment: str = SEGMENT) -> str:
    return rig.do(lambda tx: sweeps.begin(tx, segment, ACTOR, "演练", cap=40, targets=254, heard_lately=3)).id


def hold(rig: CollectorStore, mac: str, address: str, last_us: int, frames: int = 1) -> None:
    values = {"segment_id": SEGMENT, "mac": mac, "address": address, "first_us": last_us, "last_us": last_us}

    def work(tx: Transaction) -> None:
        tx.connection.execute(insert(binding).values(**values, resumed_us=last_us, frames=frames, how="arp-reply"))

    rig.do(work)


def test_a_sweep_runs_until_it_ends_with_its_result(rig: CollectorStore) -> None:
    number = begin(rig)
    running = rig.read(lambda connection: sweeps.running(connection, SEGMENT))
    rig.do(lambda tx: sweeps.end(tx, number, SweepState.DONE, RESULT))
    done = rig.read(lambda connection: sweeps.find(connection, SEGMENT, number))

    assert running is not None
    assert (running.id, running.state, running.result) == (number, SweepState.RUNNING, None)
    assert done is not None
    assert (done.state, done.result, done.reason) == (SweepState.DONE, RESULT, "演练")
    assert rig.read(lambda connection: sweeps.running(connection, SEGMENT)) is None
    assert rig.read(lambda connection: sweeps.find(connection, "6" * 32, number)) is None


def test_the_newest_stand_first(rig: CollectorStore) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(begin(rig))
        rig.clock.advance(1)

    found = rig.read(lambda connection: sweeps.of_segment(connection, SEGMENT, 2))
    assert [one.id for one in found] == numbers[:0:-1]


def test_a_segment_is_due_when_its_time_has_come_and_none_runs(rig: CollectorStore, ledger: SmallLedger) -> None:
    def due() -> list[str]:
        return rig.read(lambda connection: sweeps.due(connection, rig.clock.now))

    assert due() == []
    rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"sweep_every_us": HOUR_US}, ACTOR))
    assert due() == [ledger.finance_segment]
    number = begin(rig, ledger.finance_segment)
    rig.clock.advance(7200)
    assert due() == []
    rig.do(lambda tx: sweeps.end(tx, number, SweepState.DONE, RESULT))
    assert due() == [ledger.finance_segment]
    begin(rig, ledger.finance_segment)
    assert due() == []


def test_what_was_heard_and_what_is_claimed_counts_as_heard(rig: CollectorStore) -> None:
    now_us = rig.clock.now
    hold(rig, "00-00-5E-00-53-77", "10.37.12.60", now_us - HOUR_US)
    hold(rig, "00-00-5E-00-53-78", "10.37.12.61", now_us - 3 * HOUR_US)
    hold(rig, "00-00-5E-00-53-79", "", now_us)
    values = {"agent_id": "a" * 32, "adapter_id": "b" * 32, "segment_id": SEGMENT, "mac": "00-00-5E-00-53-01"}

    def work(tx: Transaction) -> None:
        times = {"from_us": now_us, "last_us": now_us}
        tx.connection.execute(insert(claim).values(**values, **times, address="10.37.12.21"))

    rig.do(work)

    heard = rig.read(lambda connection: sweeps.heard_since(connection, SEGMENT, now_us - 2 * HOUR_US))
    claimed = rig.read(lambda connection: sweeps.claimed_now(connection, SEGMENT))
    assert heard == {ip_address("10.37.12.60"): now_us - HOUR_US, ip_address("10.37.12.21"): now_us}
    assert claimed == {("a" * 32, "b" * 32): frozenset({ip_address("10.37.12.21")})}


def test_known_are_ipv6_addresses_and_macs(rig: CollectorStore) -> None:
    now_us = rig.clock.now
    hold(rig, "00-00-5E-00-53-77", "2001:db8:37:12::60", now_us, frames=9)
    hold(rig, "00-00-5E-00-53-78", "10.37.12.61", now_us)

    assert rig.read(lambda c: sweeps.known_ipv6(c, SEGMENT, 0)) == [ip_address("2001:db8:37:12::60")]
    macs = rig.read(lambda c: sweeps.known_macs(c, SEGMENT, 0))
    assert macs == [MacAddress.parse("00-00-5E-00-53-77"), MacAddress.parse("00-00-5E-00-53-78")]
    assert rig.read(lambda c: sweeps.known_macs(c, SEGMENT, now_us + 1)) == []


def test_answers_are_those_of_the_time_between(rig: CollectorStore) -> None:
    now_us = rig.clock.now
    hold(rig, "00-00-5E-00-53-77", "10.37.12.60", now_us)
    hold(rig, "00-00-5E-00-53-78", "10.37.12.60", now_us)

    found = rig.read(lambda c: sweeps.answers(c, SEGMENT, now_us - 1, now_us + 1))
    assert found == {ip_address("10.37.12.60"): {"00-00-5E-00-53-77", "00-00-5E-00-53-78"}}
    assert rig.read(lambda c: sweeps.answers(c, SEGMENT, now_us + 1, now_us + 2)) == {}


def test_numbers_of_another_units_terminals_are_left_out(rig: CollectorStore, ledger: SmallLedger) -> None:
    wanted = (ledger.desktop, ledger.counter)
    query = select(terminal.c.id, terminal.c.reg_no).where(terminal.c.id.in_(wanted))
    by_id = {row.id: row.reg_no for row in rig.read(lambda c: c.execute(query).all())}
    numbers = [by_id[one] for one in wanted]

    def seen(scope: Scope) -> frozenset[str]:
        return rig.read(lambda c: sweeps.numbers_within(c, scope, numbers))

    assert seen(CITY) == set(numbers)
    assert seen(Scope(frozenset({ledger.finance}))) == {numbers[0]}


def test_all_that_run(rig: CollectorStore) -> None:
    first, second = begin(rig), begin(rig, "6" * 32)
    rig.do(lambda tx: sweeps.end(tx, first, SweepState.DONE, RESULT))

    assert [one.id for one in rig.read(sweeps.under_way)] == [second]
