from pathlib import Path
from typing import Any, cast

import pytest

from agent.probes.probe import NothingHere, Seen
from agent.probes.wireless import WirelessProbe
from protocol.observations import WirelessDevice
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out


def radios(name: str, folder: Path) -> list[WirelessDevice]:
    folder.mkdir(exist_ok=True)
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


def test_access_point_counts_who_uses_it(tmp_path: Path) -> None:
    (busy,) = radios("hotspot-with-client", tmp_path / "busy")
    (idle,) = radios("wifi-access-point", tmp_path / "idle")

    assert (busy.clients, idle.clients) == (1, 0)


def test_clients_that_cannot_be_counted_are_said(tmp_path: Path) -> None:
    host = captured_host("hotspot-with-client", tmp_path)
    cast(CapturedTables, host.netlink).tables["stations"] = None
    looking = WirelessProbe().look(host)

    assert isinstance(looking, Seen)
    assert [item.clients for item in looking.observations if isinstance(item, WirelessDevice)] == [None]
    assert "stations" in (looking.partly or "")


def test_association_is_said_without_the_networks_name(tmp_path: Path) -> None:
    stations = [one for one in radios("laptop-associated", tmp_path / "on") if one.is_associated]

    assert [one.ssid for one in stations] == ["示例办公网"]
    assert not any(one.is_associated for one in radios("desktop-wifi-off", tmp_path / "off"))


def test_two_phys_of_one_card_are_told_apart(tmp_path: Path) -> None:
    host = captured_host("desktop-wifi-off", tmp_path)
    second = tmp_path / "sys/class/ieee80211/phy1"
    second.symlink_to("../../devices/pci0000:00/0000:00:14.3/ieee80211/phy1")
    (tmp_path / "sys/devices/pci0000:00/0000:00:14.3/ieee80211/phy1").mkdir()
    (second / "device").symlink_to("../../../0000:00:14.3")
    looking = WirelessProbe().look(host)

    assert isinstance(looking, Seen)
    found = [item.device for item in looking.observations if isinstance(item, WirelessDevice)]
    assert found == ["0000:00:14.3", "0000:00:14.3/phy1"]


def test_switched_off(tmp_path: Path) -> None:
    (radio,) = radios("wifi-rfkill-blocked", tmp_path)

    assert (radio.soft_blocked, radio.is_up) == (True, False)


def test_driver_without_nl80211_is_seen_by_sysfs(tmp_path: Path) -> None:
    (stick,) = radios("wext-only-r8188eu", tmp_path)

    assert (stick.sources, stick.driver) == (("devtype", "wireless", "driver"), "r8188eu")


def test_radio_moved_to_another_namespace_is_still_said(tmp_path: Path) -> None:
    (hidden,) = radios("phy-in-other-namespace", tmp_path)

    assert (hidden.device, hidden.name, hidden.driver) == ("hwsim0", None, "mac80211_hwsim")
    assert (hidden.sources, hidden.denied_by) == (("rfkill", "driver"), ("nl80211", "netdev"))
    assert hidden.soft_blocked is None


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
