from pathlib import Path
from typing import Any

import pytest

from agent.adapters import read_interfaces
from protocol.observations import AdapterKind
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out


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


def test_identity_survives_a_new_name_and_a_new_mac(tmp_path: Path) -> None:
    lay_out(usb("r8152", "0bda"), tmp_path)
    row = {"index": 9, "name": "eth9", "mac": "00-00-5E-00-53-01", "permanent_mac": "00-00-5E-00-53-01"}
    before = read_interfaces(host_of(tmp_path, CapturedTables({"links": [row]})))[0].adapter
    changed = row | {"index": 12, "mac": "02-00-5E-00-53-99"}
    after = read_interfaces(host_of(tmp_path, CapturedTables({"links": [changed]})))[0].adapter

    assert after.id == before.id
    assert after.mac != before.mac


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
