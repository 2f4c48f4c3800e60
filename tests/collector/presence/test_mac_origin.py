from dataclasses import replace
from typing import Any

import pytest

from collector.presence.mac_origin import MacOrigin, mac_origin
from protocol.mac import MacAddress
from protocol.observations import Adapter, AdapterKind
from tests.support.hardware import stacked
from tests.support.pc import WIFI, WIRED, adapter

OWN, OTHER, RANDOM = (
    MacAddress.parse(text) for text in ("00-00-5E-00-53-01", "00-00-5E-00-53-77", "02-00-5E-00-53-77")
)
NIC = replace(WIRED, mac=OWN, permanent_mac=OWN)
RADIO = replace(WIFI, mac=OWN, permanent_mac=OWN)
USB = replace(adapter("enx0", AdapterKind.WIRED), bus="usb", bus_path="1-1:1.0", driver="r8152")


@pytest.mark.parametrize(
    ("one", "changes", "origin"),
    [
        (NIC, {}, MacOrigin.BURNT_IN),
        (NIC, {"mac": OTHER}, MacOrigin.SPOOFED),
        (NIC, {"mac": RANDOM}, MacOrigin.SPOOFED),
        (NIC, {"mac": OTHER, "is_up": False}, MacOrigin.CHANGED),
        (NIC, {"mac": OTHER, "carrier": False}, MacOrigin.CHANGED),
        # addr_assign_type stays 3 when the old MAC is back.
        (NIC, {"mac_origin": "set"}, MacOrigin.BURNT_IN),
        (NIC, {"permanent_mac": None, "mac": RANDOM}, MacOrigin.LOCALLY_ADMINISTERED),
        (NIC, {"permanent_mac": None, "mac_origin": "random", "mac": RANDOM}, MacOrigin.LOCALLY_ADMINISTERED),
        (NIC, {"permanent_mac": None, "mac_origin": "permanent"}, MacOrigin.BURNT_IN),
        (NIC, {"permanent_mac": None, "mac_origin": None}, MacOrigin.UNKNOWN),
        (NIC, {"mac": None}, MacOrigin.UNKNOWN),
        (RADIO, {"mac": RANDOM}, MacOrigin.RANDOMISED),
        (RADIO, {"mac": RANDOM, "is_up": False}, MacOrigin.RANDOMISED),
        (RADIO, {"mac": OTHER}, MacOrigin.SPOOFED),
        (stacked("br0", "bridge"), {"mac": RANDOM}, MacOrigin.VIRTUAL),
        (stacked("mv0", "macvlan", "eth0"), {"mac": RANDOM}, MacOrigin.VIRTUAL),
        (stacked("iv0", "ipvlan", "eth0"), {"mac": OWN, "permanent_mac": OWN}, MacOrigin.VIRTUAL),
    ],
)
def test_where_a_mac_comes_from(one: Adapter, changes: dict[str, Any], origin: MacOrigin) -> None:
    judged = replace(one, **changes)

    assert mac_origin(judged, [judged]) is origin


def test_slaves_of_a_bond_share_one_of_their_macs() -> None:
    bond = replace(stacked("bond0", "bond"), mac=OWN)
    first, second = (
        replace(NIC, master="bond0"),
        replace(USB, master="bond0", mac=OWN, permanent_mac=OTHER, bus="pci", bus_path="0000:04:00.0"),
    )

    assert mac_origin(first, [first, second, bond]) is MacOrigin.BURNT_IN
    assert mac_origin(second, [first, second, bond]) is MacOrigin.BOND_SHARED
    foreign = [replace(one, mac=RANDOM) for one in (first, second, bond)]
    assert mac_origin(foreign[1], foreign) is MacOrigin.SPOOFED


def test_dock_passes_the_built_in_mac_through() -> None:
    dock = replace(USB, mac=OWN, permanent_mac=OTHER)
    asleep = replace(NIC, is_up=False, carrier=None)

    assert mac_origin(dock, [asleep, dock]) is MacOrigin.DOCK
    assert mac_origin(replace(dock, permanent_mac=OWN), [asleep, dock]) is MacOrigin.DOCK
    assert mac_origin(asleep, [asleep, dock]) is MacOrigin.BURNT_IN
    assert mac_origin(dock, [dock]) is MacOrigin.SPOOFED
    second = replace(dock, id=NIC.id)
    assert mac_origin(dock, [dock, second]) is MacOrigin.SPOOFED
