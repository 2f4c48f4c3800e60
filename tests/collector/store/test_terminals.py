from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.errors import AlreadyThere, InvalidValue, NotFound
from collector.ledger.adapter import Adapter
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.store import adapters, addresses, custody, journal, terminals
from collector.store.scope import CITY, Scope
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger, registration

MAC = MacAddress.parse("00-00-5E-00-53-01")


def test_a_registration_is_stored_whole(rig: CollectorStore, ledger: SmallLedger) -> None:
    found = rig.read(lambda connection: terminals.find(connection, CITY, "CZJ-YSK-01"))
    held = rig.read(lambda connection: custody.of_terminal(connection, found.id))

    assert found.value.reg_no == "3714992026000001"
    assert [item.value.mac for item in rig.read(lambda connection: adapters.of_terminal(connection, found.id))] == [MAC]
    assert len(rig.read(lambda connection: addresses.of_terminal(connection, found.id))) == 1
    assert held is not None
    assert held.value == Custody(owner_id=ledger.zhao, user_id=ledger.li, room="0312")


@pytest.mark.parametrize("key", ["3714992026000001", "CZJ-YSK-01", "PF3FAKE01"])
def test_a_terminal_is_found_by_what_it_is_called(rig: CollectorStore, ledger: SmallLedger, key: str) -> None:
    assert rig.read(lambda connection: terminals.find(connection, CITY, key)).id == ledger.desktop


def test_all_or_nothing(rig: CollectorStore, ledger: SmallLedger) -> None:
    """The MAC of the second adapter is taken: neither terminal nor first adapter nor journal entry stays."""
    form = registration(ledger.services, ledger.wang, "00-00-5E-00-53-09")
    form = replace(form, adapters=(*form.adapters, Adapter(mac=MAC)))
    before = rig.writer.head

    with pytest.raises(AlreadyThere, match="00-00-5E-00-53-01"):
        rig.do(lambda tx: terminals.add(tx, form, ACTOR))
    assert len(rig.read(lambda connection: terminals.list_all(connection, CITY))) == 2
    assert rig.writer.head == before


def test_numbers_are_never_given_twice(rig: CollectorStore, ledger: SmallLedger) -> None:
    third = rig.do(lambda tx: terminals.add(tx, registration(ledger.finance, ledger.zhao, "02-00-5E-00-53-10"), ACTOR))
    rig.do(lambda tx: terminals.change(tx, third, {"status": Status.RETIRED}, ACTOR))
    rig.do(lambda tx: terminals.REGISTER.end(tx, third, ACTOR))
    fourth = rig.do(lambda tx: terminals.add(tx, registration(ledger.finance, ledger.zhao, "02-00-5E-00-53-11"), ACTOR))

    assert rig.read(lambda connection: terminals.find(connection, CITY, fourth)).value.reg_no == "3714992026000004"
    again = registration(ledger.finance, ledger.zhao, "02-00-5E-00-53-12", reg_no="3714992026000003")
    with pytest.raises(AlreadyThere, match="3714992026000003"):
        rig.do(lambda tx: terminals.add(tx, again, ACTOR))


def test_the_life_cycle_holds(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": "suspended"}, ACTOR, "维修"))
    with pytest.raises(InvalidValue, match="cannot follow suspended"):
        rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.CHANGING}, ACTOR))
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.ADMITTED}, ACTOR))
    late = registration(ledger.finance, ledger.zhao, "02-00-5E-00-53-10", status=Status.RETIRED)
    with pytest.raises(InvalidValue, match="begins"):
        rig.do(lambda tx: terminals.add(tx, late, ACTOR))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"status": "gone"}, "gone"),
        ({"reg_no": "3714992026000009"}, "never changes"),
        ({"terminal_type": "pc"}, "desktop"),
    ],
)
def test_changes_that_are_not_allowed(
    rig: CollectorStore, ledger: SmallLedger, changes: dict[str, object], text: str
) -> None:
    with pytest.raises(InvalidValue, match=text):
        rig.do(lambda tx: terminals.change(tx, ledger.desktop, changes, ACTOR))


def test_an_unknown_unit_or_person_is_told(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotFound, match="unit"):
        rig.do(lambda tx: terminals.add(tx, registration("f" * 32, ledger.zhao, "02-00-5E-00-53-10"), ACTOR))
    with pytest.raises(NotFound, match="person"):
        rig.do(lambda tx: terminals.add(tx, registration(ledger.finance, "f" * 32, "02-00-5E-00-53-10"), ACTOR))


def test_the_holder_of_a_mac_as_of_then(rig: CollectorStore, ledger: SmallLedger) -> None:
    """The adapter moves to another terminal: each moment has its own holder."""
    before = rig.clock.now
    rig.clock.advance(60)
    (held,) = rig.read(lambda connection: adapters.of_terminal(connection, ledger.desktop))
    rig.do(lambda tx: adapters.end(tx, held.id, ACTOR))
    rig.clock.advance(60)
    rig.do(lambda tx: adapters.add(tx, ledger.counter, Adapter(mac=MAC), ACTOR))

    def holders(at: int | None) -> list[str]:
        return [owner.id for _, owner in rig.read(lambda connection: terminals.holder_of_mac(connection, MAC, at))]

    assert holders(before) == [ledger.desktop]
    assert holders(rig.clock.now - 30_000_000) == []
    assert holders(None) == [ledger.counter]


def test_the_holder_of_an_address_by_segment(rig: CollectorStore, ledger: SmallLedger) -> None:
    same = registration(
        ledger.services, ledger.wang, "02-00-5E-00-53-10", "10.37.12.21", segment_id=ledger.services_segment
    )
    twin = rig.do(lambda tx: terminals.add(tx, same, ACTOR))
    address = ip_address("10.37.12.21")

    def holders(segment_id: str | None) -> set[str]:
        found = rig.read(lambda connection: terminals.holder_of_address(connection, segment_id, address))
        return {owner.id for _, owner in found}

    assert holders(ledger.finance_segment) == {ledger.desktop}
    assert holders(ledger.services_segment) == {twin}
    assert holders(None) == {ledger.desktop, twin}


def test_scope_is_in_every_query(rig: CollectorStore, ledger: SmallLedger) -> None:
    scope = Scope(frozenset({ledger.services}))

    assert [item.id for item in rig.read(lambda connection: terminals.list_all(connection, scope))] == [ledger.counter]
    assert len(rig.read(lambda connection: adapters.list_all(connection, scope))) == 1
    assert len(rig.read(lambda connection: addresses.list_all(connection, scope))) == 1
    assert len(rig.read(lambda connection: custody.list_all(connection, scope))) == 1
    with pytest.raises(NotFound):
        rig.read(lambda connection: terminals.find(connection, scope, "CZJ-YSK-01"))


def test_the_journal_tells_the_whole_registration(rig: CollectorStore, ledger: SmallLedger) -> None:
    actions = rig.read(lambda connection: [entry.action for entry in journal.entries(connection)])

    assert actions[-4:] == ["terminal-added", "custody-added", "adapter-added", "address-added"]
