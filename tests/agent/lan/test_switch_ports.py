from hypothesis import given, strategies

from agent.lan.decode.heard import PortTold
from agent.lan.switch_ports import AGAIN_US, MINUTE_US, MOST_AT_ONCE, MOST_NEIGHBOURS, SwitchPorts
from protocol.mac import MacAddress
from protocol.observations.lan import DiscoveryProtocol

SECOND_US = 1_000_000
PORT = PortTold(
    MacAddress.parse("00-00-5E-00-53-03"), DiscoveryProtocol.LLDP, "switch", "GE1/0/12", None, "S5735", 12, 120
)
OTHER = PORT._replace(mac=MacAddress.parse("00-00-5E-00-53-04"), port="GE1/0/13")


def test_a_port_is_said_once_and_again_when_it_changes() -> None:
    ports = SwitchPorts()
    told = [PORT, PORT, PORT._replace(vlan=20), PORT._replace(vlan=20), PORT]

    assert [ports.is_news(one, number * 30 * SECOND_US) for number, one in enumerate(told)] == [
        True, False, True, False, True,
    ]  # fmt: skip


def test_it_is_said_once_a_day_all_the_same() -> None:
    ports = SwitchPorts()
    said = [at_us for at_us in range(0, 2 * AGAIN_US + 1, 30 * SECOND_US) if ports.is_news(PORT, at_us)]

    assert said == [0, AGAIN_US, 2 * AGAIN_US]


def test_two_neighbours_in_turns_are_each_said_once() -> None:
    ports = SwitchPorts()

    assert sum(ports.is_news(PORT if turn % 2 else OTHER, turn * SECOND_US) for turn in range(100)) == 2


def test_who_takes_its_leave_or_falls_silent_is_news_when_back() -> None:
    ports = SwitchPorts()

    assert ports.is_news(PORT, 0)
    assert not ports.is_news(PORT._replace(holds_s=0), 1)
    assert ports.is_news(PORT, 2)
    assert ports.is_news(PORT, 2 + 121 * SECOND_US)


def test_forged_neighbours_are_bounded_and_counted() -> None:
    ports = SwitchPorts()
    said = sum(ports.is_news(PORT._replace(mac=MacAddress(number.to_bytes(6))), number) for number in range(2, 202))

    assert (said, ports.refused) == (MOST_AT_ONCE, 200 - MOST_AT_ONCE)
    assert ports.is_news(OTHER, 2 * MINUTE_US)


@given(strategies.lists(strategies.tuples(strategies.integers(0, 40), strategies.integers(0, 5)), max_size=200))
def test_memory_is_bounded_whatever_is_told(told: list[tuple[int, int]]) -> None:
    ports, at_us = SwitchPorts(), 0
    for neighbour, seconds in told:
        at_us += seconds * SECOND_US
        ports.is_news(PORT._replace(mac=MacAddress(bytes((2, 0, 0, 0, 0, neighbour)))), at_us)

        assert len(ports._known) <= MOST_NEIGHBOURS
