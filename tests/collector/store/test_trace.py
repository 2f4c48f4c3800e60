"""Who held it then: as of the asked time, whatever changed since, and with what was not watched."""

from functools import partial

import pytest

from collector.errors import InvalidValue, NotFound
from collector.ledger.adapter import Adapter, AdapterClass
from collector.ledger.custody import Custody
from collector.ledger.unit import Unit
from collector.presence.tracing import Question, Reason, Strength, TraceAnswer
from collector.store import adapters, custody, people, reports, terminals, units
from collector.store.scope import CITY, Scope
from collector.store.trace import Inquiry, trace
from protocol.identity import AgentId
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.signing_agent import SigningAgent
from tests.support.small_ledger import ACTOR, SmallLedger, registration
from tests.support.wire_history import bound, claimed, heard, watched

DESKTOP_MAC = "00-00-5E-00-53-01"
COUNTER_MAC = "00-00-5E-00-53-03"
STRANGER = "02-00-5E-00-53-99"
ADDRESS = "10.37.12.21"
MINUTE = 60_000_000


def ask(
    rig: CollectorStore,
    text: str,
    at_us: int,
    scope: Scope = CITY,
    *,
    to_us: int | None = None,
    segment_id: str | None = None,
    unit_id: str | None = None,
) -> TraceAnswer:
    inquiry = Inquiry(Question.parse(text), at_us, at_us if to_us is None else to_us, segment_id, unit_id)
    return rig.read(lambda connection: trace(connection, scope, inquiry))


def test_a_heard_address_leads_to_person_unit_and_room(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    sender = SigningAgent(AgentId("a" * 32))
    rig.do(sender.enrol)
    intake = rig.do(sender.store_report)
    rig.do(lambda tx: heard(tx, ledger.finance_segment, DESKTOP_MAC, ADDRESS, (now - 30 * MINUTE, now), intake=intake))
    (found,) = ask(rig, ADDRESS, now - MINUTE).candidates
    (holder,) = found.holders
    stored = rig.read(lambda connection: reports.by_intake(connection, intake))

    assert found.strength is Strength.HEARD
    assert found.reasons == (Reason.HEARD_THEN, Reason.CONFIRMED, Reason.MAC_REGISTERED, Reason.ADDRESS_REGISTERED)
    assert (holder.reg_no, holder.unit_name, holder.room) == ("3714992026000001", "示例市财政局", "0312")
    assert holder.user is not None
    assert holder.owner is not None
    assert (holder.user.name, holder.owner.name) == ("李明轩", "赵建国")
    assert found.segment is not None
    assert (found.segment.name, found.segment.unit_name) == ("财政局三楼", "示例市财政局")
    assert found.age_us == 0
    assert stored is not None
    assert [(item.witness, item.last_digest) for item in found.evidence] == [("agent:" + "a" * 32, stored.digest)]


def test_custody_is_that_of_then(rig: CollectorStore, ledger: SmallLedger) -> None:
    then = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, DESKTOP_MAC, ADDRESS, (then - MINUTE, then + 90 * MINUTE)))
    rig.clock.advance(3600)
    rig.do(lambda tx: custody.hand_over(tx, ledger.desktop, Custody(owner_id=ledger.zhao, room="0405"), ACTOR))
    rig.do(lambda tx: units.change(tx, ledger.finance, {"name": "示例市财政和金融局"}, ACTOR))

    before, after = (ask(rig, ADDRESS, moment).candidates[0].holders[0] for moment in (then, rig.clock.now + MINUTE))
    assert before.user is not None
    assert (before.user.id, before.room, before.unit_name) == (ledger.li, "0312", "示例市财政局")
    assert (after.user, after.room, after.unit_name) == (None, "0405", "示例市财政和金融局")


def test_an_address_reused_by_another_mac(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    nine, ten, eleven = now - 300 * MINUTE, now - 240 * MINUTE, now - 180 * MINUTE
    segment = ledger.finance_segment
    rig.do(lambda tx: heard(tx, segment, DESKTOP_MAC, ADDRESS, (nine, ten), closed=(eleven, "contradicted")))
    rig.do(lambda tx: heard(tx, segment, STRANGER, ADDRESS, (eleven, now)))

    early = ask(rig, ADDRESS, ten - MINUTE)
    between = ask(rig, ADDRESS, eleven - MINUTE)
    late = ask(rig, ADDRESS, now - MINUTE)

    assert [item.mac for item in early.candidates] == [DESKTOP_MAC]
    assert [(item.mac, item.strength) for item in between.candidates] == [(DESKTOP_MAC, Strength.LAST_HEARD)]
    assert [(item.mac, item.strength) for item in late.candidates] == [
        (STRANGER, Strength.HEARD),
        (DESKTOP_MAC, Strength.EARLIER),
    ]
    assert Reason.ADDRESS_OF_ANOTHER in late.candidates[0].reasons
    assert Reason.MAC_UNKNOWN in late.candidates[0].reasons
    assert late.candidates[0].holders == ()


def test_two_at_the_same_time_are_rivals(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    for mac in (DESKTOP_MAC, STRANGER):
        rig.do(partial(heard, segment_id=ledger.finance_segment, mac=mac, address=ADDRESS, times=(now - MINUTE, now)))

    assert [(item.mac, item.rivals) for item in ask(rig, ADDRESS, now).candidates] == [
        (DESKTOP_MAC, (STRANGER,)),
        (STRANGER, (DESKTOP_MAC,)),
    ]


def test_a_private_address_on_two_segments(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, DESKTOP_MAC, ADDRESS, (now - MINUTE, now)))
    rig.do(lambda tx: heard(tx, ledger.services_segment, COUNTER_MAC, ADDRESS, (now - MINUTE, now)))

    both = ask(rig, ADDRESS, now)
    narrowed = ask(rig, ADDRESS, now, segment_id=ledger.services_segment)
    by_unit = ask(rig, ADDRESS, now, unit_id=ledger.finance)

    assert {item.id for item in both.ambiguous} == {ledger.finance_segment, ledger.services_segment}
    assert {item.mac for item in both.candidates} == {DESKTOP_MAC, COUNTER_MAC}
    assert all(item.rivals == () for item in both.candidates)
    assert [item.mac for item in narrowed.candidates] == [COUNTER_MAC]
    assert narrowed.ambiguous == ()
    assert [item.mac for item in by_unit.candidates] == [DESKTOP_MAC]


def test_nobody_watched(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    two, forty = now - 120 * MINUTE, now - 80 * MINUTE
    segment = ledger.finance_segment
    rig.do(lambda tx: watched(tx, segment, now - 600 * MINUTE, two))
    rig.do(lambda tx: watched(tx, segment, forty, None))
    rig.do(lambda tx: watched(tx, segment, now - 600 * MINUTE, None, family="ipv6"))
    rig.do(lambda tx: heard(tx, segment, DESKTOP_MAC, ADDRESS, (two - MINUTE, two - MINUTE)))

    blind = ask(rig, ADDRESS, two + 20 * MINUTE)
    seen = ask(rig, ADDRESS, now - MINUTE)

    assert [(gap.segment.name, gap.family, gap.from_us, gap.to_us) for gap in blind.unwatched] == [
        ("财政局三楼", "ipv4", two, forty)
    ]
    assert blind.candidates[0].strength is Strength.LAST_HEARD
    assert blind.candidates[0].age_us == 21 * MINUTE
    assert seen.unwatched == ()


def test_nothing_heard_leaves_the_ledger_and_the_blind_time(rig: CollectorStore, ledger: SmallLedger) -> None:
    answer = ask(rig, "10.37.12.23", rig.clock.now)
    nothing = ask(rig, "10.37.12.200", rig.clock.now)

    assert [(item.strength, item.holders[0].hostname) for item in answer.candidates] == [
        (Strength.REGISTERED, "ZWDT-B07")
    ]
    assert nothing.candidates == ()
    assert {gap.segment.id for gap in nothing.unwatched} == {ledger.finance_segment, ledger.services_segment}


def test_a_claim_outweighs_a_frame_and_names_its_terminal(rig: CollectorStore, ledger: SmallLedger) -> None:
    now, agent_id = rig.clock.now, "c" * 32
    dock = MacAddress.parse("02-00-5E-00-53-20")
    for terminal_id in (ledger.desktop, ledger.counter):
        shared = Adapter(mac=dock, adapter_class=AdapterClass.SHARED)
        rig.do(partial(adapters.add, terminal_id=terminal_id, new=shared, actor=ACTOR))
    rig.do(lambda tx: bound(tx, agent_id, ledger.counter, now - MINUTE))
    rig.do(lambda tx: claimed(tx, agent_id, ledger.finance_segment, str(dock), ADDRESS, now - MINUTE, None))
    rig.do(lambda tx: heard(tx, ledger.finance_segment, STRANGER, ADDRESS, (now - MINUTE, now)))
    first, second = ask(rig, ADDRESS, now).candidates

    assert first.strength is Strength.CLAIMED
    assert first.claimed_by == (agent_id,)
    assert [(holder.terminal_id, holder.by) for holder in first.holders] == [
        (ledger.counter, Reason.CLAIMED_THEN),
        (ledger.desktop, Reason.MAC_REGISTERED),
    ]
    assert Reason.SHARED_ADAPTER in first.reasons
    assert (second.mac, second.strength) == (STRANGER, Strength.HEARD)


def test_a_claim_that_ended_says_nothing_of_later(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    rig.do(
        lambda tx: claimed(tx, "c" * 32, ledger.finance_segment, STRANGER, ADDRESS, now - 9 * MINUTE, now - 5 * MINUTE)
    )

    assert [item.mac for item in ask(rig, ADDRESS, now - 6 * MINUTE).candidates if item.mac] == [STRANGER]
    assert [item.mac for item in ask(rig, ADDRESS, now - 5 * MINUTE).candidates if item.mac] == []


def test_a_span_of_time_gathers_all_in_it(rig: CollectorStore, ledger: SmallLedger) -> None:
    now, segment = rig.clock.now, ledger.finance_segment
    rig.do(
        lambda tx: heard(
            tx, segment, DESKTOP_MAC, ADDRESS, (now - 50 * MINUTE, now - 40 * MINUTE), closed=(now, "contradicted")
        )
    )
    rig.do(lambda tx: heard(tx, segment, STRANGER, ADDRESS, (now - 20 * MINUTE, now - 10 * MINUTE)))
    answer = ask(rig, ADDRESS, now - 60 * MINUTE, to_us=now)

    assert {(item.mac, item.strength) for item in answer.candidates} == {
        (DESKTOP_MAC, Strength.HEARD),
        (STRANGER, Strength.HEARD),
    }
    with pytest.raises(InvalidValue, match="ends before"):
        ask(rig, ADDRESS, now, to_us=now - 1)


def test_by_mac_and_by_name(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, DESKTOP_MAC, "10.37.12.77", (now - MINUTE, now)))

    for text in ("0000-5e00-5301", "CZJ-YSK-01", "3714992026000001"):
        (found,) = ask(rig, text, now).candidates
        assert (found.mac, found.address) == (DESKTOP_MAC, "10.37.12.77")
        assert found.holders[0].terminal_id == ledger.desktop
    (silent,) = ask(rig, "ZWDT-B07", now).candidates
    assert (silent.strength, silent.mac) == (Strength.REGISTERED, COUNTER_MAC)
    with pytest.raises(NotFound, match="NOBODY"):
        ask(rig, "NOBODY", now)


def test_another_units_people_stay_hidden(rig: CollectorStore, ledger: SmallLedger) -> None:
    """A guest's PC on our segment: we see that it is somebody's, not whose; its own unit sees it with us."""
    now = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, COUNTER_MAC, ADDRESS, (now - MINUTE, now)))
    hosts, guests = Scope(frozenset({ledger.finance})), Scope(frozenset({ledger.services}))
    stranger = rig.do(lambda tx: units.add(tx, Unit(name="第三单位", region_code="371499"), ACTOR))

    (seen, own) = ask(rig, ADDRESS, now, hosts).candidates
    (theirs,) = ask(rig, COUNTER_MAC, now, guests).candidates
    assert (seen.mac, seen.holders) == (COUNTER_MAC, ())
    assert Reason.OUT_OF_SCOPE in seen.reasons
    assert own.strength is Strength.REGISTERED
    assert theirs.holders[0].terminal_id == ledger.counter
    assert ask(rig, ADDRESS, now, Scope(frozenset({stranger}))).candidates == ()


def test_an_erased_person_is_named_no_more(rig: CollectorStore, ledger: SmallLedger) -> None:
    now = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, DESKTOP_MAC, ADDRESS, (now - MINUTE, now)))
    rig.do(lambda tx: people.erase(tx, ledger.li, ACTOR, "保存期满"))
    holder = ask(rig, ADDRESS, now).candidates[0].holders[0]

    assert holder.user is not None
    assert (holder.user.id, holder.user.name) == (ledger.li, "")


def test_a_terminal_registered_later_was_not_there_then(rig: CollectorStore, ledger: SmallLedger) -> None:
    then = rig.clock.now
    rig.do(lambda tx: heard(tx, ledger.finance_segment, STRANGER, ADDRESS, (then - MINUTE, then + 99 * MINUTE)))
    rig.clock.advance(3600)
    late = registration(ledger.finance, ledger.zhao, STRANGER)
    made = rig.do(lambda tx: terminals.add(tx, late, ACTOR))

    before = {item.mac: item for item in ask(rig, ADDRESS, then).candidates}[STRANGER]
    after = {item.mac: item for item in ask(rig, ADDRESS, rig.clock.now).candidates}[STRANGER]
    assert before.holders == ()
    assert [holder.terminal_id for holder in after.holders] == [made]
