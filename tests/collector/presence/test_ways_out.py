from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from collector.presence.stacking import stack
from collector.presence.ways_out import Reach, Way, WayOut, way_of, ways_out
from protocol.identity import AdapterId
from protocol.observations import Adapter, AdapterKind, AttachedDevice, DeviceKind, Route
from tests.support.hardware import DONGLE, PHONE, made_by, stacked
from tests.support.pc import WIFI, WIRED, adapter, default_route, held

TETHER = made_by(PHONE, "enx0200005e0001", AdapterKind.USB_TETHER)
MODEM = replace(PHONE, kind=DeviceKind.WWAN, device="1-4", serial=None, drivers=("option",), interfaces=())
WWAN = replace(adapter("wwan0", AdapterKind.WWAN), bus="usb", bus_path="1-4:1.4", driver="qmi_wwan")
PAN = replace(adapter("bnep0", AdapterKind.BLUETOOTH), bus="bluetooth", bus_path="hci0:42", driver=None)
PPP = replace(adapter("ppp0", AdapterKind.PPP), bus="virtual", bus_path="ppp:ppp0", link_kind="ppp", driver=None)
TUN = replace(stacked("tun0", "tun"), kind=AdapterKind.TUNNEL, mac=None)
WG = replace(stacked("wg0", "wireguard"), kind=AdapterKind.TUNNEL, mac=None)
TAP = stacked("tap0", "tun")
CABLE = replace(adapter("thunderbolt0", AdapterKind.WIRED), bus="thunderbolt", driver="thunderbolt-net")
DOCK = replace(adapter("enx0200005e0002", AdapterKind.WIRED), bus="usb", bus_path="2-1.1:1.0", driver="r8152")


def found(
    *adapters: Adapter, devices: Sequence[AttachedDevice] = (), routes: Sequence[Route] = (), holding: bool = False
) -> list[WayOut]:
    links = stack((WIRED, *adapters))
    addresses = [held(one.id, "192.168.42.7") for one in adapters] if holding else []
    return list(ways_out(links, devices, addresses, routes))


@pytest.mark.parametrize(
    ("link", "way"),
    [
        (TETHER, Way.USB_TETHER),
        (WWAN, Way.MODEM),
        (PAN, Way.BLUETOOTH_PAN),
        (PPP, Way.PPP),
        (CABLE, Way.THUNDERBOLT),
        (TUN, Way.TUNNEL),
        (WG, Way.TUNNEL),
        (TAP, Way.TUNNEL),
    ],
)
def test_ways_and_how_far_they_are_open(link: Adapter, way: Way) -> None:
    (up,) = found(link)
    (held_one,) = found(link, holding=True)
    (routed,) = found(link, holding=True, routes=[default_route(link.id, "192.168.42.129")])

    assert {up.way, held_one.way, routed.way} == {way}
    assert [up.reach, held_one.reach, routed.reach] == [Reach.UP, Reach.HAS_ADDRESS, Reach.CARRIES_ROUTE]
    assert (routed.addresses, routed.gateway) == (("192.168.42.7",), "192.168.42.129")


@pytest.mark.parametrize(
    ("link", "reach"),
    [
        (TETHER, Reach.PRESENT),
        (WWAN, Reach.PRESENT),
        (TUN, Reach.PRESENT),
        (PAN, None),
        (replace(TETHER, driver="ipheth"), None),
    ],
)
def test_without_a_link(link: Adapter, reach: Reach | None) -> None:
    for one in (replace(link, is_up=False, carrier=None), replace(link, carrier=False)):
        assert [way.reach for way in found(one)] == ([reach] if reach is not None else [])


def test_tap_that_nobody_holds_but_that_has_an_address_or_a_route() -> None:
    idle = replace(TAP, carrier=False)

    assert [one.reach for one in found(idle, holding=True)] == [Reach.PRESENT]
    assert [one.reach for one in found(idle, routes=[default_route(idle.id)])] == [Reach.PRESENT]
    assert [one.reach for one in found(TAP, routes=[default_route(TAP.id)])] == [Reach.CARRIES_ROUTE]


VIRTUAL_BRIDGE = stacked("virbr0", "bridge")


@pytest.mark.parametrize(
    "adapters",
    [
        (DOCK,),
        (WIFI,),
        (VIRTUAL_BRIDGE, stacked("vnet0", "tun", master="virbr0")),
        (VIRTUAL_BRIDGE, stacked("tap7", "tun", master="virbr0")),
        (stacked("vnet3", "tun"),),
        (replace(TAP, is_up=False, carrier=None),),
        (replace(TAP, carrier=False),),
        (stacked("docker0", "bridge"), stacked("veth1a2b3c4", "veth", master="docker0")),
        (stacked("wlan9", "vlan", "eth0"), stacked("mv0", "macvlan", "eth0"), stacked("bond0", "bond", "eth0")),
        (replace(stacked("sit0", "sit"), kind=AdapterKind.TUNNEL, is_up=False),),
        (replace(stacked("tunl0", "ipip"), kind=AdapterKind.TUNNEL, is_up=False),),
        (adapter("lo", AdapterKind.LOOPBACK),),
    ],
    ids=lambda adapters: f"{adapters[-1].name}-{adapters[-1].carrier}",
)
def test_what_is_no_way_out(adapters: tuple[Adapter, ...]) -> None:
    assert found(*adapters) == []


@pytest.mark.parametrize(
    ("changes", "reach"),
    [
        ({"interfaces": (), "drivers": ()}, Reach.PRESENT),
        ({"interfaces": (), "drivers": (), "is_authorized": False}, Reach.BLOCKED),
        ({"kind": DeviceKind.WWAN, "interfaces": (), "drivers": ("option",)}, Reach.PRESENT),
        ({"kind": DeviceKind.BLUETOOTH, "interfaces": ()}, None),
        ({"kind": DeviceKind.WIRED, "interfaces": ()}, None),
        ({"kind": DeviceKind.WIFI, "interfaces": ()}, None),
    ],
)
def test_device_without_an_interface(changes: dict[str, Any], reach: Reach | None) -> None:
    assert [one.reach for one in found(devices=[replace(PHONE, **changes)])] == ([reach] if reach is not None else [])


def test_device_and_its_interface_are_one_and_keep_their_name() -> None:
    before = found(devices=[replace(PHONE, interfaces=(), drivers=())])
    after = found(TETHER, devices=[PHONE])
    renamed = found(replace(TETHER, name="eth9"), devices=[replace(PHONE, interfaces=("eth9",))])

    assert [one.id for one in (*before, *after, *renamed)] == ["18d1:4ee3:53EX4MPLE"] * 3
    assert [one.id for one in found(WWAN, devices=[MODEM])] == ["1-4"]


def test_hardware_tells_a_dock_from_a_phone() -> None:
    assert found(TETHER, devices=[replace(PHONE, kind=DeviceKind.WIRED)]) == []


def test_bluetooth_controller_alone_is_none() -> None:
    assert found(devices=[replace(DONGLE, kind=DeviceKind.BLUETOOTH, drivers=("btusb",))]) == []


@pytest.mark.parametrize(
    ("drivers", "reach"),
    [
        (("rndis_host",), Reach.HIDDEN),
        (("usbfs",), Reach.HIDDEN),
        (("option",), Reach.PRESENT),
        ((), Reach.PRESENT),
    ],
    ids=["interface in another namespace", "virtual machine", "serial modem", "no driver"],
)
def test_device_whose_interface_nobody_here_sees(drivers: tuple[str, ...], reach: Reach) -> None:
    assert [one.reach for one in found(devices=[replace(PHONE, interfaces=(), drivers=drivers)])] == [reach]


def test_tap_that_calls_itself_a_virtual_machines_and_leads_out() -> None:
    tap = replace(stacked("vnet0", "tun", master="br7"), mac=None)
    bridge = replace(stacked("br7", "bridge"), mac=None)
    out = Route(bridge.id, ip_network("0.0.0.0/0"), None, None, 0, 254)
    bare = Route(tap.id, ip_network("0.0.0.0/0"), None, None, 0, 254)

    assert list(ways_out(stack([WIRED, tap, bridge]), (), (), ())) == []
    assert [one.reach for one in ways_out(stack([WIRED, tap, bridge]), (), (), [out])] == [Reach.CARRIES_ROUTE]
    assert [one.reach for one in ways_out(stack([replace(tap, master=None)]), (), (), [bare])] == [Reach.CARRIES_ROUTE]
    hosts = stack([replace(WIRED, master="br7"), tap, bridge])
    assert list(ways_out(hosts, (), (), [out])) == [], "a host's own bridge over its wire, a machine's tap beside it"


@pytest.mark.parametrize("kind", ["vxlan", "gretap"])
def test_network_of_elsewhere_bridged_with_the_wire(kind: str) -> None:
    far = replace(stacked("far0", kind, master="br0"), mac=None)
    bridge = replace(stacked("br0", "bridge"), mac=None)

    assert [one.reach for one in ways_out(stack([replace(WIRED, master="br0"), far, bridge]), (), (), ())] == [
        Reach.SHARED
    ]
    assert list(ways_out(stack([WIRED, far, bridge]), (), (), ())) == [], "a cluster's own network"


def test_half_of_everything_is_a_default_route() -> None:
    """OpenVPN's redirect-gateway def1."""
    half = Route(TUN.id, ip_network("128.0.0.0/1"), None, None, 0, 254)

    assert [one.reach for one in found(TUN, holding=True, routes=[half])] == [Reach.CARRIES_ROUTE]


def test_tether_in_a_bridge_with_the_wire() -> None:
    links = stack([replace(WIRED, master="br0"), replace(TETHER, master="br0"), stacked("br0", "bridge")])

    assert [one.reach for one in ways_out(links, (), (), ())] == [Reach.SHARED]
    (shared,) = ways_out(stack([TUN]), (), (), (), [AdapterId(TUN.id)])
    assert shared.reach is Reach.SHARED


def test_plain_wire_is_no_way() -> None:
    assert way_of(WIRED) is None
