"""Which radios does this PC have, and are they on?

No single source tells: a WEXT-only driver is missing in nl80211, a radio moved to another network namespace leaves only
its rfkill switch and its driver, a card without driver only its class. So every source is asked and all are named.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent.device import Device, devices_on, read_device
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.rfkill import RfkillSwitch, switches
from agent.host.tables import WirelessInterface
from agent.probes.adapters import Interface, read_interfaces
from agent.probes.probe import Looking, NothingHere, Seen
from protocol.observations import Observation, WirelessDevice

_WIFI_DRIVERS = re.compile(
    r"(iwl|ath[56]|ath1[0-2]k|ath9k|ath6kl|carl9170|ar5523|wil6210|wcn36xx|brcmfmac|brcmsmac|b43|wl\Z|mwifiex|mwl8k"
    r"|libertas|rtl8(18|19|7|8|xxxu)|rtl_pci|rtw8|rtw_8|rtw89|r8188eu|r8712u|r8723|rt2|rt6|rt7|mt76|mt79|p54|zd12"
    r"|at76c50x|rsi_|cw1200|wfx|wlcore|wl1|mac80211_hwsim|ipw2|orinoco|hostap|rndis_wlan)"
)
_PCI_OTHER_NETWORK = "0x0280"
_BUSES = ("pci", "usb", "sdio")


@dataclass
class _Radio:
    """What the sources said so far of one radio."""

    label: str
    device: Device | None = None
    sources: list[str] = field(default_factory=list)
    interfaces: list[Interface] = field(default_factory=list)
    switch: RfkillSwitch | None = None

    def named_by(self, source: str) -> None:
        if source not in self.sources:
            self.sources.append(source)


class WirelessProbe:
    """One observation for each interface of a radio; one without interface for a radio that has none."""

    name = "wireless"
    title = "wireless devices"
    observes = (WirelessDevice,)
    woken_by = frozenset({Wake.WIRELESS, Wake.DEVICES, Wake.LINKS})
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        unseen: list[str] = []
        radios = _Radios(host)
        told: dict[int, WirelessInterface] = {}
        for ask in (radios.ask_nl80211, radios.ask_sysfs, radios.ask_interfaces, radios.ask_rfkill, radios.ask_buses):
            try:
                ask()
            except CouldNotLook as error:
                unseen.append(str(error))
        try:
            told = {one.ifindex: one for one in host.netlink.wireless_interfaces() if one.ifindex is not None}
        except CouldNotLook as error:
            unseen.append(str(error))
        partly = "; ".join(dict.fromkeys(unseen)) or None
        found = tuple(seen for radio in radios.found.values() for seen in _observed(radio, told))
        return Seen(found, partly) if found or partly else NothingHere()

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


class _Radios:
    """Radios by their phy name, or by their device's folder where they have no phy."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.found: dict[str, _Radio] = {}

    def ask_nl80211(self) -> None:
        for wiphy in self._host.netlink.wiphys():
            self._radio(wiphy.name).named_by("nl80211")

    def ask_sysfs(self) -> None:
        """/sys/class/ieee80211: radios of this namespace, with or without an interface."""
        folder = self._host.sysfs / "class/ieee80211"
        for name in self._host.entries(folder) or ():
            radio = self._radio(name)
            radio.device = read_device(self._host, folder / name / "device")

    def ask_interfaces(self) -> None:
        for interface in read_interfaces(self._host):
            folder = self._host.sysfs / "class/net" / interface.link.name
            sources = self._sources_of(folder)
            if not sources:
                continue
            phy = self._host.link_target(folder / "phy80211")
            radio = self._radio(phy.name if phy else interface.adapter.bus_path)
            radio.device = radio.device or interface.device
            radio.interfaces.append(interface)
            for source in sources:
                radio.named_by(source)

    def ask_rfkill(self) -> None:
        for switch in switches(self._host):
            if switch.type == "wlan" or switch.is_dangling:
                radio = self._switched(switch)
                radio.switch = switch if radio.switch is None or radio.switch.is_dangling else radio.switch
                radio.named_by("rfkill")

    def ask_buses(self) -> None:
        """Devices that a Wi-Fi driver holds, or that say they are one, and that no radio was seen of so far."""
        for bus in _BUSES:
            for device in devices_on(self._host, bus):
                source = self._claims_to_be_a_radio(device)
                if source is None:
                    continue
                known = self._radio_on(device.path)
                radio = known or self._radio(device.bus_path)
                radio.device = radio.device or device
                radio.named_by(source)

    def _radio(self, label: str) -> _Radio:
        return self.found.setdefault(label, _Radio(label))

    def _sources_of(self, folder: Path) -> list[str]:
        uevent = (self._host.read_text(folder / "uevent") or "").splitlines()
        said = {
            "devtype": "DEVTYPE=wlan" in uevent,
            "phy80211": self._host.link_target(folder / "phy80211") is not None,
            "wireless": (folder / "wireless").is_dir(),
        }
        return [source for source, is_so in said.items() if is_so]

    def _switched(self, switch: RfkillSwitch) -> _Radio:
        """The radio of a switch: by phy name, by the device in a dangling link's path, else one of its own."""
        if switch.name and switch.name in self.found:
            return self.found[switch.name]
        parts = Path(switch.device or "").parts
        for radio in self.found.values():
            if radio.label in parts or (radio.device is not None and radio.device.bus_path in parts):
                return radio
        phy = next((part for part in parts if part.startswith("phy")), None)
        return self._radio(phy or switch.name or f"rfkill{switch.index}")

    def _claims_to_be_a_radio(self, device: Device) -> str | None:
        if device.driver and _WIFI_DRIVERS.match(device.driver):
            return "driver"
        if device.bus == "pci" and device.driver is None:
            device_class = self._host.read_text(device.path / "class") or ""
            return "modalias" if device_class.startswith(_PCI_OTHER_NETWORK) else None
        return None

    def _radio_on(self, path: Path) -> _Radio | None:
        """A radio whose device is this one, lies below it (USB interface of a device) or is named by a lost switch."""
        for radio in self.found.values():
            if radio.device is not None and (radio.device.path == path or path in radio.device.path.parents):
                return radio
            if radio.device is None and radio.switch is not None and path.name in Path(radio.switch.device or "").parts:
                return radio
        return None


def _observed(radio: _Radio, told: dict[int, WirelessInterface]) -> list[Observation]:
    blank = _blank(radio)
    seen: list[Observation] = []
    for interface in radio.interfaces:
        one = replace(blank, name=interface.link.name, adapter=interface.adapter.id, is_up=interface.link.is_up)
        said = told.get(interface.link.index)
        if said is not None:
            one = replace(one, mode=said.iftype, ssid=said.ssid, bssid=said.bssid, frequency_mhz=said.frequency_mhz)
        seen.append(one)
    return seen or [blank]


def _blank(radio: _Radio) -> WirelessDevice:
    device, switch = radio.device, radio.switch
    knows_state = switch is not None and not (switch.is_dangling and switch.type == "unknown")
    return WirelessDevice(
        device=radio.label,
        name=None,
        adapter=None,
        sources=tuple(radio.sources),
        denied_by=(),
        bus=device.bus if device else "unknown",
        vendor_id=device.vendor_id if device else None,
        product_id=device.product_id if device else None,
        driver=device.driver if device else None,
        soft_blocked=switch.soft if switch and knows_state else None,
        hard_blocked=switch.hard if switch and knows_state else None,
        mode=None,
        is_up=False,
        ssid=None,
        bssid=None,
        frequency_mhz=None,
        clients=None,
    )
