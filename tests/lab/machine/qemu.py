"""QEMU's command line. A snapshot fits only the machine it was taken of, so this file is part of the image's stamp."""

import shutil
from collections.abc import Sequence
from pathlib import Path

WIRE_MAC = "52:54:00:12:34:56"
COLLECTOR_ADDRESS = "10.0.2.100"
"""Where the guest reaches the one service it is given."""

OFFICE, HOME = "office", "home"
"""Networks that the guest's cable may lead to, by the ids QEMU knows them by; the second is a consumer router's."""
HOME_ADDRESS = "192.168.1.23"
NIC = "nic"
SLOTS = ("slot1", "slot2")
"""PCI Express slots that cards can be plugged into while the guest runs."""

COMMAND_PORTS = 2
STAGE_PORT = "lab.stage"

_APPEND = (
    "console=ttyS0 root=/dev/vda rw quiet loglevel=4 mitigations=off nowatchdog audit=0 random.trust_cpu=on "
    "cryptomgr.notests systemd.show_status=false panic=3"
)


def ports() -> tuple[str, ...]:
    """Names of the virtio-serial ports, which are those of their sockets in the guest's folder."""
    return (*(f"lab.command.{number}" for number in range(COMMAND_PORTS)), STAGE_PORT)


def command(
    qemu: str, kernel: Path, initramfs: Path, folder: Path, *, collector_port: int | None, incoming: Path | None
) -> list[str]:
    """Nehalem is the oldest x86-64-v2, which wheels need; newer models' AVX is slow to emulate."""
    made = [qemu, "-name", "mingce-lab", "-no-user-config", "-nodefaults", "-display", "none", "-machine", "q35"]
    made += ["-accel", "tcg,thread=multi,tb-size=256", "-cpu", "Nehalem", "-smp", "2", "-m", "1024"]
    made += ["-kernel", str(kernel), "-initrd", str(initramfs), "-append", _APPEND]
    made += ["-drive", f"file={folder / 'disk.qcow2'},if=none,id=root,format=qcow2,cache=unsafe"]
    made += ["-device", "virtio-blk-pci,drive=root"]
    made += ["-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"]
    made += _networks(collector_port)
    # e1000e loses link events after the first.
    made += ["-netdev", "hubport,id=wire,hubid=0", "-device", f"e1000,netdev=wire,id={NIC},mac={WIRE_MAC}"]
    for number, slot in enumerate(SLOTS, 1):
        made += ["-device", f"pcie-root-port,id={slot},chassis={number}"]
    made += ["-device", "qemu-xhci,id=xhci", "-device", "virtio-serial-pci,id=serial"]
    for number, name in enumerate(ports(), 1):
        made += ["-chardev", f"socket,id={name},path={folder / name},server=on,wait=off"]
        made += ["-device", f"virtserialport,bus=serial.0,nr={number},chardev={name},name={name}"]
    made += ["-serial", f"file:{folder / 'console.log'}", "-qmp", f"unix:{folder / 'qmp'},server=on,wait=off"]
    return made + (["-incoming", f"exec:cat {incoming}"] if incoming else [])


def _networks(collector_port: int | None) -> list[str]:
    """A hub stands for the wall socket; `Guest.lead_cable_to` says which of the networks behind it is alive.

    The guest reaches nothing in either (`restrict`) but, when given, the collector on this machine's loopback.
    Without IPv6: QEMU's own router would announce itself, and nobody has registered it.
    """
    office = f"user,id={OFFICE},restrict=on,ipv6=off"
    if collector_port is not None:
        relay = f"{shutil.which('busybox') or 'busybox'} nc 127.0.0.1 {collector_port}"
        office += f",guestfwd=tcp:{COLLECTOR_ADDRESS}:{collector_port}-cmd:{relay}"
    home = f"user,id={HOME},restrict=on,ipv6=off,net=192.168.1.0/24,host=192.168.1.1,dhcpstart={HOME_ADDRESS}"
    made = ["-netdev", office, "-netdev", home]
    for network in (OFFICE, HOME):
        made += ["-netdev", f"hubport,id=socket-{network},hubid=0,netdev={network}"]
    return made


def overlay(qemu_img: str, backing: Path, backing_format: str, disk: Path) -> Sequence[str]:
    """Makes a disk that keeps its changes to itself."""
    return [qemu_img, "create", "-q", "-f", "qcow2", "-b", str(backing), "-F", backing_format, str(disk)]
