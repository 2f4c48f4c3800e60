from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from collector.ledger.exemption import Exemption
from collector.rules.finding import Severity
from collector.store import exemptions, terminals
from collector.store.replay import disagreements
from collector.store.scope import CITY, Scope
from collector.store.tables import binding, exemption
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

MAC = "02-00-5E-00-53-20"


def approved(ledger: SmallLedger, expires_us: int = 2**50) -> Exemption:
    return Exemption(
        rule="wireless-adapter",
        subject_kind="terminal",
        subject_id=ledger.desktop,
        approval_no="〔2026〕3号",
        expires_us=expires_us,
        reason="一机两用(已批)",
        up_to=Severity.HIGH,
    )


def test_an_exemption_holds_until_it_expires_or_ends(rig: CollectorStore, ledger: SmallLedger) -> None:
    start = rig.clock.now
    made = rig.do(lambda tx: exemptions.add(tx, approved(ledger, start + 1000), ACTOR))

    def holds(at: int, rule: str = "wireless-adapter", subject: str = ledger.desktop) -> bool:
        found = rig.read(lambda c: exemptions.covering(c, rule, [None, subject], "any part", Severity.HIGH, at))
        return found is not None

    assert [holds(at) for at in (start - 1, start, start + 999, start + 1000)] == [False, True, True, False]
    assert not holds(start, rule="agent-missing")
    assert not holds(start, subject=ledger.counter)
    rig.clock.now += 500
    rig.do(lambda tx: exemptions.end(tx, made, ACTOR, "撤销"))
    assert [holds(at) for at in (start + 499, start + 500)] == [True, False]


def test_one_for_a_part_covers_that_part_alone_and_goes_before_the_whole(
    rig: CollectorStore, ledger: SmallLedger
) -> None:
    tunnel = rig.do(lambda tx: exemptions.add(tx, replace(approved(ledger, rig.clock.now + 9), part="tun0"), ACTOR))

    def covers(part: str) -> str | None:
        now = rig.clock.now
        held = rig.read(
            lambda c: exemptions.covering(c, "wireless-adapter", [ledger.desktop], part, Severity.HIGH, now)
        )
        return held.id if held else None

    assert (covers("tun0"), covers("wlan0"), covers("")) == (tunnel, None, None)
    whole = rig.do(lambda tx: exemptions.add(tx, approved(ledger, rig.clock.now + 99), ACTOR))
    assert (covers("tun0"), covers("wlan0")) == (tunnel, whole)


def test_units_list_those_of_their_terminals_and_macs(rig: CollectorStore, ledger: SmallLedger) -> None:
    of_mac = replace(approved(ledger), subject_kind="mac", subject_id=MAC, unit_id=ledger.services)
    of_segment = replace(approved(ledger), subject_kind="segment", subject_id=ledger.services_segment)
    of_nobody = replace(of_mac, unit_id=None)
    for new in (approved(ledger), of_mac, of_segment, of_nobody):
        rig.do(lambda tx, new=new: exemptions.add(tx, new, ACTOR))  # type: ignore[misc]

    def seen(scope: Scope) -> list[str]:
        return sorted(item.value.subject_kind for item in rig.read(lambda c: exemptions.list_all(c, scope)))

    assert len(seen(CITY)) == 4
    assert seen(Scope(frozenset({ledger.finance}))) == ["terminal"]
    assert seen(Scope(frozenset({ledger.services}))) == ["mac", "segment"]


def test_a_terminal_that_changes_hands_takes_its_exemptions_along(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: exemptions.add(tx, approved(ledger), ACTOR))
    before = rig.clock.now
    rig.clock.advance(60)
    rig.do(lambda tx: terminals.change(tx, ledger.desktop, {"unit_id": ledger.services}, ACTOR))

    def seen(unit: str, at_us: int | None = None) -> int:
        return len(rig.read(lambda c: exemptions.list_all(c, Scope(frozenset({unit})), at_us)))

    assert (seen(ledger.finance), seen(ledger.services)) == (0, 1)
    assert (seen(ledger.finance, before), seen(ledger.services, before)) == (1, 0)


def test_what_runs_out_first_comes_first(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    for days, rule in ((300, "a"), (10, "b"), (20, "c")):
        new = replace(approved(ledger, now + days), rule=rule)
        rig.do(lambda tx, new=new: exemptions.add(tx, new, ACTOR))  # type: ignore[misc]

    def rules(**only: int | str) -> list[str]:
        return [item.value.rule for item in rig.read(lambda c: exemptions.list_all(c, CITY, **only))]  # type: ignore[arg-type]

    assert rules() == ["b", "c", "a"]
    assert rules(expires_before_us=now + 20) == ["b", "c"]
    assert rules(expires_after_us=now + 10) == ["c", "a"]
    assert rules(rule="c") == ["c"]


def test_whose_a_mac_is(rig: CollectorStore, ledger: SmallLedger) -> None:
    def unit(mac: str) -> str | None:
        return rig.read(lambda c: exemptions.unit_of_mac(c, MacAddress.parse(mac)))

    assert unit("00-00-5E-00-53-01") == ledger.finance
    assert unit(MAC) is None
    values = {"segment_id": ledger.services_segment, "mac": MAC, "address": "", "how": "arp-request", "frames": 1}
    times = {"first_us": 1, "last_us": 2, "resumed_us": 1}
    rig.do(lambda tx: tx.connection.execute(insert(binding).values(**values, **times)))
    assert unit(MAC) == ledger.services


def test_subjects_are_named_as_people_know_them(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: exemptions.add(tx, approved(ledger), ACTOR))
    found = rig.read(lambda c: exemptions.list_all(c, CITY))
    names = rig.read(lambda c: exemptions.subject_names(c, found))

    assert names == {ledger.desktop: "3714992026000001"}


def test_history_has_every_version(rig: CollectorStore, ledger: SmallLedger) -> None:
    made = rig.do(lambda tx: exemptions.add(tx, approved(ledger), ACTOR))
    rig.clock.advance(1)
    rig.do(lambda tx: exemptions.change(tx, made, {"approval_no": "〔2026〕9号"}, ACTOR))

    assert [item.value.approval_no for item in rig.read(lambda c: exemptions.history(c, made))] == [
        "〔2026〕3号",
        "〔2026〕9号",
    ]


@pytest.mark.parametrize("up_to", [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL])
def test_it_covers_nothing_graver_than_was_granted(rig: CollectorStore, ledger: SmallLedger, up_to: Severity) -> None:
    made = rig.do(lambda tx: exemptions.add(tx, replace(approved(ledger, 2**51), up_to=up_to), ACTOR))
    assert rig.read(lambda c: exemptions.find(c, CITY, made)).value.up_to is up_to

    def covers(severity: Severity) -> bool:
        now = rig.clock.now
        found = exemptions.covering
        return rig.read(lambda c: found(c, "wireless-adapter", [ledger.desktop], "", severity, now)) is not None

    assert [one for one in Severity if covers(one)] == [one for one in Severity if one <= up_to]


def test_the_narrow_one_that_does_not_reach_leaves_it_to_the_wide_one(rig: CollectorStore, ledger: SmallLedger) -> None:
    narrow = rig.do(
        lambda tx: exemptions.add(tx, replace(approved(ledger, 2**51), part="p", up_to=Severity.LOW), ACTOR)
    )
    wide = rig.do(lambda tx: exemptions.add(tx, approved(ledger, 2**51), ACTOR))

    def covers(severity: Severity) -> str:
        now = rig.clock.now
        found = exemptions.covering
        held = rig.read(lambda c: found(c, "wireless-adapter", [ledger.desktop], "p", severity, now))
        return held.id if held else ""

    assert (covers(Severity.LOW), covers(Severity.HIGH), covers(Severity.CRITICAL)) == (narrow, wide, "")


def test_in_force_until_it_ends(rig: CollectorStore, ledger: SmallLedger) -> None:
    start = rig.clock.now
    made = rig.do(lambda tx: exemptions.add(tx, approved(ledger, start + 9), ACTOR))

    def lasts(exemption_id: str, at_us: int) -> bool:
        return rig.read(lambda c: exemptions.is_in_force(c, exemption_id, at_us))

    assert (lasts(made, start), lasts(made, start + 9), lasts("x", start)) == (True, False, False)


def test_the_journal_knows_the_limit_and_none_of_those_granted_before_there_was_one(
    rig: CollectorStore, ledger: SmallLedger
) -> None:
    made = rig.do(lambda tx: exemptions.add(tx, approved(ledger), ACTOR))
    assert rig.read(lambda c: list(disagreements(c))) == []
    for forged in ("critical", None):
        rig.do(lambda tx, forged=forged: tx.connection.execute(update(exemption).values(up_to=forged)))  # type: ignore[misc]
        (broken,) = rig.read(lambda c: list(disagreements(c)))
        assert "up_to" in broken.why
    assert rig.read(lambda c: exemptions.find(c, CITY, made)).value.up_to is Severity.CRITICAL
