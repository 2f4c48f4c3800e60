from ipaddress import ip_address

from collector.presence.learnt import NOTHING_LEARNT, Decision, Learnt, Role, Surroundings
from tests.support.scenario import GATEWAY, STRANGER


def test_rejected_in_one_role_is_rejected() -> None:
    rows = (
        Learnt(STRANGER, Role.PROXY_ARP, (), "", 0, 1),
        Learnt(STRANGER, Role.GATEWAY, (), "", 0, 1, Decision.REJECTED),
    )

    assert Surroundings(own=rows).is_rejected
    assert not Surroundings(own=rows[:1]).is_rejected
    assert not NOTHING_LEARNT.is_rejected


def test_first_speaker_is_known_by_address() -> None:
    around = Surroundings(gateways=((ip_address("10.37.12.1"), GATEWAY),))

    assert around.first_speaker(ip_address("10.37.12.1")) == GATEWAY
    assert around.first_speaker(ip_address("10.37.12.2")) is None
