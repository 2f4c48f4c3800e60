from collector.presence.inventory import Sort
from collector.store import devices
from collector.store.devices import Pc
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.settled_pc import settle
from tests.support.small_ledger import SmallLedger


def asked(rig: CollectorStore, *sorts: Sort, scope: Scope = CITY, **more: object) -> list[Pc]:
    return rig.read(lambda c: devices.pcs_with(c, scope, sorts, **more))  # type: ignore[arg-type]


def test_only_pcs_that_may_have_one_and_only_within_the_scope(rig: CollectorStore, ledger: SmallLedger) -> None:
    laptop = rig.do(lambda tx: settle(tx, ledger.desktop, "laptop-associated"))
    tether = rig.do(lambda tx: settle(tx, ledger.counter, "phone-tether-rndis"))

    assert [one.agent_id for one in asked(rig, *Sort)] == [laptop, tether]
    assert [one.agent_id for one in asked(rig, Sort.WIFI)] == [laptop]
    assert [one.agent_id for one in asked(rig, Sort.USB_TETHER)] == [tether]
    assert asked(rig, Sort.PPP) == []
    finance = Scope(frozenset({ledger.finance}))
    assert [one.agent_id for one in asked(rig, *Sort, scope=finance)] == [laptop]
    assert asked(rig, *Sort, scope=finance, units=frozenset({ledger.services})) == []
    assert [one.agent_id for one in asked(rig, *Sort, units=frozenset({ledger.services}))] == [tether]


def test_pages_by_registration_number(rig: CollectorStore, ledger: SmallLedger) -> None:
    for terminal in (ledger.desktop, ledger.counter):
        rig.do(lambda tx, terminal=terminal: settle(tx, terminal, "laptop-associated"))  # type: ignore[misc]
    (first,) = asked(rig, *Sort, most=1)
    (second,) = asked(rig, *Sort, most=1, after=first.reg_no)

    assert (first.reg_no, second.reg_no) == ("3714992026000001", "3714992026000002")
    assert asked(rig, *Sort, after=second.reg_no) == []


def test_whose_it_is(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: settle(tx, ledger.desktop, "laptop-associated"))
    pc = rig.read(lambda c: devices.pc_of(c, CITY, ledger.desktop))

    assert pc is not None
    assert (pc.user_id, pc.unit_name, pc.hostname) == (ledger.li, "示例市财政局", "LAPTOP-ASSOCIATED")
    assert {fact.probe for fact in pc.facts} <= set(devices.PROBES)
    assert rig.read(lambda c: devices.pc_of(c, CITY, ledger.counter)) is None
    assert rig.read(lambda c: devices.pc_of(c, Scope(frozenset({ledger.services})), ledger.desktop)) is None
