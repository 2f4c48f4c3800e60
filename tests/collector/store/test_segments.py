from ipaddress import ip_address, ip_network

import pytest

from collector.errors import AlreadyThere, InvalidValue, NotFound
from collector.store import segments
from collector.store.scope import CITY, Scope
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_a_segment_comes_back_as_it_was(rig: CollectorStore, ledger: SmallLedger) -> None:
    found = rig.read(lambda connection: segments.find(connection, CITY, "财政局三楼")).value

    assert found.prefixes == (ip_network("10.37.12.0/24"),)
    assert found.gateways == (ip_address("10.37.12.1"),)
    assert found.gateway_macs == (MacAddress.parse("00-00-5E-00-53-FE"),)
    assert found.silent_grace_us == 120_000_000


def test_an_rfc_1918_prefix_may_lie_on_several(rig: CollectorStore, ledger: SmallLedger) -> None:
    address = ip_address("10.37.12.77")
    everywhere = rig.read(lambda connection: segments.holding(connection, address))
    own = rig.read(lambda connection: segments.holding(connection, address, Scope(frozenset({ledger.finance}))))

    assert {item.id for item in everywhere} == {ledger.finance_segment, ledger.services_segment}
    assert [item.id for item in own] == [ledger.finance_segment]
    assert rig.read(lambda connection: segments.holding(connection, ip_address("10.38.0.1"))) == []


def test_changes_are_versions(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.clock.now
    rig.clock.advance(1)
    prefixes = (ip_network("10.37.12.0/24"), ip_network("2001:db8::/64"))
    rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"prefixes": prefixes, "vlan": 112}, ACTOR))

    def ask(at: int | None) -> tuple[object, ...]:
        found = rig.read(lambda connection: segments.find(connection, CITY, ledger.finance_segment, at)).value
        return found.prefixes, found.vlan

    assert ask(None) == (prefixes, 112)
    assert ask(before) == (prefixes[:1], None)


def test_names_and_units_are_checked(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(AlreadyThere, match="政务大厅"):
        rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"name": "政务大厅"}, ACTOR))
    with pytest.raises(NotFound, match="unit"):
        rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"unit_id": "f" * 32}, ACTOR))
    with pytest.raises(InvalidValue, match="prefixes"):
        rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"prefixes": ()}, ACTOR))
    same = rig.read(lambda connection: segments.find(connection, CITY, "政务大厅")).value
    with pytest.raises(AlreadyThere):
        rig.do(lambda tx: segments.add(tx, same, ACTOR))
