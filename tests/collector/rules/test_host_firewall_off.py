import pytest

from collector.rules.host_firewall_off import HostFirewallOff, filters
from protocol.observations import HostFirewall
from tests.support.posture_facts import firewall, kept
from tests.support.rule_facts import findings, settled


@pytest.mark.parametrize(
    ("said", "is_off"),
    [
        ((), True),
        ((firewall("accept", 0),), True),
        ((firewall("drop", 4, active=False),), True),
        ((firewall("accept", 12, by="docker"),), True),
        ((firewall("accept", 12, by="libvirt"),), True),
        ((firewall("accept", 12, by="docker"), firewall("drop", 1)), False),
        ((firewall("accept", 12, by="firewalld"),), False),
        ((firewall("accept", 12),), False),
        ((firewall("drop", 0),), False),
        ((firewall(None, 0),), True),
    ],
)
def test_what_protects(said: tuple[HostFirewall, ...], is_off: bool) -> None:
    conclusions = list(HostFirewallOff().judge(kept(*said)))

    assert bool(findings(conclusions)) is is_off
    assert bool(settled(conclusions)) is not is_off


def test_only_refusing_by_default_filters() -> None:
    assert filters(firewall("reject"))
    assert not filters(firewall("accept"))
    assert not filters(firewall(None))
