"""What was learnt of a segment, in the store."""

from dataclasses import replace
from functools import partial
from ipaddress import ip_address

import pytest

from collector.errors import NotFound
from collector.presence.learnt import Decision, Learnt, Role
from collector.store import infrastructure, journal, segments
from collector.store.infrastructure import MOST_PROPOSED
from collector.store.scope import CITY
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger

GATEWAY = ip_address("10.37.12.1")
MAC = MacAddress.parse("00-00-5E-00-53-66")
SEEN = Learnt(MAC, Role.GATEWAY, (GATEWAY,), "speaks for a declared gateway", 1_000, 2_000)


def decide(rig: CollectorStore, ledger: SmallLedger, mac: MacAddress, decision: Decision) -> None:
    held = rig.read(lambda connection: segments.find(connection, CITY, ledger.finance_segment))
    rig.do(lambda tx: infrastructure.decide(tx, held, mac, decision, ACTOR, "工单示例第1号"))


def macs(rig: CollectorStore, ledger: SmallLedger) -> tuple[MacAddress, ...]:
    found = rig.read(lambda connection: segments.find(connection, CITY, ledger.finance_segment))
    return found.value.infrastructure_macs


def test_learnt_once_and_renewed(rig: CollectorStore, ledger: SmallLedger) -> None:
    later = replace(SEEN, addresses=(ip_address("10.37.12.2"),), first_us=1_500, last_us=90_000_000)

    assert rig.do(lambda tx: infrastructure.learn(tx, ledger.finance_segment, SEEN))
    assert not rig.do(lambda tx: infrastructure.learn(tx, ledger.finance_segment, later))
    (one,) = rig.read(lambda connection: infrastructure.of_segment(connection, ledger.finance_segment, pending=True))
    assert (one.learnt.first_us, one.learnt.last_us) == (1_000, 90_000_000)
    assert set(one.learnt.addresses) == {GATEWAY, ip_address("10.37.12.2")}


def test_forged_proposals_are_bounded(rig: CollectorStore, ledger: SmallLedger) -> None:
    for number in range(MOST_PROPOSED + 5):
        forged = replace(SEEN, mac=MacAddress(bytes([2, 0, 0, 0, 0, number])))
        rig.do(partial(infrastructure.learn, segment_id=ledger.finance_segment, seen=forged))

    assert len(rig.read(lambda c: infrastructure.of_segment(c, ledger.finance_segment))) == MOST_PROPOSED


def test_approved_goes_into_the_segment_and_rejected_out_of_it(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: infrastructure.learn(tx, ledger.finance_segment, SEEN))

    decide(rig, ledger, MAC, Decision.APPROVED)
    assert macs(rig, ledger) == (MAC,)
    assert rig.read(lambda c: infrastructure.of_segment(c, ledger.finance_segment, pending=True)) == []
    decide(rig, ledger, MAC, Decision.REJECTED)
    assert macs(rig, ledger) == ()
    entries = rig.read(lambda connection: list(journal.entries(connection)))
    said = [(one.action, one.reason) for one in entries if one.action.startswith("infrastructure-")]
    assert said == [("infrastructure-approved", "工单示例第1号"), ("infrastructure-rejected", "工单示例第1号")]


def test_what_people_decided_stays_decided(rig: CollectorStore, ledger: SmallLedger) -> None:
    rig.do(lambda tx: infrastructure.learn(tx, ledger.finance_segment, SEEN))
    decide(rig, ledger, MAC, Decision.REJECTED)
    rig.do(lambda tx: infrastructure.learn(tx, ledger.finance_segment, replace(SEEN, last_us=90_000_000)))

    around = rig.read(lambda connection: infrastructure.surroundings(connection, ledger.finance_segment, MAC))
    assert around.is_rejected
    assert around.gateways == ()


def test_who_was_first_is_the_gateway_until_another_is_approved(rig: CollectorStore, ledger: SmallLedger) -> None:
    other = MacAddress.parse("00-00-5E-00-53-67")
    for one in (SEEN, replace(SEEN, mac=other, first_us=5_000)):
        rig.do(partial(infrastructure.learn, segment_id=ledger.finance_segment, seen=one))

    def first() -> MacAddress | None:
        around = rig.read(lambda connection: infrastructure.surroundings(connection, ledger.finance_segment, other))
        return around.first_speaker(GATEWAY)

    assert first() == MAC
    decide(rig, ledger, other, Decision.APPROVED)
    assert first() == other


def test_only_what_was_heard_may_be_decided(rig: CollectorStore, ledger: SmallLedger) -> None:
    with pytest.raises(NotFound, match="00-00-5E-00-53-66"):
        decide(rig, ledger, MAC, Decision.APPROVED)


def test_true_one_finds_room_in_a_list_full_of_forged_ones_and_keeps_it(
    rig: CollectorStore, ledger: SmallLedger
) -> None:
    def flood(octet: int) -> None:
        for number in range(MOST_PROPOSED + 5):
            mac = MacAddress(bytes([2, 0, 0, 0, octet, number]))
            one = replace(SEEN, mac=mac, role=Role.PROXY_ARP, first_us=5_000 + number, last_us=5_000 + number)
            rig.do(partial(infrastructure.learn, segment_id=ledger.finance_segment, seen=one))

    true = replace(SEEN, role=Role.PROXY_ARP, first_us=6_000, last_us=9_000)
    flood(1)
    assert rig.do(lambda tx: infrastructure.learn(tx, ledger.finance_segment, true))
    flood(2)

    kept = rig.read(lambda c: infrastructure.of_segment(c, ledger.finance_segment))
    assert len(kept) == MOST_PROPOSED
    assert MAC in {one.learnt.mac for one in kept}
