from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.rules.facts import ServerFacts
from collector.rules.unlisted_server import UnlistedServer
from protocol.mac import MacAddress
from protocol.observations import ServerHeard, ServerKind
from tests.support.rule_facts import NOW, findings
from tests.support.scenario import GATEWAY, SEGMENT, STRANGER

LISTED = replace(SEGMENT, dhcp_servers=frozenset({ip_address("10.37.12.2")}))


@pytest.mark.parametrize(
    ("kind", "mac", "address", "count"),
    [
        (ServerKind.DHCP4, STRANGER, "10.37.12.2", 0),
        (ServerKind.DHCP4, GATEWAY, "10.37.12.1", 0),
        (ServerKind.DHCP4, STRANGER, "192.168.1.1", 1),
        (ServerKind.ROUTER, STRANGER, "fe80::1", 0),
    ],
)
def test_compared_by_identifier_and_mac(kind: ServerKind, mac: MacAddress, address: str, count: int) -> None:
    heard = ServerHeard(SEGMENT.id, kind, mac, ip_address(address), NOW)  # type: ignore[arg-type]

    assert len(findings(UnlistedServer().judge(ServerFacts(heard, NOW, NOW, "agent:1", LISTED)))) == count
    assert findings(UnlistedServer().judge(ServerFacts(heard, NOW, NOW, "agent:1", SEGMENT))) == []
