from dataclasses import replace

import pytest

from collector.rules.unlisted_gateway import UnlistedGateway
from tests.support.pc import WIFI, WIRED, default_route
from tests.support.rule_facts import findings, pc_facts, settled
from tests.support.scenario import GATEWAY, SEGMENT


@pytest.mark.parametrize(
    ("gateway", "mac", "is_found"),
    [
        ("10.37.12.1", str(GATEWAY), False),
        ("10.37.12.1", None, False),
        ("10.37.12.77", None, True),
        ("10.37.12.77", str(GATEWAY), True),
        ("fe80::1", None, False),
        ("fe80::1", str(GATEWAY), False),
        ("fe80::1", "00-00-5E-00-53-66", True),
    ],
)
def test_compared_with_the_segments_list(gateway: str, mac: str | None, is_found: bool) -> None:
    found = findings(UnlistedGateway().judge(pc_facts(routes=(default_route(WIRED.id, gateway, mac),))))

    assert [one.evidence["gateway"] for one in found] == ([gateway] if is_found else [])


def test_segment_that_lists_none_gives_nothing_to_compare_with() -> None:
    bare = replace(SEGMENT, gateways=frozenset(), gateway_macs=frozenset(), infrastructure_macs=frozenset())
    facts = pc_facts(routes=(default_route(WIRED.id, "10.37.12.77"),), attached=((WIRED.id, bare),))

    assert findings(UnlistedGateway().judge(facts)) == []


def test_route_of_another_network_is_not_this_rules() -> None:
    assert findings(UnlistedGateway().judge(pc_facts(routes=(default_route(WIFI.id, "192.168.1.1"),)))) == []


def test_gateway_that_is_gone_is_settled() -> None:
    (over,) = settled(UnlistedGateway().judge(pc_facts()))

    assert over.but == frozenset()
