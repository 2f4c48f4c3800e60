"""The Wi-Fi radios of this PC, each with every source that names it and every source that should and does not.

Rule: no source is believed alone. A WEXT-only driver is missing in nl80211, a radio moved to another network namespace
leaves its rfkill switch and its driver, a card without driver only its ids.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agent.adapters import Interface, read_interfaces
from agent.bus import BusDevice, bus_devices, classify
from agent.classification.verdict import Decider
from agent.device import Device, class_folder, read_device, resolved
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.rfkill import RfkillSwitch, switches
from agent.host.tables import WirelessInterface
from protocol.observations import DeviceKind

_PHYS = "ieee80211"
_OF_A_PHY = frozenset({"nl80211", _PHYS, "phy80211"})


@dataclass
class Radio:
    """What the sources said so far of one radio."""

    phy: str | None = None
    path: Path | None = None
    """Folder of its device in sysfs, links resolved."""
    device: Device | None = None
    whole: BusDevice | None = None
    """Its device as a whole, where it was found on a bus."""
    driver: str | None = None
    other_mode: str | None = None
    """What nl80211 says of a wireless device of it that is no interface: p2p-device."""
    place: str | None = None
    """The name of its device where only a lost switch tells it."""
    sources: list[str] = field(default_factory=list)
    interfaces: list[Interface] = field(default_factory=list)
    switch: RfkillSwitch | None = None

    def named_by(self, source: str) -> None:
        if source not in self.sources:
            self.sources.append(source)

    @property
    def label(self) -> str:
        """Its device's place on the bus: the phy's name changes with every plug and may be changed by anyone."""
        if self.whole is not None:
            return self.whole.bus_path
        if self.device is not None:
            return self.device.bus_path.partition(":")[0] if self.device.bus == "usb" else self.device.bus_path
        return self.place or self.phy or (f"rfkill{self.switch.index}" if self.switch else "unknown")


class Radios:
    """Asks every source; `unseen` holds a sentence for each that could not answer."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.found: list[Radio] = []
        self.told: dict[int, WirelessInterface] = {}
        """What nl80211 says of an interface, by its index. A P2P device has none and is no interface."""
        self.unseen: list[str] = []
        self._phys: dict[int, str] = {}
        self._answered: set[str] = set()
        sources: dict[str, Callable[[], None]] = {
            "nl80211": self._ask_nl80211,
            _PHYS: self._ask_phys,
            "netdev": self._ask_interfaces,
            "rfkill": self._ask_rfkill,
            "bus": self._ask_buses,
        }
        for source, ask in sources.items():
            try:
                ask()
                self._answered.add(source)
            except CouldNotLook as error:
                self.unseen.append(str(error))

    def denied_by(self, radio: Radio) -> tuple[str, ...]:
        """Sources that answered and should know this radio but do not, in the order nl80211, netdev, rfkill."""
        has_phy = bool(_OF_A_PHY & {*radio.sources})
        is_registered = has_phy or "rfkill" in radio.sources
        is_running = is_registered or "driver" in radio.sources
        # A WEXT-only driver has an interface and no phy: nl80211 need not know it.
        should_be = {
            "nl80211": is_registered or (is_running and not radio.interfaces),
            "netdev": is_running,
            "rfkill": has_phy and self._host.entries(self._host.sysfs / "class/rfkill") is not None,
        }
        knows = {"nl80211": "nl80211" in radio.sources, "netdev": bool(radio.interfaces), "rfkill": bool(radio.switch)}
        return tuple(
            source for source, should in should_be.items() if should and source in self._answered and not knows[source]
        )

    def _ask_nl80211(self) -> None:
        self._phys = {wiphy.index: wiphy.name for wiphy in self._host.netlink.wiphys()}
        for name in self._phys.values():
            radio = self._of_phy(name)
            radio.named_by("nl80211")
        said = self._host.netlink.wireless_interfaces()
        for one in said:
            if one.ifindex is not None:
                self.told[one.ifindex] = one
            elif one.wiphy_index in self._phys:
                self._of_phy(self._phys[one.wiphy_index]).other_mode = one.iftype

    def _ask_phys(self) -> None:
        """/sys/class/ieee80211: radios of this namespace, with or without an interface."""
        for name in self._host.entries(self._host.sysfs / "class" / _PHYS) or ():
            self._of_phy(name).named_by(_PHYS)

    def _ask_interfaces(self) -> None:
        wext = _wext_names(self._host)
        for interface in read_interfaces(self._host):
            folder, told = interface.folder, self.told.get(interface.link.index)
            sources = list(self._sources_of(folder)) if folder else []
            if interface.link.name in wext:
                sources.append("wext")
            if not sources and told is None:
                continue
            phy = self._host.link_target(folder / "phy80211") if folder else None
            name = phy.name if phy else self._phys.get(told.wiphy_index) if told else None
            radio = self._of_phy(name) if name else self._of_device(interface.device)
            radio.interfaces.append(interface)
            for source in sources:
                radio.named_by(source)

    def _ask_rfkill(self) -> None:
        for switch in switches(self._host):
            radio = self._of_switch(switch)
            if radio is not None:
                radio.switch = switch
                radio.named_by("rfkill")
                if switch.is_dangling and radio.device is not None and radio.device.driver:
                    radio.named_by("driver")

    def _ask_buses(self) -> None:
        """Devices that a Wi-Fi driver holds, or that are one by what is known of their ids, classes and texts."""
        for whole in bus_devices(self._host):
            found = classify(self._host, whole)
            if found.kind is not DeviceKind.WIFI:
                continue
            known = [one for one in self.found if one.path and whole.path in (one.path, *one.path.parents)]
            for radio in known or [self._new(Radio(path=whole.path))]:
                radio.whole = whole
                if found.decided_by is Decider.DRIVER or (radio.device is not None and radio.device.driver):
                    radio.driver = radio.driver or found.module
                    radio.named_by("driver")
                else:
                    radio.named_by(found.decided_by.value)

    def _new(self, radio: Radio) -> Radio:
        self.found.append(radio)
        return radio

    def _of_phy(self, name: str) -> Radio:
        for radio in self.found:
            if radio.phy == name:
                return radio
        folder = class_folder(self._host, _PHYS, name)
        device = read_device(self._host, folder / "device") if folder else None
        return self._new(_radio(name, device))

    def _of_device(self, device: Device | None) -> Radio:
        for radio in self.found:
            if device is not None and radio.path == device.path:
                return radio
        return self._new(_radio(None, device))

    def _of_switch(self, switch: RfkillSwitch) -> Radio | None:
        """The radio of a switch, None for a switch of something else.

        A laptop's own switch (asus-wlan, hp-wifi) has the type of a radio without being one: its device is no phy.
        """
        parts = Path(switch.device or "").parts
        for radio in self.found:
            if radio.phy is not None and radio.phy in (switch.name, *parts):
                return radio
        if switch.is_dangling:
            return self._hidden(parts) if _PHYS in parts else None
        if switch.type != "wlan":
            return None
        if switch.device is None:
            return self._new(Radio(switch.name))
        path = resolved(self._host.sysfs / "class/rfkill" / f"rfkill{switch.index}/device")
        return next((radio for radio in self.found if radio.path == path), None)

    def _hidden(self, parts: tuple[str, ...]) -> Radio:
        """A radio in another namespace, by where its lost switch says that it was: ../../devices/…/ieee80211/phy0/…"""
        at = parts.index(_PHYS)
        phy = parts[at + 1] if len(parts) > at + 1 else None
        folder = self._host.sysfs / "class/rfkill" / Path(*parts[:at])
        device = read_device(self._host, Path(os.path.normpath(folder)))
        radio = self._new(_radio(phy, device))
        radio.place = parts[at - 1] if at else None
        return radio

    def _sources_of(self, folder: Path) -> Iterator[str]:
        if "DEVTYPE=wlan" in (self._host.read_text(folder / "uevent") or "").splitlines():
            yield "devtype"
        if self._host.link_target(folder / "phy80211") is not None:
            yield "phy80211"
        if (folder / "wireless").is_dir():
            yield "wireless"


def _radio(phy: str | None, device: Device | None) -> Radio:
    return Radio(phy, device.path if device else None, device, driver=device.driver if device else None)


def _wext_names(host: Host) -> frozenset[str]:
    """Interfaces that /proc/net/wireless lists after its two lines of head (net/wireless/wext-proc.c)."""
    lines = (host.read_text(host.procfs / "net/wireless", 16384) or "").splitlines()[2:]
    return frozenset(line.partition(":")[0].strip() for line in lines if ":" in line)
