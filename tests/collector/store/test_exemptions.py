from collector.ledger.exemption import Exemption
from collector.store import exemptions
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def test_an_exemption_holds_until_it_expires_or_ends(rig: CollectorStore, ledger: SmallLedger) -> None:
    start = rig.clock.now
    new = Exemption(
        rule="wireless-adapter",
        subject_kind="terminal",
        subject_id=ledger.desktop,
        approval_no="〔2026〕3号",
        expires_us=start + 1000,
        reason="一机两用(已批)",
    )
    made = rig.do(lambda tx: exemptions.add(tx, new, ACTOR))

    def holds(at: int, rule: str = "wireless-adapter", subject: str = ledger.desktop) -> bool:
        return bool(rig.read(lambda connection: exemptions.in_force(connection, rule, subject, at)))

    assert [holds(at) for at in (start - 1, start, start + 999, start + 1000)] == [False, True, True, False]
    assert not holds(start, rule="agent-missing")
    assert not holds(start, subject=ledger.counter)
    rig.clock.now += 500
    rig.do(lambda tx: exemptions.end(tx, made, ACTOR, "撤销"))
    assert [holds(at) for at in (start + 499, start + 500)] == [True, False]


def test_only_the_city_lists_them(rig: CollectorStore, ledger: SmallLedger) -> None:
    new = Exemption(
        rule="r", subject_kind="mac", subject_id="02-00-5E-00-53-20", approval_no="1", expires_us=2**60, reason="x"
    )
    rig.do(lambda tx: exemptions.add(tx, new, ACTOR))

    assert len(rig.read(lambda connection: exemptions.list_all(connection, CITY))) == 1
    assert rig.read(lambda connection: exemptions.list_all(connection, Scope(frozenset({ledger.finance})))) == []
