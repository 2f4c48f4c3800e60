from dataclasses import replace
from ipaddress import ip_network

import pytest

from collector.presence.links import is_connected, is_default, is_real
from protocol.observations import AdapterKind, Route
from tests.support.pc import WIRED, adapter


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (AdapterKind.WIRED, True),
        (AdapterKind.WIFI, True),
        (AdapterKind.WWAN, True),
        (AdapterKind.USB_TETHER, True),
        (AdapterKind.BLUETOOTH, True),
        (AdapterKind.PPP, True),
        (AdapterKind.TUNNEL, False),
        (AdapterKind.VIRTUAL, False),
        (AdapterKind.LOOPBACK, False),
    ],
)
def test_what_leads_out_by_itself(kind: AdapterKind, expected: bool) -> None:
    assert is_real(adapter("x0", kind)) is expected


def test_a_link_that_nobody_knows_counts() -> None:
    assert is_connected(replace(WIRED, carrier=None))
    assert not is_connected(replace(WIRED, carrier=False))
    assert not is_connected(replace(WIRED, is_up=False))


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        ("0.0.0.0/0", True),
        ("0.0.0.0/1", True),
        ("128.0.0.0/1", True),
        ("224.0.0.0/3", True),
        ("::/0", True),
        ("2000::/3", True),
        ("10.0.0.0/8", False),
        ("224.0.0.0/4", False),
        ("fc00::/7", False),
    ],
)
def test_default_routes_and_such_in_disguise(destination: str, expected: bool) -> None:
    assert is_default(Route(WIRED.id, ip_network(destination), None, None, 0, 254)) is expected
