import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.bus import bus_devices, classify, usb_device
from agent.host.machine import Host
from protocol.observations import DeviceKind
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out

ROOT = "sys/devices/pci0000:00/0000:00:14.0/usb1"


def usb(name: str, *functions: dict[str, str], **attributes: str) -> dict[str, Any]:
    """A USB device on the bus; `functions` are the properties of its interfaces' uevent files."""
    files: dict[str, Any] = {f"sys/bus/usb/devices/{name}": {"link": f"../../../{ROOT[4:]}/{name}"}}
    files |= {f"{ROOT}/{name}/{key}": value + "\n" for key, value in attributes.items()}
    for number, properties in enumerate(functions):
        function = f"{name}:1.{number}"
        files[f"sys/bus/usb/devices/{function}"] = {"link": f"../../../{ROOT[4:]}/{name}/{function}"}
        lines = "".join(f"{key}={value}\n" for key, value in properties.items())
        files[f"{ROOT}/{name}/{function}/uevent"] = lines
    return files


@pytest.fixture
def machine(tmp_path: Path) -> Host:
    return host_of(tmp_path, CapturedTables({}))


def test_usb_device_is_one_with_all_its_functions(machine: Host, tmp_path: Path) -> None:
    phone = {
        "DRIVER": "rndis_host",
        "INTERFACE": "224/1/3",
        "MODALIAS": "usb:v18D1p4EE3d0200dc00dsc00dp00icE0isc01ip03in00",
    }
    data = {
        "DRIVER": "rndis_host",
        "INTERFACE": "10/0/0",
        "MODALIAS": "usb:v18D1p4EE3d0200dc00dsc00dp00ic0Aisc00ip00in01",
    }
    lay_out(usb("1-2", phone, data, uevent="PRODUCT=18d1/4ee3/200", product="Pixel 7", authorized="1"), tmp_path)
    (device,) = bus_devices(machine)

    assert (device.bus_path, device.hardware.ids, device.drivers) == ("1-2", "18d1:4ee3", ("rndis_host",))
    assert device.hardware.classes == ("e0/01/03", "0a/00/00")
    assert device.hardware.is_authorized is True
    assert classify(machine, device).kind is DeviceKind.USB_TETHER
    assert usb_device(machine, device.path / "1-2:1.1") is not None


def test_short_ids_get_their_zeros_back(machine: Host, tmp_path: Path) -> None:
    lay_out(usb("1-1", uevent="PRODUCT=5ac/1/0"), tmp_path)

    assert bus_devices(machine)[0].hardware.ids == "05ac:0001"


def test_root_hubs_are_not_plugged_in_and_a_device_that_goes_is_none(machine: Host, tmp_path: Path) -> None:
    lay_out(usb("usb1", uevent="PRODUCT=1d6b/2/0") | usb("1-1", uevent=""), tmp_path)

    assert bus_devices(machine) == ()
    assert usb_device(machine, tmp_path / ROOT / "1-9/1-9:1.0") is None


def test_driver_is_told_by_its_module_where_it_has_one(machine: Host, tmp_path: Path) -> None:
    lay_out(usb("1-1", {"DRIVER": "rtw_8822bu"}, uevent="PRODUCT=bda/b812/210"), tmp_path)
    lay_out(
        {
            f"{ROOT}/1-1/1-1:1.0/driver": {"link": "../../../../../../bus/usb/drivers/rtw_8822bu"},
            "sys/bus/usb/drivers/rtw_8822bu/module": {"link": "../../../../module/rtw88_8822bu"},
        },
        tmp_path,
    )
    (device,) = bus_devices(machine)

    assert (device.drivers, device.hardware.drivers) == (("rtw_8822bu",), ("rtw88_8822bu",))


def test_functions_of_a_card_in_the_reader_are_one_card(machine: Host, tmp_path: Path) -> None:
    files: dict[str, Any] = {}
    for number in (1, 2):
        place = f"devices/platform/mmc1/mmc1:0001/mmc1:0001:{number}"
        files[f"sys/bus/sdio/devices/mmc1:0001:{number}"] = {"link": f"../../../{place}"}
        files[f"sys/{place}/uevent"] = "DRIVER=brcmfmac\nSDIO_CLASS=00\nMODALIAS=sdio:c00v02D0dA9A6\n"
        files[f"sys/{place}/vendor"], files[f"sys/{place}/device"] = "0x02d0\n", "0xa9a6\n"
    lay_out(files, tmp_path)
    (card,) = bus_devices(machine)

    assert (card.bus_path, card.hardware.ids, card.path.name) == ("mmc1:0001", "02d0:a9a6", "mmc1:0001")
    assert classify(machine, card).kind is DeviceKind.WIFI


def test_network_at_the_end_of_a_thunderbolt_cable(machine: Host, tmp_path: Path) -> None:
    service = "MODALIAS=tbsvc:knetworkp00000001v00000001r00000001\nDRIVER=thunderbolt-net\n"
    lay_out(
        {"sys/bus/thunderbolt/devices/0-1.0/uevent": service, "sys/bus/thunderbolt/devices/0-0/uevent": ""}, tmp_path
    )
    (found,) = bus_devices(machine)

    assert (found.bus, found.bus_path, classify(machine, found).kind) == (
        "thunderbolt", "0-1.0", DeviceKind.THUNDERBOLT_NET,
    )  # fmt: skip


def test_pci_functions_of_a_captured_machine(tmp_path: Path) -> None:
    found = {one.bus_path: one for one in bus_devices(captured_host("wifi-station", tmp_path))}

    assert found["0000:00:03.0"].hardware.ids == "8086:100e"
    assert found["0000:00:03.0"].hardware.six_digit_class == "020000"
    assert found["0000:00:03.0"].drivers == ("e1000",)


@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5000),
    uevent=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300),
)
def test_whatever_a_device_says_of_itself_is_text_and_bounded(
    tmp_path_factory: pytest.TempPathFactory, text: str, uevent: str
) -> None:
    root = tmp_path_factory.mktemp("hostile")
    lay_out(usb("1-1", idVendor="1d6b", idProduct="0104", product=text, manufacturer=text, uevent=uevent), root)
    host = host_of(root, CapturedTables({}))

    for device in bus_devices(host):
        assert len(device.hardware.product or "") <= 256
        assert len(json.dumps(classify(host, device).evidence)) < 16 * 600


def test_a_device_that_claims_thousands_of_functions_is_cut(machine: Host, tmp_path: Path) -> None:
    many = [{"DRIVER": f"d{number}", "INTERFACE": "3/0/0"} for number in range(300)]
    lay_out(usb("1-1", *many, uevent="PRODUCT=1d6b/104/0"), tmp_path)

    assert len(bus_devices(machine)[0].drivers) == 32
