from ipaddress import ip_address

import pytest

from collector.rules.facts import RedirectFacts
from collector.rules.unlisted_redirect import UnlistedRedirect
from protocol.mac import MacAddress
from tests.support.rule_facts import NOW, findings
from tests.support.scenario import GATEWAY, SEGMENT, STRANGER, VRRP


@pytest.mark.parametrize(("mac", "count"), [(STRANGER, 1), (GATEWAY, 0), (VRRP, 0)], ids=str)
def test_only_gateways_may_redirect(mac: MacAddress, count: int) -> None:
    facts = RedirectFacts(mac, ip_address("fe80::66"), NOW, NOW, "agent:1", SEGMENT)

    assert len(findings(UnlistedRedirect().judge(facts))) == count
