from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.presence.learnt import Surroundings
from collector.presence.subject import SegmentView
from collector.rules.facts import ServerFacts
from collector.rules.finding import Certainty
from collector.rules.unlisted_router import UnlistedRouter
from protocol.mac import MacAddress
from protocol.observations import ServerHeard, ServerKind
from tests.support.rule_facts import NOW, findings
from tests.support.scenario import GATEWAY, MAC_2, PHONE, SEGMENT, STRANGER, VRRP

BARE = replace(SEGMENT, gateway_macs=frozenset(), infrastructure_macs=frozenset())


def facts(mac: MacAddress, segment: SegmentView = SEGMENT, kind: ServerKind = ServerKind.ROUTER) -> ServerFacts:
    heard = ServerHeard(SEGMENT.id, kind, mac, ip_address("fe80::1"), NOW)  # type: ignore[arg-type]
    around = Surroundings(gateways=((ip_address("10.37.12.1"), MAC_2),))
    return ServerFacts(heard, NOW, NOW, "agent:1", segment, learnt=around)


@pytest.mark.parametrize("mac", [PHONE, STRANGER, MAC_2], ids=["phone", "stranger", "registered-pc-that-shares"])
def test_whoever_is_no_gateway_is_found(mac: MacAddress) -> None:
    (one,) = findings(UnlistedRouter().judge(facts(mac)))

    assert (one.certainty, one.evidence["mac"]) == (Certainty.CONFIRMED, str(mac))


def test_gateways_are_not() -> None:
    known = [facts(GATEWAY), facts(VRRP), facts(MAC_2, BARE)]

    assert [found for one in known for found in findings(UnlistedRouter().judge(one))] == []
    assert findings(UnlistedRouter().judge(facts(STRANGER, kind=ServerKind.DHCP6))) == []


def test_where_nothing_is_declared_it_is_suspected_only() -> None:
    (one,) = findings(UnlistedRouter().judge(facts(STRANGER, replace(BARE, gateways=frozenset()))))

    assert one.certainty is Certainty.SUSPECTED
