"""What somebody had, as of then: custody, MACs and addresses end where the terminal, the MAC or the person moved on."""

import pytest

from collector.errors import InvalidValue, NotFound
from collector.ledger.custody import Custody
from collector.presence.person_trace import PersonAnswer
from collector.store import adapters, custody, person_trace, terminals
from collector.store.database import Connection
from collector.store.person_trace import PersonInquiry
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger
from tests.support.wire_history import claimed, heard

MAC, ADDRESS = "00-00-5E-00-53-01", "10.37.12.21"
HOUR = 3_600_000_000


def ask(rig: CollectorStore, scope: Scope, key: str, from_us: int, to_us: int) -> PersonAnswer:
    def work(connection: Connection) -> PersonAnswer:
        found = person_trace.require_one(person_trace.find(connection, scope, PersonInquiry(key, from_us, to_us)))
        return person_trace.trace(connection, scope, found, from_us, to_us)

    return rig.read(work)


def test_addresses_count_while_the_terminal_was_theirs(rig: CollectorStore, ledger: SmallLedger) -> None:
    begin = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, MAC, ADDRESS, (begin + HOUR, begin + 5 * HOUR)))
    rig.do(lambda tx: claimed(tx, "a" * 32, ledger.finance_segment, MAC, ADDRESS, begin + HOUR, begin + 5 * HOUR))
    rig.clock.advance(2 * 3600)
    rig.do(lambda tx: custody.hand_over(tx, ledger.desktop, Custody(owner_id=ledger.zhao, room="0405"), ACTOR))
    rig.clock.advance(8 * 3600)

    (li,) = ask(rig, CITY, "李明轩", begin, rig.clock.now).holdings
    zhao = ask(rig, CITY, ledger.zhao, begin, rig.clock.now).holdings

    (address,) = li.addresses
    assert (li.to_us, li.room) == (begin + 2 * HOUR, "0312")
    assert (address.first_us, address.last_us) == (begin + HOUR, begin + 2 * HOUR - 1)
    assert (address.is_heard, address.is_claimed, address.segment.name) == (True, True, "财政局三楼")
    assert [(one.held_as, one.room, one.to_us) for one in zhao] == [
        ("owner", "0405", None),
        ("owner", "0312", begin + 2 * HOUR),
    ]
    assert ask(rig, CITY, "F001", rig.clock.now, rig.clock.now).holdings == ()


def test_a_mac_that_moved_to_another_pc_tells_nothing_of_the_later_time(
    rig: CollectorStore, ledger: SmallLedger
) -> None:
    begin = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, MAC, ADDRESS, (begin + 3 * HOUR, begin + 4 * HOUR)))
    rig.clock.advance(3600)
    held = rig.read(lambda c: adapters.list_all(c, CITY, None))
    own = next(item for item in held if str(item.value.mac) == MAC)
    rig.do(lambda tx: adapters.REGISTER.end(tx, own.id, ACTOR, "moved"))
    rig.clock.advance(8 * 3600)

    (holding,) = ask(rig, CITY, "李明轩", begin, rig.clock.now).holdings

    assert [(one.mac, one.to_us) for one in holding.adapters] == [(MAC, begin + HOUR)]
    assert holding.addresses == ()


def test_scope_is_in_the_query(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    with pytest.raises(NotFound):
        ask(rig, Scope(frozenset({ledger.services})), "李明轩", now, now)
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"unit_id": ledger.services}, ACTOR))
    rig.clock.advance(60)

    own = ask(rig, Scope(frozenset({ledger.finance})), "李明轩", rig.clock.now, rig.clock.now)

    assert own.holdings == ()


def test_impossible_time(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(InvalidValue):
        ask(rig, CITY, "李明轩", 2, 1)
