"""Ledger values as JSON."""

from ipaddress import IPv4Address, ip_network

import pytest

from collector.api import rows
from collector.ledger.life_cycle import Status
from protocol.mac import MacAddress


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("x", "x"),
        (Status.ADMITTED, "admitted"),
        (MacAddress.parse("0000.5e00.5301"), "00-00-5E-00-53-01"),
        (IPv4Address("10.0.0.1"), "10.0.0.1"),
        ((ip_network("2001:db8::/64"),), ["2001:db8::/64"]),
        ((), []),
    ],
)
def test_plain(value: object, plain: object) -> None:
    assert rows.plain(value) == plain
