"""Phones made of the kernel's own USB functions (configfs, dummy_hcd): data really flows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.inside.shell import now_us, read, sh, wait_for, write

_GADGET = Path("/sys/kernel/config/usb_gadget/phone")
_NAMESPACE, _ADDRESS = "phone", "192.168.42.129/24"
_OUR_MAC, _ITS_MAC = "02:00:5e:00:53:11", "02:00:5e:00:53:12"


@contextmanager
def tether(function: str, vendor: int, product: int, name: str) -> Iterator[int]:
    """`function`: rndis, ecm or ncm. The phone's own end lives in a namespace, as in a phone."""
    sh("mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config\nmodprobe libcomposite")
    sh(f"ip netns add {_NAMESPACE}")
    instance = f"{function}.usb0"
    _describe(instance, vendor, product, name)
    controller = os.listdir("/sys/class/udc")[0]
    moment = now_us()
    write(_GADGET / "UDC", controller)
    its_end = wait_for(lambda: read(_GADGET / f"functions/{instance}/ifname"), "the phone's end")
    sh(f"ip link set {its_end} netns {_NAMESPACE} && ip -n {_NAMESPACE} addr add {_ADDRESS} dev {its_end}")
    sh(f"ip -n {_NAMESPACE} link set {its_end} up")
    yield moment
    write(_GADGET / "UDC", "\n")
    _forget(instance)
    sh(f"ip netns del {_NAMESPACE}")


def _describe(instance: str, vendor: int, product: int, name: str) -> None:
    _GADGET.mkdir()
    write(_GADGET / "idVendor", hex(vendor))
    write(_GADGET / "idProduct", hex(product))
    strings = _GADGET / "strings/0x409"
    strings.mkdir(parents=True, exist_ok=True)
    for leaf, text in (("manufacturer", "Google"), ("product", name), ("serialnumber", "LAB0002")):
        write(strings / leaf, text)
    configuration, function = _GADGET / "configs/c.1", _GADGET / "functions" / instance
    configuration.mkdir(parents=True, exist_ok=True)
    function.mkdir()
    write(function / "host_addr", _OUR_MAC)
    write(function / "dev_addr", _ITS_MAC)
    (configuration / instance).symlink_to(function)


def _forget(instance: str) -> None:
    (_GADGET / "configs/c.1" / instance).unlink()
    for leaf in (f"functions/{instance}", "configs/c.1", "strings/0x409", ""):
        (_GADGET / leaf).rmdir()
