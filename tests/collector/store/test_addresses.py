from ipaddress import ip_address

import pytest

from collector.errors import AlreadyThere, NotFound
from collector.ledger.adapter import RegisteredAddress
from collector.store import addresses
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

ADDRESS = ip_address("10.37.12.21")


def add(rig: CollectorStore, terminal_id: str, segment_id: str | None) -> str:
    return rig.do(
        lambda tx: addresses.add(tx, terminal_id, RegisteredAddress(address=ADDRESS, segment_id=segment_id), ACTOR)
    )


def test_the_same_address_may_be_registered_on_another_segment(rig: CollectorStore, ledger: SmallLedger) -> None:
    add(rig, ledger.counter, ledger.services_segment)

    held = rig.read(lambda connection: addresses.of_terminal(connection, ledger.counter))
    assert {item.value.address for item in held} == {ADDRESS, ip_address("10.37.12.23")}


def test_on_one_segment_it_belongs_to_one_terminal(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(AlreadyThere, match=ledger.desktop):
        add(rig, ledger.counter, ledger.finance_segment)
    with pytest.raises(AlreadyThere, match=ledger.desktop):
        add(rig, ledger.counter, None)


def test_once_ended_it_is_free(rig: CollectorStore, ledger: SmallLedger) -> None:
    (held,) = rig.read(lambda connection: addresses.of_terminal(connection, ledger.desktop))
    rig.do(lambda tx: addresses.end(tx, held.id, ACTOR))

    assert add(rig, ledger.counter, ledger.finance_segment)


def test_the_segment_must_be_there(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotFound, match="segment"):
        add(rig, ledger.counter, "f" * 32)


def test_ipv6_has_one_form(rig: CollectorStore, ledger: SmallLedger) -> None:
    first = RegisteredAddress(address=ip_address("2001:0DB8:0:0::1"))
    rig.do(lambda tx: addresses.add(tx, ledger.desktop, first, ACTOR))

    with pytest.raises(AlreadyThere, match="2001:db8::1"):
        rig.do(
            lambda tx: addresses.add(tx, ledger.counter, RegisteredAddress(address=ip_address("2001:db8::1")), ACTOR)
        )
