"""What the store finds due, within a scope."""

from collector.ledger.due import Kind
from collector.ledger.exemption import Exemption
from collector.ledger.life_cycle import Status
from collector.presence.interval import DAY_US
from collector.rules.finding import Severity
from collector.store import confirming, custody, due, exemptions, people, terminals
from collector.store.scope import CITY, Scope
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger, registration

HALF_YEAR = 180 * DAY_US


def found(rig: CollectorStore, scope: Scope = CITY, within_us: int = 0) -> list[tuple[Kind, str]]:
    rows = rig.read(lambda c: due.list_all(c, scope, rig.clock.now, within_us, HALF_YEAR))
    return [(one.kind, one.subject) for one in rows]


def test_nothing_at_first(rig: CollectorStore, ledger: SmallLedger) -> None:
    assert found(rig, within_us=7 * DAY_US) == []
    assert ledger.desktop


def test_half_a_year_later_holders_are_confirmed_anew(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.clock.advance(180 * 86_400)
    mine = Scope(frozenset({ledger.finance}))
    assert set(found(rig, mine)) == {(Kind.CONFIRMATION, ledger.desktop), (Kind.UNIT_CONFIRMATION, ledger.finance)}

    ids = rig.read(lambda c: confirming.of_unit(c, CITY, ledger.finance))
    assert rig.do(lambda tx: confirming.confirm(tx, ids, ACTOR, "月度确认")) == 1
    rig.clock.advance(1)

    assert found(rig, mine) == []
    assert set(found(rig)) == {(Kind.CONFIRMATION, ledger.counter), (Kind.UNIT_CONFIRMATION, ledger.services)}


def test_ends_are_told_ahead_and_stay(rig: CollectorStore, ledger: SmallLedger) -> None:
    end_us = rig.clock.now + 10 * DAY_US
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"expires_us": end_us}, ACTOR))
    new = Exemption(
        rule="wireless-adapter",
        subject_kind="terminal",
        subject_id=ledger.desktop,
        approval_no="示批〔2026〕7号",
        expires_us=end_us,
        reason="会议",
        up_to=Severity.HIGH,
        unit_id=ledger.finance,
    )
    key = rig.do(lambda tx: exemptions.add(tx, new, ACTOR))

    assert found(rig, within_us=9 * DAY_US) == []
    assert set(found(rig, within_us=10 * DAY_US)) == {
        (Kind.REGISTRATION_ENDS, ledger.desktop),
        (Kind.EXEMPTION_ENDS, key),
    }
    rig.clock.advance(11 * 86_400)
    assert found(rig) == [(Kind.REGISTRATION_ENDS, ledger.desktop)]


def test_what_waits_for_somebody(rig: CollectorStore, ledger: SmallLedger) -> None:
    row = registration(ledger.finance, ledger.zhao, "00-00-5E-00-53-0B", status=Status.APPROVED)
    waiting = rig.do(lambda tx: terminals.add(tx, row, ACTOR))
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"status": Status.CHANGING}, ACTOR))
    assert found(rig) == [(Kind.AWAITS_DECISION, ledger.desktop)]

    rig.clock.advance(86_400)
    assert set(found(rig)) == {(Kind.AWAITS_DECISION, ledger.desktop), (Kind.AWAITS_REPORT, waiting)}


def test_holder_who_left(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: people.end(tx, ledger.li, ACTOR, "调离"))

    assert found(rig) == [(Kind.HOLDER_LEFT, ledger.desktop)]
    held = rig.read(lambda connection: custody.of_terminal(connection, ledger.desktop))
    assert held is not None
    assert held.value.user_id == ledger.li
