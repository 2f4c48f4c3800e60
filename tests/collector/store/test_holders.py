from collector.presence.tracing import Reason
from collector.store import holders
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import SmallLedger
from tests.support.wire_history import bound

MAC = "00-00-5E-00-53-01"


def test_whose_a_mac_on_a_wire_is(rig: CollectorStore, ledger: SmallLedger) -> None:
    found, reasons = rig.read(
        lambda connection: holders.of_wire(
            connection, CITY, MAC, "10.37.12.21", ledger.finance_segment, (), rig.clock.now
        )
    )

    assert [item.terminal_id for item in found] == [ledger.desktop]
    assert reasons == [Reason.MAC_REGISTERED, Reason.ADDRESS_REGISTERED]


def test_the_same_address_elsewhere_is_not_its_registration(rig: CollectorStore, ledger: SmallLedger) -> None:
    _, reasons = rig.read(
        lambda connection: holders.of_wire(
            connection, CITY, MAC, "10.37.12.21", ledger.services_segment, (), rig.clock.now
        )
    )

    assert reasons == [Reason.MAC_REGISTERED]


def test_an_agents_terminal_as_of_then(rig: CollectorStore, ledger: SmallLedger) -> None:
    start = rig.clock.now
    rig.do(lambda tx: bound(tx, "c" * 32, ledger.counter, start))

    def ask(at: int) -> list[str]:
        found, _ = rig.read(lambda connection: holders.of_wire(connection, CITY, "X", "", None, ["c" * 32], at))
        return [item.terminal_id for item in found]

    assert ask(start) == [ledger.counter]
    assert ask(start - 1) == []


def test_what_the_ledger_alone_says(rig: CollectorStore, ledger: SmallLedger) -> None:
    def ask(scope: Scope = CITY, address: str | None = None, macs: tuple[str, ...] = ()) -> list[str]:
        rows = rig.read(
            lambda connection: list(
                holders.registered(connection, scope, rig.clock.now, address=address, macs=macs, terminal_ids=())
            )
        )
        return [row.holder.terminal_id for row in rows]

    assert ask(address="10.37.12.23") == [ledger.counter]
    assert ask(macs=(MAC,)) == [ledger.desktop]
    assert ask(Scope(frozenset({ledger.services})), macs=(MAC,)) == []
