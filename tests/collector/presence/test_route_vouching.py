from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.presence.learnt import Decision, Learnt, Role
from collector.presence.route_vouching import named
from protocol.mac import MacAddress
from tests.support.scenario import GATEWAY, STRANGER, VRRP

ADDRESS, ADDRESS_6 = ip_address("10.37.12.1"), ip_address("fe80::1")
HEARD = Learnt(GATEWAY, Role.GATEWAY, (ADDRESS,), "speaks for a declared gateway", 0, 1)
FIRST = Learnt(STRANGER, Role.GATEWAY, (ADDRESS,), "speaks for a declared gateway", 0, 1)


def after(rows: tuple[Learnt, ...], *said: tuple[str, MacAddress], gateway: object = ADDRESS) -> tuple[Learnt, ...]:
    """The rows once these terminals named these MACs, one after another, a microsecond apart."""
    for number, (terminal, mac) in enumerate(said):
        changed = named(rows, terminal, gateway, mac, 10 + number)  # type: ignore[arg-type]
        keys = {(one.mac, one.role) for one in changed}
        rows = (*(one for one in rows if (one.mac, one.role) not in keys), *changed)
    return rows


def vouched(rows: tuple[Learnt, ...]) -> set[MacAddress]:
    return {one.mac for one in rows if one.vouched}


def test_two_terminals_vouch_and_one_does_not_however_often() -> None:
    assert vouched(after((HEARD,), ("pc-1", GATEWAY), ("pc-1", GATEWAY))) == set()
    (one,) = after((HEARD,), ("pc-1", GATEWAY), ("pc-2", GATEWAY))
    assert one.vouched == ((ADDRESS, 11),)
    assert one.names(ADDRESS) == ("pc-1", "pc-2")


def test_first_speaker_that_no_route_names_gives_way() -> None:
    rows = after((FIRST,), ("pc-1", GATEWAY), ("pc-2", GATEWAY))

    assert vouched(rows) == {GATEWAY}
    assert next(one for one in rows if one.mac == STRANGER) == FIRST


def test_terminal_names_one_mac_the_newest() -> None:
    rows = after((FIRST, HEARD), ("pc-1", STRANGER), ("pc-1", GATEWAY), ("pc-2", STRANGER))

    assert vouched(rows) == set()
    assert {one.mac: one.names(ADDRESS) for one in rows} == {STRANGER: ("pc-2",), GATEWAY: ("pc-1",)}


def test_terminals_deceived_later_vouch_for_nobody_else_and_take_nothing_back() -> None:
    rows = after((HEARD,), ("pc-1", GATEWAY), ("pc-2", GATEWAY))

    for terminal in ("pc-1", "pc-2", "pc-3"):
        assert named(rows, terminal, ADDRESS, STRANGER, 20) == ()


def test_each_gateway_is_vouched_for_by_itself() -> None:
    rows = after((HEARD,), ("pc-1", GATEWAY), ("pc-2", GATEWAY))
    rows = after(rows, ("pc-1", STRANGER), ("pc-2", STRANGER), gateway=ADDRESS_6)

    assert {one.mac: [address for address, _ in one.vouched] for one in rows} == {
        GATEWAY: [ADDRESS],
        STRANGER: [ADDRESS_6],
    }


def test_named_before_it_was_heard() -> None:
    (one,) = named((), "pc-1", ADDRESS, GATEWAY, 10)

    assert (one.role, one.is_heard, one.names(ADDRESS)) == (Role.GATEWAY, False, ("pc-1",))
    (virtual,) = named((), "pc-1", ADDRESS, VRRP, 10)
    assert virtual.role is Role.VRRP


@pytest.mark.parametrize("decision", [Decision.APPROVED, Decision.REJECTED])
def test_what_a_person_decided_is_no_routes_to_say(decision: Decision) -> None:
    decided = replace(HEARD, decision=decision)

    assert all(one.mac != GATEWAY for one in named((decided,), "pc-1", ADDRESS, GATEWAY, 10))
    rows = after((decided,), ("pc-1", STRANGER), ("pc-2", STRANGER))
    assert vouched(rows) == (set() if decision is Decision.APPROVED else {STRANGER})


def test_roles_that_speak_for_no_gateway_do_not_count() -> None:
    relay = Learnt(GATEWAY, Role.DHCP_RELAY, (ip_address("10.99.0.2"),), "", 0, 1)

    assert [one.role for one in named((relay,), "pc-1", ADDRESS, GATEWAY, 10)] == [Role.GATEWAY]
