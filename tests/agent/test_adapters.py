from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from agent.adapters import read_interfaces
from protocol.observations import AdapterKind
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out
from tests.support.desk import Desk, Nic


def usb(driver: str, vendor: str, interface: str = "ff/ff/ff", product: str = "0001") -> dict[str, Any]:
    """A USB device with one interface, as `lsusb` shows it in hexadecimal digits and uevent in decimal ones."""
    numbers = [int(part, 16) for part in interface.split("/")]
    classes = "ic{:02X}isc{:02X}ip{:02X}".format(*numbers)
    alias = f"usb:v{vendor.upper()}p{product.upper()}d0100dc00dsc00dp00{classes}in00"
    parts = dict(
        zip(("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"), interface.split("/"), strict=True)
    )
    return {
        "sys/class/net/eth9": {"link": "../../devices/usb1/1-2/1-2:1.0/net/eth9"},
        "sys/devices/usb1/1-2/1-2:1.0/net/eth9/device": {"link": "../../../1-2:1.0"},
        "sys/devices/usb1/1-2/1-2:1.0/subsystem": {"link": "../../../../bus/usb"},
        "sys/devices/usb1/1-2/1-2:1.0/driver": {"link": f"../../../../bus/usb/drivers/{driver}"},
        "sys/devices/usb1/1-2/1-2:1.0/uevent": (
            f"DRIVER={driver}\nINTERFACE={'/'.join(str(number) for number in numbers)}\nMODALIAS={alias}\n"
        ),
        "sys/devices/usb1/1-2/idVendor": vendor,
        "sys/devices/usb1/1-2/idProduct": product,
        **{f"sys/devices/usb1/1-2/1-2:1.0/{name}": text for name, text in parts.items()},
    }


VIRTUAL: dict[str, Any] = {"sys/class/net/eth9/uevent": "INTERFACE=eth9"}
KINDS = [
    pytest.param({}, {"arphrd": 772}, AdapterKind.LOOPBACK, id="loopback"),
    pytest.param(VIRTUAL, {"arphrd": 772, "kind": "tun"}, AdapterKind.VIRTUAL, id="tap that calls itself a loopback"),
    pytest.param(VIRTUAL, {"kind": "bridge"}, AdapterKind.VIRTUAL, id="bridge"),
    pytest.param(VIRTUAL, {"kind": "vlan", "name": "wlan9"}, AdapterKind.VIRTUAL, id="VLAN named wlan9"),
    pytest.param(VIRTUAL, {"kind": "tun", "arphrd": 65534}, AdapterKind.TUNNEL, id="tun"),
    pytest.param(VIRTUAL, {"kind": "ppp", "arphrd": 512}, AdapterKind.PPP, id="ppp"),
    pytest.param(VIRTUAL, {"kind": "wwan", "arphrd": 65534}, AdapterKind.WWAN, id="wwan"),
    pytest.param({"sys/class/net/eth9/uevent": "DEVTYPE=wlan"}, {}, AdapterKind.WIFI, id="wlan, named eth9"),
    pytest.param({"sys/class/net/eth9/uevent": "DEVTYPE=bluetooth"}, {}, AdapterKind.BLUETOOTH, id="bnep"),
    pytest.param(usb("rndis_host", "18d1", "e0/01/03"), {}, AdapterKind.USB_TETHER, id="Android"),
    pytest.param(usb("ipheth", "05ac"), {}, AdapterKind.USB_TETHER, id="iPhone"),
    pytest.param(usb("cdc_ncm", "04e8", "02/0d/00"), {}, AdapterKind.USB_TETHER, id="phone by NCM"),
    pytest.param(usb("cdc_ncm", "0bda", "02/0d/00", "8153"), {}, AdapterKind.WIRED, id="LAN dongle by NCM"),
    pytest.param(usb("r8152", "0bda"), {}, AdapterKind.WIRED, id="LAN dongle"),
    pytest.param(usb("qmi_wwan", "2c7c"), {}, AdapterKind.WWAN, id="modem"),
]


@pytest.mark.parametrize(("files", "link", "kind"), KINDS)
def test_kind_comes_from_device_and_driver(
    tmp_path: Path, files: dict[str, Any], link: dict[str, Any], kind: AdapterKind
) -> None:
    lay_out(files, tmp_path)
    host = host_of(tmp_path, CapturedTables({"links": [{"index": 9, "name": "eth9"} | link]}))

    assert [one.adapter.kind for one in read_interfaces(host)] == [kind]


MACS = strategies.integers(0, 255).map(lambda last: f"02-00-5E-00-54-{last:02X}")
NAMES = strategies.text("abcdefghijklmnopqrstuvwxyz0123456789.-_", min_size=1, max_size=15).filter(
    lambda name: name not in (".", "..")
)
DESK = Desk(
    (
        Nic("2", "0bda:8152", None, "02-00-5E-00-53-01", "eth0", 2),
        Nic("3", "0bda:8152", None, "02-00-5E-00-53-01", "eth1", 3),
        Nic("4.1", "0bda:8153", "00-00-5E-00-53-03", "00-00-5E-00-53-03", "eth2", 4),
        # A phone makes up a "permanent" address each time it is plugged in.
        Nic("4.2", "18d1:4ee3", "02-11-22-33-44-55", "02-11-22-33-44-55", "enx021122334455", 5),
    )
)
AT = strategies.integers(0, 3)
CHANGES = strategies.one_of(
    strategies.tuples(strategies.just("rename"), AT, NAMES),
    strategies.tuples(strategies.just("set mac"), AT, MACS),
    strategies.tuples(strategies.just("swap names"), AT, AT),
    strategies.tuples(strategies.just("to a namespace"), AT, strategies.none()),
    strategies.tuples(strategies.just("back"), AT, strategies.none()),
    strategies.tuples(strategies.just("replug"), AT, MACS),
    strategies.tuples(strategies.just("start again"), AT, strategies.integers(1, 9)),
)


def after(desk: Desk, change: tuple[str, int, Any], fresh: int) -> Desk:
    what, at, value = change
    match what:
        case "rename":
            return desk if value in {nic.name for nic in desk.nics} else desk.changed(at, name=value)
        case "set mac":
            return desk.changed(at, mac=value)
        case "swap names":
            return desk.swapped_names(at, value)
        case "to a namespace":
            return desk.changed(at, is_here=False)
        case "back":
            return desk.changed(at, is_here=True, index=fresh)
        case "start again":
            return replace(desk, first_bus=value)
    # A burnt-in address stays; one made up at each plug does not.
    made_up = desk.nics[at].permanent_mac is not None and desk.nics[at].port == "4.2"
    return desk.changed(at, index=fresh, mac=value, **({"permanent_mac": value} if made_up else {}))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(strategies.lists(CHANGES, max_size=12))
def test_identity_outlives_all_that_a_person_can_do_to_an_adapter(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, int, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("desk")
    first = DESK.ids(folder / "first")
    desk = DESK
    for number, change in enumerate(changes):
        desk = after(desk, change, 100 + number)
    last = desk.ids(folder / "last")

    assert len(set(first.values())) == 4
    assert last.items() <= first.items()
    assert set(last) == {nic.port for nic in desk.nics if nic.is_here}


def test_another_device_in_the_same_port_is_another_adapter(tmp_path: Path) -> None:
    before = DESK.ids(tmp_path / "before")
    other_make = DESK.changed(0, ids="0b95:1790").ids(tmp_path / "make")
    other_piece = DESK.changed(2, permanent_mac="00-00-5E-00-53-99").ids(tmp_path / "piece")

    assert other_make["2"] != before["2"]
    assert other_piece["4.1"] != before["4.1"]


def test_second_interface_of_a_radio_is_an_adapter_of_its_own(tmp_path: Path) -> None:
    host = captured_host("laptop-associated", tmp_path)
    tables = cast(CapturedTables, host.netlink).tables
    card = next(row for row in tables["links"] if row["name"] == "wlp0s20f3")
    monitor = card | {"index": 99, "name": "mon0", "arphrd": 803}
    place = tmp_path / "sys/devices/pci0000:00/0000:00:14.3/net/mon0"
    place.mkdir()
    (place / "device").symlink_to("../../../0000:00:14.3")
    (tmp_path / "sys/class/net/mon0").symlink_to("../../devices/pci0000:00/0000:00:14.3/net/mon0")
    before = {one.link.name: one.adapter.id for one in read_interfaces(host)}
    tables["links"] = [*tables["links"], monitor]
    with_monitor = {one.link.name: one.adapter for one in read_interfaces(host)}

    assert with_monitor["wlp0s20f3"].id == before["wlp0s20f3"] != with_monitor["mon0"].id
    assert with_monitor["mon0"].kind is AdapterKind.WIFI


def test_name_that_changes_between_two_looks_does_not_swap_devices(tmp_path: Path) -> None:
    lay_out(usb("r8152", "0bda"), tmp_path)
    lay_out({"sys/devices/usb1/1-2/1-2:1.0/net/eth9/ifindex": "4"}, tmp_path)
    row = {"index": 9, "name": "eth9", "parent_bus": "usb", "parent_device": "1-2:1.0"}
    lay_out({"sys/bus/usb/devices/1-2:1.0": {"link": "../../../devices/usb1/1-2/1-2:1.0"}}, tmp_path)
    told = read_interfaces(host_of(tmp_path, CapturedTables({"links": [row]})))[0].adapter
    untold = read_interfaces(host_of(tmp_path, CapturedTables({"links": [{"index": 9, "name": "eth9"}]})))[0].adapter

    assert (told.bus, told.bus_path) == ("usb", "1-2:1.0")
    assert untold.bus == "virtual"


@pytest.mark.parametrize("name", ["../../x", "..", ".", "a/../../x", "", "x\0y"])
def test_name_that_leads_elsewhere_is_text_only(tmp_path: Path, name: str) -> None:
    lay_out({"sys/x/uevent": "DEVTYPE=wlan", "sys/x/addr_assign_type": "3", "x/uevent": "DEVTYPE=wlan"}, tmp_path)
    rows = [{"index": 9, "name": name, "mac": "02-00-5E-00-53-01", "parent_bus": "../..", "parent_device": "../x"}]
    (found,) = read_interfaces(host_of(tmp_path, CapturedTables({"links": rows})))

    assert (found.adapter.kind, found.adapter.mac_origin, found.device) == (AdapterKind.VIRTUAL, None, None)


@pytest.mark.parametrize(
    ("written", "origin"), [("0", "permanent"), ("1", "random"), ("2", "stolen"), ("3", "set"), ("9", None)]
)
def test_origin_of_the_current_mac(tmp_path: Path, written: str, origin: str | None) -> None:
    lay_out(usb("r8152", "0bda") | {"sys/devices/usb1/1-2/1-2:1.0/net/eth9/addr_assign_type": written}, tmp_path)
    rows = [{"index": 9, "name": "eth9", "mac": "02-00-5E-00-53-01", "other_names": ["enp1"]}]
    (found,) = read_interfaces(host_of(tmp_path, CapturedTables({"links": rows})))

    assert (found.adapter.mac_origin, found.adapter.other_names) == (origin, ("enp1",))


def test_what_sits_on_top_names_what_is_below(tmp_path: Path) -> None:
    lay_out({"sys/class/net/br0/lower_wlan0": {"link": "../wlan0"}, "sys/class/net/vl/uevent": ""}, tmp_path)
    rows = [
        {"index": 1, "name": "wlan0", "master": 2},
        {"index": 2, "name": "br0", "kind": "bridge"},
        {"index": 3, "name": "vl", "kind": "macvlan", "lower": 1},
    ]
    wlan, bridge, macvlan = read_interfaces(host_of(tmp_path, CapturedTables({"links": rows})))

    assert (wlan.adapter.master, bridge.adapter.lower, macvlan.adapter.lower) == ("br0", ("wlan0",), ("wlan0",))


def test_captured_machine(tmp_path: Path) -> None:
    found = {one.link.name: one.adapter for one in read_interfaces(captured_host("phone-tether-rndis", tmp_path))}

    phone = found["enx021122334455"]
    assert (phone.kind, phone.product, phone.driver) == (AdapterKind.USB_TETHER, "Pixel 7", "rndis_host")
    assert (found["enp0s3"].bus, found["enp0s3"].bus_path, found["enp0s3"].vendor_id) == ("pci", "0000:00:03.0", "8086")
