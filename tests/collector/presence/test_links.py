from dataclasses import replace

import pytest

from collector.presence.links import is_connected, is_part_of, is_real
from protocol.observations import AdapterKind
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


def test_ports_of_a_bond_and_what_a_vlan_sits_on_are_its_wire() -> None:
    bond, vlan = adapter("bond0", AdapterKind.VIRTUAL), adapter("eth0.12", AdapterKind.VIRTUAL)
    port, bare = replace(WIRED, master="bond0"), replace(vlan, lower=("eth0",))

    assert is_part_of(port, [bond.id], [port, bond])
    assert is_part_of(WIRED, [bare.id], [WIRED, bare])
    assert not is_part_of(WIRED, [bond.id], [WIRED, bond])
