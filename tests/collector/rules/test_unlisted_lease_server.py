from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from collector.rules.finding import SubjectKind
from collector.rules.unlisted_lease_server import UnlistedLeaseServer
from protocol.mac import MacAddress
from protocol.observations import Attachment
from tests.support.pc import WIFI, WIRED
from tests.support.rule_facts import findings, pc_facts
from tests.support.scenario import MAC_1, SEGMENT

LISTS = replace(SEGMENT, dhcp_servers=frozenset({ip_address("10.37.0.67")}))


def lease(server: str | None, adapter_id: str = WIRED.id, mac: MacAddress = MAC_1) -> Attachment:
    return Attachment(
        adapter=WIFI.id if adapter_id == WIFI.id else WIRED.id,
        mac=mac,
        prefixes=(ip_network("10.37.12.0/24"),),
        addresses=(ip_address("10.37.12.21"),),
        gateways=(),
        gateway_macs=(),
        dhcp_server=ip_address(server) if server else None,
    )


@pytest.mark.parametrize(
    ("server", "is_found"),
    [("10.37.0.67", False), ("10.37.12.1", False), ("192.168.1.1", True), ("10.37.12.66", True), (None, False)],
    ids=["listed", "the declared gateway", "home router", "another host", "no lease"],
)
def test_compared_with_the_segment_s_list(server: str | None, is_found: bool) -> None:
    facts = pc_facts(said=(lease(server),), attached=((WIRED.id, LISTS),))

    assert [one.evidence["dhcp_server"] for one in findings(UnlistedLeaseServer().judge(facts))] == (
        [server] if is_found else []
    )


def test_one_alert_for_a_server_whoever_tells_of_it() -> None:
    facts = pc_facts(said=(lease("192.168.1.1"),), attached=((WIRED.id, LISTS),))
    (one,) = findings(UnlistedLeaseServer().judge(facts))
    (other,) = findings(UnlistedLeaseServer().judge(replace(facts, terminal=None)))

    assert (one.subject.kind, one.unit_id) == (SubjectKind.ADDRESS, SEGMENT.unit_id)
    assert one.dedup_key == other.dedup_key
    assert one.evidence["usually_handed_out_by"] == "home router"


def test_segment_without_a_list_gives_nothing_to_compare_with() -> None:
    assert findings(UnlistedLeaseServer().judge(pc_facts(said=(lease("192.168.1.1"),)))) == []


def test_lease_of_another_network_is_not_this_rules() -> None:
    facts = pc_facts(said=(lease("192.168.1.1", WIFI.id),), attached=((WIRED.id, LISTS),))

    assert findings(UnlistedLeaseServer().judge(facts)) == []
