from pathlib import Path

from agent.device import read_device, resolved
from tests.support.captured_host import CapturedTables, captured_host, host_of


def test_usb_function_has_the_ids_of_the_device_above_it(tmp_path: Path) -> None:
    host = captured_host("phone-tether-rndis", tmp_path)
    device = read_device(host, host.sysfs / "class/net/enx021122334455/device")

    assert device is not None
    assert (device.bus, device.bus_path, device.ids, device.product) == ("usb", "3-1:1.0", "18d1:4ee3", "Pixel 7")
    assert device.interface_class is not None


def test_pci_device(tmp_path: Path) -> None:
    host = captured_host("wifi-station", tmp_path)
    device = read_device(host, host.sysfs / "bus/pci/devices/0000:00:03.0")

    assert device is not None
    assert (device.bus_path, device.ids) == ("0000:00:03.0", "8086:100e")


def test_link_that_leads_nowhere_is_no_device(tmp_path: Path) -> None:
    host = captured_host("phy-in-other-namespace", tmp_path)

    assert read_device(host, host.sysfs / "class/rfkill/rfkill0/device") is None


def test_links_in_a_circle_are_no_device(tmp_path: Path) -> None:
    (tmp_path / "sys").mkdir()
    (tmp_path / "sys/phy0").symlink_to("phy0")

    assert read_device(host_of(tmp_path, CapturedTables({})), tmp_path / "sys/phy0/device") is None
    assert resolved(tmp_path / "sys/phy0").name == "phy0"
