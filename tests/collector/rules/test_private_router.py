from dataclasses import replace
from ipaddress import ip_address

from collector.presence.private_router import Holder, Path
from collector.rules.finding import Certainty, Severity, SubjectKind
from collector.rules.private_router import PrivateRouter
from protocol.mac import MacAddress
from tests.support.rule_facts import findings, pc_facts, settled
from tests.support.scenario import SEGMENT

NAT_BOX = MacAddress.parse("00-00-5E-00-53-77")
HOLDER = Holder(SEGMENT.id, SEGMENT.name, SEGMENT.unit_id, NAT_BOX)
BEHIND = Path(ip_address("10.37.12.80"), holder=HOLDER, others_behind=2)


def test_three_pcs_behind_one_box_are_one_alert_that_links_both_sides() -> None:
    behind = pc_facts(attached=(), path=BEHIND)
    (one,) = findings(PrivateRouter().judge(behind))
    (other,) = findings(PrivateRouter().judge(replace(behind, terminal=None)))

    assert (one.certainty, one.severity) == (Certainty.CONFIRMED, Severity.HIGH)
    assert (one.subject.kind, one.subject.id, one.subject.segment_id) == (
        SubjectKind.ADDRESS,
        "10.37.12.80",
        SEGMENT.id,
    )
    assert (one.evidence["source_mac"], one.evidence["score"], one.unit_id) == (str(NAT_BOX), 65, SEGMENT.unit_id)
    assert len(one.evidence["signs"]) == 2  # type: ignore[arg-type]
    assert one.dedup_key == other.dedup_key


def test_below_the_threshold_nobody_is_told() -> None:
    (one,) = findings(PrivateRouter().judge(pc_facts(attached=(), path=replace(BEHIND, others_behind=0))))

    assert (one.certainty, one.severity) == (Certainty.SUSPECTED, Severity.LOW)
    assert findings(PrivateRouter(threshold=10).judge(pc_facts(attached=(), path=replace(BEHIND, others_behind=0))))


def test_gateway_of_its_own_beside_the_segments() -> None:
    path = Path(
        ip_address("10.37.12.21"),
        own=frozenset({ip_address("10.37.12.21")}),
        is_attached=True,
        gateway=ip_address("10.37.12.99"),
        gateway_maker="Tp-Link Technologies Co.,Ltd.",
        is_self_served=True,
        zones=("consumer",),
    )
    (one,) = findings(PrivateRouter().judge(pc_facts(path=path)))

    assert (one.certainty, one.subject.id, one.evidence["source_mac"]) == (Certainty.CONFIRMED, "10.37.12.99", None)


def test_unknown_or_plain_way_says_nothing() -> None:
    plain = Path(ip_address("10.37.12.21"), own=frozenset({ip_address("10.37.12.21")}), is_attached=True)

    assert list(PrivateRouter().judge(pc_facts())) == []
    assert list(PrivateRouter().judge(pc_facts(path=plain))) == []


def test_over_when_its_beats_come_another_way() -> None:
    path = Path(ip_address("10.37.12.21"), is_attached=True, over=(("10.37.12.80", SEGMENT.id),))

    assert [one.subject.id for one in settled(PrivateRouter().judge(pc_facts(path=path)))] == ["10.37.12.80"]
