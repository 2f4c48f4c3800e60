import pytest

from collector.errors import AlreadyThere
from collector.ledger.adapter import Adapter, AdapterClass
from collector.store import adapters, terminals
from collector.store.scope import CITY
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

DOCK = Adapter(mac=MacAddress.parse("02-00-5E-00-53-20"), adapter_class=AdapterClass.SHARED)


def test_a_mac_belongs_to_one_terminal(rig: CollectorStore, ledger: SmallLedger) -> None:
    taken = Adapter(mac=MacAddress.parse("0000.5e00.5301"))

    with pytest.raises(AlreadyThere, match=ledger.desktop):
        rig.do(lambda tx: adapters.add(tx, ledger.counter, taken, ACTOR))


def test_a_dock_may_be_shared(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: adapters.add(tx, ledger.desktop, DOCK, ACTOR))
    rig.do(lambda tx: adapters.add(tx, ledger.counter, DOCK, ACTOR))

    found = rig.read(lambda connection: terminals.holder_of_mac(connection, DOCK.mac))
    assert {owner.id for _, owner in found} == {ledger.desktop, ledger.counter}
    assert all(item.value.adapter_class is AdapterClass.SHARED for item, _ in found)


def test_a_shared_mac_cannot_be_claimed_alone(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: adapters.add(tx, ledger.desktop, DOCK, ACTOR))

    with pytest.raises(AlreadyThere, match="shared"):
        rig.do(lambda tx: adapters.add(tx, ledger.counter, Adapter(mac=DOCK.mac), ACTOR))
    with pytest.raises(AlreadyThere):
        rig.do(lambda tx: adapters.add(tx, ledger.desktop, DOCK, ACTOR))


def test_an_adapter_is_found_by_its_mac(rig: CollectorStore, ledger: SmallLedger) -> None:
    found = rig.read(lambda connection: adapters.find(connection, CITY, "00-00-5E-00-53-01"))

    assert found.value.adapter_class is AdapterClass.FIXED
