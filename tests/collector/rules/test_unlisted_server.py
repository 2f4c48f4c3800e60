from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.rules.facts import ServerFacts
from collector.rules.unlisted_server import UnlistedServer
from protocol.mac import MacAddress
from protocol.observations import ServerHeard, ServerKind
from tests.support.rule_facts import NOW, findings
from tests.support.scenario import GATEWAY, MAC_2, SEGMENT, STRANGER

OWN = ip_address("10.37.12.2")
LISTED = replace(SEGMENT, dhcp_servers=frozenset({OWN}))


def facts(kind: ServerKind, mac: MacAddress, address: str | None, **more: object) -> ServerFacts:
    heard = ServerHeard(SEGMENT.id, kind, mac, ip_address(address) if address else None, NOW)  # type: ignore[arg-type]
    return replace(ServerFacts(heard, NOW, NOW, "agent:1", LISTED), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "mac", "address", "count"),
    [
        (ServerKind.DHCP4, STRANGER, "10.37.12.2", 0),
        (ServerKind.DHCP4, GATEWAY, "10.37.12.1", 0),
        (ServerKind.DHCP4, STRANGER, "192.168.1.1", 1),
        (ServerKind.DHCP4, STRANGER, None, 1),
        (ServerKind.DHCP6, STRANGER, "fe80::1", 1),
        (ServerKind.DHCP6, GATEWAY, "fe80::1", 0),
        (ServerKind.ROUTER, STRANGER, "fe80::1", 0),
    ],
)
def test_compared_by_identifier_and_mac(kind: ServerKind, mac: MacAddress, address: str | None, count: int) -> None:
    one = facts(kind, mac, address)

    assert len(findings(UnlistedServer().judge(one))) == count
    assert findings(UnlistedServer().judge(replace(one, segment=SEGMENT))) == []


@pytest.mark.parametrize(
    "more", [{"servers": ((OWN, MAC_2),)}, {"speaks_for": frozenset({OWN})}], ids=["learnt", "heard-with-the-address"]
)
def test_own_server_that_speaks_dhcpv6_too_is_listed(more: dict[str, object]) -> None:
    assert findings(UnlistedServer().judge(facts(ServerKind.DHCP6, MAC_2, "fe80::2", **more))) == []


def test_own_servers_mac_does_not_excuse_another_identifier() -> None:
    assert (
        len(findings(UnlistedServer().judge(facts(ServerKind.DHCP4, MAC_2, "10.0.0.9", servers=((OWN, MAC_2),))))) == 1
    )


def test_both_dhcp_of_one_rogue_are_one_alert() -> None:
    found = [
        one.dedup_key
        for kind, address in ((ServerKind.DHCP4, "192.168.1.1"), (ServerKind.DHCP6, "fe80::9"))
        for one in findings(UnlistedServer().judge(facts(kind, STRANGER, address)))
    ]

    assert len(found) == 2
    assert len(set(found)) == 1
