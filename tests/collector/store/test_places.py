from collector.store import places, segments
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger
from tests.support.wire_history import watched


def test_a_segment_is_named_as_then(rig: CollectorStore, ledger: SmallLedger) -> None:
    before = rig.clock.now
    rig.clock.advance(60)
    rig.do(lambda tx: segments.change(tx, ledger.finance_segment, {"name": "财政局四楼"}, ACTOR))

    def name(at: int) -> str:
        return rig.read(lambda connection: places.segments_at(connection, [ledger.finance_segment], at))[
            ledger.finance_segment
        ].name

    assert name(before) == "财政局三楼"
    assert name(rig.clock.now) == "财政局四楼"
    # Before it was declared it is still named rather than left out.
    assert name(0) == "财政局四楼"


def test_where_an_address_would_have_been(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    finance = Scope(frozenset({ledger.finance}))

    def ask(address: str | None, scope: Scope = CITY, **narrow: str) -> set[str]:
        return {
            item.id for item in rig.read(lambda connection: places.likely(connection, scope, address, now, **narrow))
        }

    assert ask("10.37.12.99") == {ledger.finance_segment, ledger.services_segment}
    assert ask("10.37.12.99", finance) == {ledger.finance_segment}
    assert ask("10.37.12.99", unit_id=ledger.services) == {ledger.services_segment}
    assert ask(None, segment_id=ledger.services_segment) == {ledger.services_segment}
    assert ask(None, finance, segment_id=ledger.services_segment) == set()
    assert ask("192.0.2.1") == set()


def test_unwatched_time_is_told_by_family(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    rig.do(lambda tx: watched(tx, ledger.finance_segment, now - 1000, None, "ipv6"))
    place = rig.read(lambda connection: places.segments_at(connection, [ledger.finance_segment], now)).values()

    def families(address: str | None) -> set[str]:
        found = rig.read(lambda connection: list(places.unwatched(connection, place, now, now, address)))
        return {gap.family for gap in found}

    assert families("10.37.12.21") == {"ipv4"}
    assert families("2001:db8::1") == set()
    assert families(None) == set()


def test_time_watched_from_isolated_ports_only_is_told_as_such(rig: CollectorStore, ledger: SmallLedger) -> None:
    now, here = rig.clock.now, ledger.finance_segment
    rig.do(lambda tx: watched(tx, here, now - 1000, None, hears="isolated"))
    rig.do(lambda tx: watched(tx, here, now - 500, now - 200, hears="peers"))
    place = rig.read(lambda connection: places.segments_at(connection, [here], now)).values()

    def told(from_us: int, to_us: int) -> list[tuple[int, int, bool]]:
        found = rig.read(lambda connection: list(places.unwatched(connection, place, from_us, to_us, "10.37.12.21")))
        return [(gap.from_us, gap.to_us, gap.is_isolated) for gap in found]

    assert told(now - 1000, now - 1) == [(now - 1000, now - 500, True), (now - 200, now, True)]
    assert told(now - 300, now - 300) == []
    assert told(now - 700, now - 700) == [(now - 1000, now - 500, True)]


def test_families() -> None:
    assert (places.family_of("10.37.12.21"), places.family_of("2001:db8::1")) == ("ipv4", "ipv6")
