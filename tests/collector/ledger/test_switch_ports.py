"""One port under the names that people and switches give it."""

import pytest

from collector.ledger.switch_ports import is_same_port, port_shown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("GigabitEthernet1/0/5", "GE1/0/5", True),
        (" Gi1/0/5 ", "1/0/5", True),
        ("GE1/0/5", "GE1/0/15", False),
        ("GE1/0/5", "GE2/0/5", False),
        ("Eth-Trunk7", "Eth-Trunk8", False),
        ("uplink", "Uplink", True),
        ("uplink", "GE1/0/5", False),
    ],
)
def test_ports_by_their_numbers(one: str, other: str, same: bool) -> None:
    assert is_same_port(one, other) is same
    assert is_same_port(other, one) is same


def test_shown_with_its_switch_where_it_is_known() -> None:
    assert port_shown("SW-3F", "GE1/0/5") == "SW-3F GE1/0/5"
    assert port_shown(None, "GE1/0/5") == "GE1/0/5"
