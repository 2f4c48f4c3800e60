"""While a change awaits approval, what was approved before vouches, and nothing else."""

from ipaddress import ip_address

import pytest

from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.changes import Trigger
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import AccessDomain
from collector.operators.roles import Role, rights_of
from collector.presence.subject import Admission
from collector.store import adapters, addresses, custody, terminal_life, terminals, views, vouched
from collector.store.terminal_life import By
from collector.store.transaction import Transaction
from protocol.address import Address
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

OLD, NEW = MacAddress.parse("00-00-5E-00-53-01"), MacAddress.parse("00-00-5E-00-53-0A")
OLD_ADDRESS, NEW_ADDRESS = ip_address("10.37.12.21"), ip_address("10.37.12.99")
SUN = By("operator:s", "s", "孙立", rights_of(Role.APPROVER))


@pytest.fixture
def changing(rig: CollectorStore, ledger: SmallLedger) -> str:
    """The desktop with another card, address and domain asked for."""
    rig.clock.advance(3600)

    def work(tx: Transaction) -> str:
        key = ledger.desktop
        terminal_life.reopen(tx, key, Trigger.CHANGE, ACTOR, "换网卡")
        terminals.change(tx, key, {"access_domain": AccessDomain.PUBLIC_SERVICE}, ACTOR)
        (held,) = adapters.of_terminal(tx.connection, key)
        adapters.end(tx, held.id, ACTOR)
        adapters.add(tx, key, Adapter(mac=NEW), ACTOR)
        (at,) = addresses.of_terminal(tx.connection, key)
        addresses.end(tx, at.id, ACTOR)
        new = RegisteredAddress(address=NEW_ADDRESS, segment_id=ledger.finance_segment)
        addresses.add(tx, key, new, ACTOR)
        return key

    made = rig.do(work)
    rig.clock.advance(60)
    return made


def owners(rig: CollectorStore, mac: MacAddress) -> list[tuple[str, bool]]:
    return [(item.id, is_new) for item, is_new in rig.read(lambda c: vouched.owners_of_mac(c, mac))]


def holders(rig: CollectorStore, ledger: SmallLedger, address: Address) -> list[str]:
    found = rig.read(lambda c: vouched.holders_of_address(c, ledger.finance_segment, address))
    return [item.id for item in found]


def test_old_values_vouch_until_it_is_decided(rig: CollectorStore, ledger: SmallLedger, changing: str) -> None:
    assert (owners(rig, OLD), owners(rig, NEW)) == ([(changing, False)], [(changing, True)])
    assert (holders(rig, ledger, OLD_ADDRESS), holders(rig, ledger, NEW_ADDRESS)) == ([changing], [])
    view = rig.read(lambda connection: views.terminal_view(connection, changing))
    assert view is not None
    assert (view.admission, view.status, view.macs) == (Admission.ADMITTED, "changing", frozenset({OLD}))
    assert view.domain == "administrative"


def test_approved_values_vouch(rig: CollectorStore, ledger: SmallLedger, changing: str) -> None:
    rig.do(lambda tx: terminal_life.step(tx, changing, Status.ADMITTED, SUN, "同意"))

    assert (owners(rig, OLD), owners(rig, NEW)) == ([], [(changing, False)])
    assert (holders(rig, ledger, OLD_ADDRESS), holders(rig, ledger, NEW_ADDRESS)) == ([], [changing])


def test_refused_change_is_undone_and_stays_on_record(rig: CollectorStore, ledger: SmallLedger, changing: str) -> None:
    asked_us = rig.clock.now
    rig.clock.advance(60)
    rig.do(lambda tx: terminal_life.refuse_change(tx, changing, SUN, "不同意"))

    assert (owners(rig, OLD), owners(rig, NEW)) == ([(changing, False)], [])
    assert holders(rig, ledger, OLD_ADDRESS) == [changing]
    now, then = (
        rig.read(lambda connection, at=at: terminals.by_id(connection, changing, at))  # type: ignore[misc]
        for at in (None, asked_us)
    )
    assert now is not None
    assert then is not None
    assert (now.value.status, now.value.access_domain.value) == (Status.ADMITTED, "administrative")
    assert (then.value.status, then.value.access_domain.value) == (Status.CHANGING, "public-service")
    held = rig.read(lambda connection: custody.of_terminal(connection, changing))
    assert held is not None
    assert held.value.user_id == ledger.li
