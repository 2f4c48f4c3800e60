from collector.presence.vouching import Standing
from collector.store import on_wire, views
from collector.store.on_wire import Place
from tests.collector.store.test_agents import added
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import SmallLedger
from tests.support.wire_history import claimed, heard

MAC, OTHER = "00-00-5E-00-53-66", "00-00-5E-00-53-67"


def test_places_are_those_of_open_bindings_and_claims_in_order(rig: CollectorStore, ledger: SmallLedger) -> None:
    here, now = ledger.finance_segment, rig.clock.now
    rig.do(lambda tx: heard(tx, here, OTHER, "10.37.12.98", (now - 10, now)))
    rig.do(lambda tx: heard(tx, here, OTHER, "", (now - 10, now)))
    rig.do(lambda tx: heard(tx, here, "00-00-5E-00-53-60", "10.37.12.97", (1, 2), closed=(2, "quiet")))
    rig.do(lambda tx: heard(tx, ledger.services_segment, MAC, "10.37.12.98", (now - 10, now)))
    rig.do(lambda tx: claimed(tx, "a" * 32, here, MAC, "10.37.12.99", now - 10, None))

    def found(*, after: Place | None = None, mac: str | None = None, address: str | None = None) -> list[str]:
        return [one.mac for one in rig.read(lambda c: on_wire.places(c, [here], after, mac=mac, address=address))]

    assert found() == [MAC, OTHER]
    assert found(after=Place(here, MAC)) == [OTHER]
    assert found(mac=OTHER) == [OTHER]
    assert found(address="10.37.12.99") == [MAC]
    assert rig.read(lambda c: on_wire.places(c, [])) == []


def test_claimed_address_stands_beside_those_heard(rig: CollectorStore, ledger: SmallLedger) -> None:
    here, now, agent_id = ledger.finance_segment, rig.clock.now, added(rig, "a")
    rig.do(lambda tx: heard(tx, here, MAC, "10.37.12.98", (now - 10, now)))
    rig.do(lambda tx: claimed(tx, agent_id, here, MAC, "10.37.12.98", now - 10, None))
    rig.do(lambda tx: claimed(tx, agent_id, here, MAC, "10.37.12.99", now - 10, None))

    rows = rig.read(lambda c: on_wire.of_places(c, [Place(here, MAC)], views.segment_views(c), now, 0))

    assert [(row.address, row.standing, bool(row.witnesses)) for row in rows] == [
        ("10.37.12.98", Standing.CLAIMED_UNAPPROVED, True),
        ("10.37.12.99", Standing.CLAIMED_UNAPPROVED, False),
    ]
