from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.presence.learnt import Learnt, Role
from collector.presence.proposals import least_worth_keeping
from protocol.mac import MacAddress

GATEWAY, SERVER = ip_address("10.37.12.1"), ip_address("10.37.12.2")


def row(number: int, first_us: int, last_us: int, role: Role = Role.ROUTER) -> Learnt:
    address = SERVER if role in (Role.DHCP_SERVER, Role.DHCP_RELAY) else GATEWAY
    return Learnt(MacAddress(bytes([2, 0, 0, 0, 0, number])), role, (address,), "", first_us, last_us)


NEW = row(99, 1_000, 1_000)


def test_shortest_heard_goes_then_the_oldest() -> None:
    long, short, old = row(1, 0, 900), row(2, 500, 510), row(3, 100, 110)

    assert least_worth_keeping([long, short, old], NEW) is None
    moments = [row(1, 0, 900), row(2, 500, 500), row(3, 100, 100)]
    assert least_worth_keeping(moments, NEW) == moments[2]
    assert least_worth_keeping([long, short, old], replace(NEW, first_us=900)) == old


@pytest.mark.parametrize("role", [Role.GATEWAY, Role.VRRP, Role.DHCP_SERVER, Role.DHCP_RELAY])
def test_first_speaker_of_a_gateway_or_server_never_goes(role: Role) -> None:
    first, second = row(1, 0, 0, role), row(2, 1, 1, role)

    assert least_worth_keeping([first], NEW) is None
    assert least_worth_keeping([first, second], NEW) == second


def test_what_a_route_names_never_goes() -> None:
    named = replace(row(1, 5, 5), named_by=((GATEWAY, ("pc-1",)),))

    assert least_worth_keeping([named], NEW) is None


def test_first_speaker_and_what_a_route_names_find_room() -> None:
    heard_long = row(1, 0, 900)

    assert least_worth_keeping([heard_long], row(99, 1_000, 1_000, Role.GATEWAY)) == heard_long
    assert least_worth_keeping([heard_long], replace(NEW, named_by=((GATEWAY, ("pc-1",)),))) == heard_long


def test_flood_pushes_out_its_own_only() -> None:
    true = [row(1, 0, 50_000, Role.PROXY_ARP), row(2, 10, 10, Role.GATEWAY), row(3, 10, 10, Role.DHCP_SERVER)]
    held = true + [row(number, 20_000 + number, 20_000 + number, Role.GATEWAY) for number in range(4, 10)]
    for number in range(10, 200):
        forged = row(number, 30_000 + number, 30_000 + number, Role.GATEWAY)
        leaves = least_worth_keeping(held, forged)
        assert leaves is not None
        held = [one for one in held if one != leaves] + [forged]

    assert held[:3] == true
