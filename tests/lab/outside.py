"""What is done to the guest from outside, by name: cards and cables, and the collector. Undone when left.

Each yields the moment its effect began, in microseconds since 1970 by this machine's clock.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from tests.lab import resident
from tests.lab.machine import qemu
from tests.lab.machine.guest import Guest
from tests.lab.office import ADDRESS, Office

# A driver of QEMU may be given any class: this card calls itself "network controller, other", as Wi-Fi cards do.
DEVICES: dict[str, dict[str, Any]] = {
    "usb-net": {"driver": "usb-net", "bus": "xhci.0"},
    "pci-nic": {"driver": "e1000e", "bus": qemu.SLOTS[0]},
    "pci-other-network-controller": {"driver": "virtio-blk-pci", "bus": qemu.SLOTS[1], "class": 0x0280},
}
_ID = "plugged"
_AWAY_SECONDS, _SETTLE_SECONDS = 15.0, 60.0


@contextmanager
def hot_plugged(guest: Guest, _: Office, device: str) -> Iterator[int]:
    """A device of QEMU's own is plugged in; network cards have a cable to a restricted network of their own."""
    arguments = dict(DEVICES[device])
    if "class" in arguments:
        guest.qmp("blockdev-add", **{"driver": "null-co", "node-name": "nothing", "size": 1 << 20})
        arguments["drive"] = "nothing"
    else:
        guest.qmp("netdev_add", type="user", id="cable", restrict=True, ipv6=False)
        arguments["netdev"] = "cable"
    moment = time.time_ns() // 1000
    guest.qmp("device_add", id=_ID, **arguments)
    yield moment
    guest.qmp("device_del", id=_ID)
    # The guest lets go of a PCI card in its own time.
    _await(lambda: not _is_there(guest), f"{device} to be gone")
    if "class" in arguments:
        guest.qmp("blockdev-del", **{"node-name": "nothing"})
    else:
        guest.qmp("netdev_del", id="cable")


def _is_there(guest: Guest) -> bool:
    return any(each["name"] == _ID for each in guest.qmp("qom-list", path="/machine/peripheral"))


@contextmanager
def cable_pulled(guest: Guest, _: Office) -> Iterator[int]:
    moment = time.time_ns() // 1000
    guest.qmp("set_link", name=qemu.NIC, up=False)
    yield moment
    _connect(guest, ADDRESS)
    resident.speak(guest)


@contextmanager
def away_and_back(guest: Guest, office: Office) -> Iterator[int]:
    """While the collector is down the PC is carried to a consumer's router, used, and brought back."""
    office.collector.stop()
    _move_cable(guest, qemu.HOME, qemu.HOME_ADDRESS)
    time.sleep(_AWAY_SECONDS)
    _move_cable(guest, qemu.OFFICE, ADDRESS)
    resident.speak(guest)
    moment = time.time_ns() // 1000
    office.collector.restart()
    yield moment


def _move_cable(guest: Guest, network: str, address: str) -> None:
    guest.qmp("set_link", name=qemu.NIC, up=False)
    guest.lead_cable_to(network)
    # A person needs longer; the kernel looks at the link every two seconds.
    time.sleep(3)
    _connect(guest, address)


def _connect(guest: Guest, address: str) -> None:
    guest.qmp("set_link", name=qemu.NIC, up=True)
    _await(lambda: address in guest.sh("ip -4 -o addr show dev enp0s3").out, f"the address {address} on the wire")


def _await(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _SETTLE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {_SETTLE_SECONDS:.0f} s")
        time.sleep(0.1)


OUTSIDE_ACTS: dict[str, Callable[..., AbstractContextManager[int]]] = {
    "hot-plugged": hot_plugged,
    "cable-pulled": cable_pulled,
    "away-and-back": away_and_back,
}
