"""What a scenario can do in the guest, by name. Each is entered, lasts, and is undone when left.

Each yields the moment its effect began, in microseconds since 1970 by the guest's clock.
"""

import fcntl
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.lab.inside import bluetooth, gadgets, network_manager, radios, usb_devices, usb_ip
from tests.lab.inside.shell import now_us, read, sh, wait_for, write

_TUNSETIFF, _TUN, _NO_PACKET_INFORMATION = 0x400454CA, 0x0001, 0x1000
# The PCI device behind a port of its own: 0000:00:0X.0/0000:01:00.0.
_SLOT = "/0000:01:"
_BLOCKED = Path("/etc/modprobe.d/lab-blocked.conf")


@contextmanager
def shell(do: str, undo: str = "true") -> Iterator[int]:
    moment = now_us()
    sh(do)
    yield moment
    sh(undo)


@contextmanager
def usb(device: str) -> Iterator[int]:
    """Plugs in a device of usb_devices.BY_NAME."""
    with usb_ip.plugged(usb_devices.BY_NAME[device]()) as moment:
        yield moment


@contextmanager
def without_drivers(*modules: str) -> Iterator[int]:
    """An administrator has forbidden these modules: modprobe gives up on them."""
    moment = now_us()
    write(_BLOCKED, "".join(f"blacklist {name}\ninstall {name} /bin/false\n" for name in modules))
    sh("".join(f"modprobe -r {name} 2>/dev/null || :\n" for name in modules))
    yield moment
    _BLOCKED.unlink()


@contextmanager
def no_usb_authorised() -> Iterator[int]:
    """USBGuard's way: new devices stay locked until somebody allows them."""
    defaults = "for each in /sys/bus/usb/devices/usb*/authorized_default; do echo {} > $each; done"
    moment = now_us()
    sh("modprobe vhci_hcd; " + defaults.format(0))
    yield moment
    sh(defaults.format(1))


@contextmanager
def addressed(address: str) -> Iterator[int]:
    """The network interface on USB is up and has an address, as after DHCP."""
    name = _up_on("/usb")
    wait_for(lambda: read(f"/sys/class/net/{name}/carrier") == "1", f"a link on {name}")
    moment = now_us()
    sh(f"ip addr add {address} dev {name}")
    yield moment
    sh(f"ip addr flush dev {name}; ip link set {name} down")


def _up_on(bus_path: str) -> str:
    """Sets the network interface there up; udev gives it its lasting name a moment after it appears."""
    wait_for(lambda: _netdev_on(bus_path), f"a network interface on {bus_path}")
    sh("udevadm settle")
    name = wait_for(lambda: _netdev_on(bus_path), f"a network interface on {bus_path}")
    sh(f"ip link set {name} up")
    return name


def _netdev_on(bus_path: str) -> str | None:
    devices = Path("/sys/class/net").glob("*/device")
    return next((device.parent.name for device in devices if bus_path in str(device.resolve())), None)


@contextmanager
def second_wire(address: str) -> Iterator[int]:
    """The card plugged into a PCI Express slot (the built-in one sits on the root bus) is used."""
    name = _up_on(_SLOT)
    wait_for(lambda: read(f"/sys/class/net/{name}/carrier") == "1", f"a link on {name}")
    moment = now_us()
    # Not the way to the collector: networkd gives the wire's routes 1024, and less would take over.
    sh(f"ip addr add {address} dev {name} metric 9000; ip route add default via 10.0.2.2 dev {name} metric 9000")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talk:
        talk.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name.encode())
        talk.sendto(b"", ("10.0.2.2", 9))
    yield moment
    sh(f"ip addr flush dev {name}; ip link set {name} down")


@contextmanager
def tunnel(address: str) -> Iterator[int]:
    """A VPN's tun0, with a program at its other end (linux/if_tun.h)."""
    request = struct.pack("=16sH22x", b"tun0", _TUN | _NO_PACKET_INFORMATION)
    with open("/dev/net/tun", "r+b", buffering=0) as program:
        moment = now_us()
        fcntl.ioctl(program, _TUNSETIFF, request)
        sh(f"ip addr add {address} dev tun0; ip link set tun0 up")
        yield moment


@contextmanager
def namespaced(phy: str, netdev: str) -> Iterator[int]:
    """A card moves to a network namespace of its own, and is used there."""
    sh("ip netns add hide")
    moment = now_us()
    sh(f"iw phy {phy} set netns name hide; ip -n hide link set {netdev} up")
    yield moment
    sh("ip netns del hide")
    wait_for(lambda: radios.netdev_of(phy), f"{phy} to come back")


@contextmanager
def ppp() -> Iterator[int]:
    """Two pppd talk over a pair of terminals, as over a modem; the provider's end lives in a namespace."""
    sh("modprobe ppp_async; ip netns add provider")
    far = "ip netns exec provider pppd nodetach notty noauth local 10.64.64.64:10.64.64.2"
    moment = now_us()
    with subprocess.Popen(
        ["pppd", "nodetach", "noauth", "nodefaultroute", "pty", far], stdout=subprocess.DEVNULL
    ) as caller:
        wait_for(lambda: "ppp0" in sh("ip -br -4 addr show dev ppp0 2>/dev/null || :"), "ppp0 to have an address")
        yield moment
        caller.terminate()
    sh("ip netns del provider")


ACTS: dict[str, Callable[..., AbstractContextManager[int]]] = {
    "shell": shell,
    "usb": usb,
    "without-drivers": lambda modules: without_drivers(*modules),
    "no-usb-authorised": no_usb_authorised,
    "radio": radios.radio,
    "access-point": radios.access_point,
    "station": radios.station,
    "hotspot": radios.hotspot,
    "client": radios.client,
    "tether": gadgets.tether,
    "addressed": addressed,
    "second-wire": second_wire,
    "network-manager-hotspot": network_manager.hotspot,
    "tunnel": tunnel,
    "namespaced": namespaced,
    "ppp": ppp,
    "bluetooth-pan": bluetooth.personal_area_network,
}
