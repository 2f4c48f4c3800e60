"""What lists are made from, and that a list comes back as it was handed out."""

from functools import partial

from collector.admission.form import Line
from collector.ledger.admission_list import Entry, ListKind, Why
from collector.store import admission, segments, terminals
from collector.store.admission import Extent, HandedOut
from collector.store.scope import CITY, Scope
from protocol.mac import MacAddress
from tests.support import small_ledger
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

DESKTOP, COUNTER, GATEWAY = (MacAddress.parse(f"00-00-5E-00-53-{last}") for last in ("01", "03", "FE"))


def listed(rig: CollectorStore, extent: Extent) -> list[tuple[str, ...]]:
    found = rig.read(lambda connection: admission.known_terminals(connection, extent))
    return [tuple(str(item.mac) for item in known.adapters) for known in found]


def test_terminals_of_the_extent_alone(rig: CollectorStore, ledger: SmallLedger) -> None:
    segment = rig.read(lambda connection: segments.find(connection, CITY, ledger.finance_segment))
    other = Scope(frozenset({ledger.services}))

    assert listed(rig, Extent(CITY)) == [(str(DESKTOP),), (str(COUNTER),)]
    assert listed(rig, Extent(CITY, None, segment)) == [(str(DESKTOP),)]
    assert listed(rig, Extent(other)) == [(str(COUNTER),)]
    assert listed(rig, Extent(other, None, segment)) == []


def test_leased_addresses_are_no_static_ones(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.clock.advance(1)
    rig.do(lambda tx: terminals.change(tx, ledger.counter, {"ip_mode": "dhcp"}, ACTOR))
    found = rig.read(lambda connection: admission.known_terminals(connection, Extent(CITY)))

    assert [[str(address) for address in known.addresses] for known in found] == [["10.37.12.21"], []]


def test_protected_is_the_whole_city(rig: CollectorStore, ledger: SmallLedger) -> None:
    over = small_ledger.registration(ledger.finance, ledger.zhao, "00-00-5E-00-53-09", expires_us=rig.clock.now)
    rig.do(lambda tx: terminals.add(tx, over, ACTOR))
    found = rig.read(lambda connection: admission.protected(connection, rig.clock.now))

    assert found == {DESKTOP: Why.ADMITTED, COUNTER: Why.ADMITTED, GATEWAY: Why.INFRASTRUCTURE}


def test_a_list_comes_back_as_it_was_handed_out(rig: CollectorStore, ledger: SmallLedger) -> None:
    line = Line(30, Entry(DESKTOP, Why.ADMITTED, "3714992026000001", ("10.37.12.21",)))
    new = HandedOut(
        0, rig.clock.now, ListKind.ALLOW, "h3c", ledger.finance, None, ACTOR, "网络科", "核对", "0" * 64, (line,)
    )
    number = rig.do(lambda tx: admission.record(tx, new))

    def last(extent: Extent, kind: ListKind = ListKind.ALLOW, form: str = "h3c") -> object:
        return rig.read(lambda connection: admission.last(connection, kind, form, extent, ACTOR))

    same = Extent(Scope(frozenset({ledger.finance})), ledger.finance)
    found = last(same)
    assert isinstance(found, HandedOut)
    assert (found.id, found.lines, found.kind) == (number, (line,), ListKind.ALLOW)
    assert last(Extent(CITY)) is None
    assert last(same, ListKind.BLOCK) is None
    assert last(same, form="cisco") is None
    scopes = (CITY, Scope(frozenset({ledger.finance})), Scope(frozenset({ledger.services})))
    seen = [rig.read(partial(admission.list_all, scope=scope, actor="operator:other")) for scope in scopes]
    assert [len(rows) for rows in seen] == [1, 1, 0]


def test_without_unit_everybody_has_their_own_history(rig: CollectorStore, ledger: SmallLedger) -> None:
    new = HandedOut(0, rig.clock.now, ListKind.BLOCK, "h3c", None, None, ACTOR, "网络科", "核对", "0" * 64)
    rig.do(lambda tx: admission.record(tx, new))
    own = Extent(Scope(frozenset({ledger.finance})))

    def last(actor: str, extent: Extent) -> HandedOut | None:
        return rig.read(lambda connection: admission.last(connection, ListKind.BLOCK, "h3c", extent, actor))

    assert last("operator:other", own) is None
    assert last(ACTOR, own) is not None
    assert last("operator:other", Extent(CITY)) is not None
