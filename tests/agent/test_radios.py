from pathlib import Path
from typing import Any

import pytest

from agent.host.machine import Host
from agent.radios import Radio, Radios
from tests.support.captured_host import CapturedTables, captured_host, host_of, lay_out

CARD = "devices/pci0000:00/0000:02:00.0"


def card(driver: str | None = "iwlwifi") -> dict[str, Any]:
    """A PCI Wi-Fi card on the bus, without phy."""
    held = f"DRIVER={driver}\n" if driver else ""
    files: dict[str, Any] = {
        "sys/bus/pci/devices/0000:02:00.0": {"link": f"../../../{CARD}"},
        f"sys/{CARD}/uevent": f"{held}PCI_CLASS=28000\nPCI_ID=8086:2723\n",
        f"sys/{CARD}/vendor": "0x8086",
        f"sys/{CARD}/device": "0x2723",
        f"sys/{CARD}/subsystem": {"link": "../../../bus/pci"},
    }
    if driver:
        files[f"sys/{CARD}/driver"] = {"link": f"../../../bus/pci/drivers/{driver}"}
    return files


def phy(name: str = "phy0", rfkill: int | None = 0) -> dict[str, Any]:
    files: dict[str, Any] = {
        f"sys/class/ieee80211/{name}": {"link": f"../../{CARD}/ieee80211/{name}"},
        f"sys/{CARD}/ieee80211/{name}/device": {"link": "../../../0000:02:00.0"},
    }
    if rfkill is not None:
        switch = f"{CARD}/ieee80211/{name}/rfkill{rfkill}"
        files |= {
            f"sys/class/rfkill/rfkill{rfkill}": {"link": f"../../{switch}"},
            f"sys/{switch}/name": name,
            f"sys/{switch}/type": "wlan",
            f"sys/{switch}/soft": "0",
            f"sys/{switch}/hard": "0",
            f"sys/{switch}/device": {"link": f"../../{name}"},
        }
    return files


def moved(name: str = "phy0") -> dict[str, Any]:
    """What is left of a radio in another namespace: a link that leads nowhere."""
    return {"sys/class/rfkill/rfkill0": {"link": f"../../{CARD}/ieee80211/{name}/rfkill0"}}


def wlan(index: int = 3, name: str = "wlan0", phy_name: str | None = "phy0", wireless: bool = True) -> dict[str, Any]:
    place = f"{CARD}/net/{name}"
    files: dict[str, Any] = {
        f"sys/class/net/{name}": {"link": f"../../{place}"},
        f"sys/{place}/device": {"link": "../../../0000:02:00.0"},
        f"sys/{place}/ifindex": str(index),
        f"sys/{place}/uevent": f"DEVTYPE=wlan\nINTERFACE={name}",
    }
    if phy_name:
        files[f"sys/{place}/phy80211"] = {"link": f"../../ieee80211/{phy_name}"}
    if wireless:
        files[f"sys/{place}/wireless/note"] = ""
    return files


def look(folder: Path, files: dict[str, Any], **tables: Any) -> tuple[Radios, list[Radio]]:
    folder.mkdir(exist_ok=True)
    lay_out(files, folder)
    found = Radios(host_of(folder, CapturedTables(tables)))
    return found, found.found


WIPHY = [{"index": 0, "name": "phy0"}]
LINK = [{"index": 3, "name": "wlan0", "parent_bus": "pci", "parent_device": "0000:02:00.0"}]


def test_every_source_names_a_radio_in_use_and_none_denies_it(tmp_path: Path) -> None:
    head = "Inter-| sta-|   Quality\n face | tus | link\n wlan0: 0000 54. -56. -256 0 0 0 0 0 0\n"
    files = card() | phy() | wlan() | {"proc/net/wireless": head}
    told = [{"wiphy_index": 0, "ifindex": 3, "name": "wlan0", "iftype": "station", "mac": None, "ssid": None,
             "bssid": None, "frequency_mhz": None}]  # fmt: skip
    radios, (radio,) = look(tmp_path, files, wiphys=WIPHY, links=LINK, wireless_interfaces=told)

    assert radio.sources == [
        "nl80211", "ieee80211", "devtype", "phy80211", "wireless", "wext", "rfkill", "driver",
    ]  # fmt: skip
    assert (radio.label, radio.driver, radios.denied_by(radio)) == ("0000:02:00.0", "iwlwifi", ())
    assert radios.told[3].iftype == "station"


def test_radio_without_interface_is_denied_by_netdev_only(tmp_path: Path) -> None:
    radios, (radio,) = look(tmp_path, card() | phy(), wiphys=WIPHY)

    assert (radio.interfaces, radios.denied_by(radio)) == ([], ("netdev",))


def test_radio_moved_to_a_namespace_hides_and_comes_back_as_the_same(tmp_path: Path) -> None:
    radios, (hidden,) = look(tmp_path / "moved", card() | moved(), wiphys=[])
    _, (back,) = look(tmp_path / "back", card() | phy() | wlan(), wiphys=WIPHY, links=LINK)

    assert hidden.sources == ["rfkill", "driver"]
    assert radios.denied_by(hidden) == ("nl80211", "netdev")
    assert hidden.label == back.label == "0000:02:00.0"


def test_driver_that_holds_a_card_without_phy_failed_or_hides(tmp_path: Path) -> None:
    radios, (radio,) = look(tmp_path, card(), wiphys=[])

    assert (radio.sources, radios.denied_by(radio)) == (["driver"], ("nl80211", "netdev"))


def test_kernel_without_nl80211_denies_nothing_by_it(tmp_path: Path) -> None:
    radios, (radio,) = look(tmp_path, card(), wiphys=None)

    assert radios.denied_by(radio) == ("netdev",)
    assert any("wiphys" in sentence for sentence in radios.unseen)


def test_card_without_driver_is_denied_by_nobody(tmp_path: Path) -> None:
    radios, (radio,) = look(tmp_path, card(None), wiphys=[])

    assert (radio.label, radio.driver, radios.denied_by(radio)) == ("0000:02:00.0", None, ())
    assert radio.sources == ["shipped-ids"]


def test_driver_of_the_old_wireless_extensions_need_not_be_in_nl80211(tmp_path: Path) -> None:
    files = card("r8188eu") | wlan(phy_name=None)
    radios, (radio,) = look(tmp_path, files, wiphys=[], links=LINK)

    assert radio.sources[:2] == ["devtype", "wireless"]
    assert radios.denied_by(radio) == ()


def test_phy_that_rfkill_does_not_know_is_said(tmp_path: Path) -> None:
    radios, (radio,) = look(tmp_path, card() | phy(rfkill=None) | {"sys/class/rfkill/x": ""}, wiphys=WIPHY)

    assert radios.denied_by(radio) == ("netdev", "rfkill")


def test_nl80211_that_forgot_a_phy_of_sysfs_denies_it(tmp_path: Path) -> None:
    radios, (radio,) = look(tmp_path, card() | phy(), wiphys=[])

    assert radios.denied_by(radio) == ("nl80211", "netdev")


def test_interface_is_found_by_nl80211_where_sysfs_belongs_to_another_namespace(tmp_path: Path) -> None:
    told = [{"wiphy_index": 0, "ifindex": 3, "name": "eth7", "iftype": "ap", "mac": None, "ssid": "x", "bssid": None,
             "frequency_mhz": 2412}]  # fmt: skip
    links = [{"index": 3, "name": "eth7"}]
    _, (radio,) = look(tmp_path, {}, wiphys=WIPHY, links=links, wireless_interfaces=told)

    assert [one.link.name for one in radio.interfaces] == ["eth7"]


def test_two_phys_of_one_card_are_two_radios(tmp_path: Path) -> None:
    files = card() | phy() | phy("phy1", 1)
    _, found = look(tmp_path, files, wiphys=[*WIPHY, {"index": 1, "name": "phy1"}])

    assert [(radio.phy, radio.switch and radio.switch.index) for radio in found] == [("phy0", 0), ("phy1", 1)]


def test_switches_of_other_things_are_no_radios(tmp_path: Path) -> None:
    files: dict[str, Any] = {"sys/class/rfkill/rfkill7": {"link": "../../devices/gone/bluetooth/hci0/rfkill7"}}
    for number, (name, kind) in enumerate((("asus-wlan", "wlan"), ("hci0", "bluetooth"), ("mbim", "wwan"))):
        place = f"sys/class/rfkill/rfkill{number}"
        files |= {f"{place}/name": name, f"{place}/type": kind, f"{place}/soft": "1", f"{place}/hard": "0"}
        files[f"{place}/device"] = {"link": "../../../devices/platform/asus-nb-wmi"}

    assert look(tmp_path, files)[1] == []


def test_p2p_device_without_interface_is_no_interface(tmp_path: Path) -> None:
    host = captured_host("wifi-station", tmp_path)
    radios = Radios(host)

    assert None in {one.ifindex for one in host.netlink.wireless_interfaces()}
    assert set(radios.told) == {one.link.index for radio in radios.found for one in radio.interfaces}


def test_p2p_device_is_the_only_thing_said_of_a_radio_without_interface(tmp_path: Path) -> None:
    told = [{"wiphy_index": 0, "ifindex": None, "name": None, "iftype": "p2p-device", "mac": None, "ssid": None,
             "bssid": None, "frequency_mhz": None}]  # fmt: skip
    _, (radio,) = look(
        tmp_path, card() | phy(), wiphys=WIPHY, wireless_interfaces=[*told, told[0] | {"wiphy_index": 9}]
    )

    assert (radio.interfaces, radio.other_mode) == ([], "p2p-device")


def test_phone_that_a_wifi_driver_matches_is_no_radio(tmp_path: Path) -> None:
    host: Host = captured_host("phone-tether-rndis", tmp_path)

    assert Radios(host).found == []


@pytest.mark.parametrize("name", ["../../../etc", "..", "a/b", ""])
def test_phy_with_a_name_that_leads_elsewhere_is_a_label_only(tmp_path: Path, name: str) -> None:
    (tmp_path / "etc").mkdir()
    _, found = look(tmp_path, {}, wiphys=[{"index": 0, "name": name}])

    assert [(radio.phy, radio.path) for radio in found] == [(name, None)]
