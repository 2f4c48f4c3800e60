from pathlib import Path
from typing import Any

import pytest

from agent.probes.probe import NothingHere, Seen
from agent.probes.wireless import WirelessProbe
from protocol.observations import WirelessDevice
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out


def radios(name: str, folder: Path) -> list[WirelessDevice]:
    looking = WirelessProbe().look(captured_host(name, folder))
    assert isinstance(looking, Seen)
    return [item for item in looking.observations if isinstance(item, WirelessDevice)]


def test_station(tmp_path: Path) -> None:
    station = radios("wifi-station", tmp_path)[0]

    assert (station.device, station.name, station.mode, station.frequency_mhz) == ("hwsim0", "wlan0", "station", 2437)
    assert station.sources == ("nl80211", "ieee80211", "devtype", "phy80211", "wireless", "rfkill")
    assert (station.soft_blocked, station.hard_blocked) == (False, False)


def test_access_point(tmp_path: Path) -> None:
    (point,) = radios("wifi-access-point", tmp_path)

    assert (point.mode, point.ssid, point.is_up) == ("ap", "my-hotspot", True)


def test_switched_off(tmp_path: Path) -> None:
    (radio,) = radios("wifi-rfkill-blocked", tmp_path)

    assert (radio.soft_blocked, radio.is_up) == (True, False)


def test_driver_without_nl80211_is_seen_by_sysfs(tmp_path: Path) -> None:
    (stick,) = radios("wext-only-r8188eu", tmp_path)

    assert (stick.sources, stick.driver) == (("devtype", "wireless", "driver"), "r8188eu")


def test_radio_moved_to_another_namespace_is_still_said(tmp_path: Path) -> None:
    (hidden,) = radios("phy-in-other-namespace", tmp_path)

    assert (hidden.device, hidden.name, hidden.sources, hidden.soft_blocked) == ("phy0", None, ("rfkill",), None)


def test_phone_is_no_radio(tmp_path: Path) -> None:
    assert WirelessProbe().look(captured_host("phone-tether-rndis", tmp_path)) == NothingHere()


def pci(driver: str | None, device_class: str = "0x028000") -> dict[str, Any]:
    files: dict[str, Any] = {
        "sys/bus/pci/devices/0000:02:00.0": {"link": "../../../devices/pci0000:00/0000:02:00.0"},
        "sys/devices/pci0000:00/0000:02:00.0/class": device_class,
        "sys/devices/pci0000:00/0000:02:00.0/vendor": "0x8086",
        "sys/devices/pci0000:00/0000:02:00.0/subsystem": {"link": "../../../bus/pci"},
    }
    files["sys/devices/pci0000:00/0000:02:00.0/uevent"] = f"DRIVER={driver}\n" if driver else ""
    if driver:
        files["sys/devices/pci0000:00/0000:02:00.0/driver"] = {"link": f"../../../bus/pci/drivers/{driver}"}
    return files


@pytest.mark.parametrize(
    ("files", "source"),
    [(pci("iwlwifi"), "driver"), (pci(None), "device-class"), (pci(None, "0x020000"), None), (pci("e1000e"), None)],
)
def test_card_without_interface(tmp_path: Path, files: dict[str, Any], source: str | None) -> None:
    lay_out(files, tmp_path)
    looking = WirelessProbe().look(host_of(tmp_path, CapturedTables({})))

    if source is None:
        assert looking == NothingHere()
        return
    assert isinstance(looking, Seen)
    (card,) = looking.observations
    assert isinstance(card, WirelessDevice)
    assert (card.device, card.sources, card.vendor_id, card.is_up) == ("0000:02:00.0", (source,), "8086", False)


def test_kernel_without_nl80211_is_said(tmp_path: Path) -> None:
    looking = WirelessProbe().look(host_of(tmp_path, CapturedTables({"wiphys": None, "wireless_interfaces": None})))

    assert isinstance(looking, Seen)
    assert looking.observations == ()
    assert "wiphys" in (looking.partly or "")
