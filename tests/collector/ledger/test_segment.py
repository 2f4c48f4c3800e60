from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from collector.errors import InvalidValue
from collector.ledger.segment import Segment
from collector.ledger.terminal import AccessDomain

SEGMENT = Segment(
    name="财政局三楼",
    unit_id="1" * 32,
    domain=AccessDomain.ADMINISTRATIVE,
    prefixes=(ip_network("10.37.12.0/24"), ip_network("2001:db8:12::/64")),
    gateways=(ip_address("10.37.12.1"), ip_address("fe80::1")),
)


def test_which_addresses_it_holds() -> None:
    assert SEGMENT.checked().holds(ip_address("10.37.12.21"))
    assert SEGMENT.holds(ip_address("2001:db8:12::5"))
    assert not SEGMENT.holds(ip_address("10.37.13.21"))
    assert not SEGMENT.holds(ip_address("2001:db8:13::5"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "segment name"),
        ({"prefixes": ()}, "prefixes"),
        ({"vlan": 4095}, "VLAN"),
        ({"vlan": 0}, "VLAN"),
        ({"silent_grace_us": -1}, "grace"),
        ({"gateways": (ip_address("10.37.13.1"),)}, "gateway"),
        ({"resolvers": (ip_address("10.37.12.1"),) * 65}, "resolvers"),
    ],
)
def test_what_is_not_allowed_is_named(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        replace(SEGMENT, **changes).checked()  # type: ignore[arg-type]
