"""Which radios does this PC have, are they on, and what do they do?"""

from dataclasses import replace

from agent.adapters import Interface
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.tables import WirelessInterface
from agent.probes.probe import Looking, NothingHere, Seen
from agent.radios import Radio, Radios
from protocol.observations import Observation, WirelessDevice

_SERVES_STATIONS = frozenset({"ap", "ap-vlan", "p2p-go"})


class WirelessProbe:
    """One observation for each interface of a radio; one without interface for a radio that has none."""

    name = "wireless"
    title = "wireless devices"
    observes = (WirelessDevice,)
    woken_by = frozenset({Wake.WIRELESS, Wake.DEVICES, Wake.LINKS})
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        radios = Radios(host)
        unseen = list(radios.unseen)
        found = tuple(
            one for number, radio in enumerate(radios.found) for one in _observed(host, radios, number, radio, unseen)
        )
        partly = "; ".join(dict.fromkeys(unseen)) or None
        return Seen(found, partly) if found or partly else NothingHere()

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


def _observed(host: Host, radios: Radios, number: int, radio: Radio, unseen: list[str]) -> list[Observation]:
    blank = _blank(radio, radios.denied_by(radio))
    if any(other.label == radio.label for other in radios.found[:number]):
        # Two phys on one card: 2.4 and 5 GHz at once.
        blank = replace(blank, device=f"{radio.label}/{radio.phy or number}")
    seen = [_with_interface(host, blank, interface, radios.told, unseen) for interface in radio.interfaces]
    return [*seen] or [replace(blank, mode=radio.other_mode)]


def _with_interface(
    host: Host, blank: WirelessDevice, interface: Interface, told: dict[int, WirelessInterface], unseen: list[str]
) -> WirelessDevice:
    one = replace(blank, name=interface.link.name, adapter=interface.adapter.id, is_up=interface.link.is_up)
    said = told.get(interface.link.index)
    if said is None:
        return one
    return replace(
        one,
        mode=said.iftype,
        ssid=said.ssid,
        bssid=said.bssid,
        frequency_mhz=said.frequency_mhz,
        clients=_clients(host, interface.link.index, said.iftype, unseen),
        is_associated=said.bssid is not None,
        is_4addr=said.is_4addr,
    )


def _clients(host: Host, ifindex: int, mode: str, unseen: list[str]) -> int | None:
    if mode not in _SERVES_STATIONS:
        return None
    try:
        return len(host.netlink.stations(ifindex))
    except CouldNotLook as error:
        unseen.append(str(error))
        return None


def _blank(radio: Radio, denied_by: tuple[str, ...]) -> WirelessDevice:
    device, whole, switch = radio.device, radio.whole, radio.switch
    knows_state = switch is not None and not (switch.is_dangling and switch.type == "unknown")
    return WirelessDevice(
        device=radio.label,
        name=None,
        adapter=None,
        sources=tuple(radio.sources),
        denied_by=denied_by,
        bus=device.bus if device else whole.bus if whole else "unknown",
        vendor_id=device.vendor_id if device and device.vendor_id else whole.hardware.vendor_id if whole else None,
        product_id=device.product_id if device and device.product_id else whole.hardware.product_id if whole else None,
        driver=radio.driver,
        soft_blocked=switch.soft if switch and knows_state else None,
        hard_blocked=switch.hard if switch and knows_state else None,
        mode=None,
        is_up=False,
        ssid=None,
        bssid=None,
        frequency_mhz=None,
        clients=None,
    )
