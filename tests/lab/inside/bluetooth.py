"""Two virtual Bluetooth controllers (btvirt) and a real personal area network between them (bnep)."""

import fcntl
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.lab.inside.shell import now_us, sh, wait_for

# linux/net/bluetooth: AF_BLUETOOTH protocols and their ioctls.
_AF_BLUETOOTH, _L2CAP, _HCI, _BNEP = 31, 0, 1, 4
_DEVICE_UP, _SET_SCAN, _GET_INFO, _CONNECT_NETWORK = 0x400448C9, 0x400448DD, 0x800448D3, 0x400442C8
_ALREADY_UP = 114
_PAGE_AND_INQUIRY, _NETWORK_PSM = 3, 15
_USER, _ACCESS_POINT = 0x1115, 0x1116


@contextmanager
def personal_area_network() -> Iterator[int]:
    """bnep0 is this PC's end, bnep1 the phone's, which goes to a namespace of its own."""
    sh("modprobe -a hci_vhci bnep; ip netns add handset")
    controllers = subprocess.Popen(["btvirt", "-l2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(Path("/sys/class/bluetooth/hci1").exists, "two Bluetooth controllers")
        ours, its = (_powered(number) for number in (0, 1))
        with ExitStack() as stack:
            moment = _connect(stack, ours, its)
            sh("ip link set bnep1 netns handset; ip link set bnep0 up; ip -n handset link set bnep1 up")
            yield moment
    finally:
        controllers.terminate()
        controllers.wait()
        sh("ip netns del handset")


def _powered(number: int) -> str:
    """Switches a controller on and lets others find it; gives its address."""
    with socket.socket(_AF_BLUETOOTH, socket.SOCK_RAW, _HCI) as control:
        try:
            fcntl.ioctl(control, _DEVICE_UP, number)
        except OSError as error:
            if error.errno != _ALREADY_UP:
                raise
        fcntl.ioctl(control, _SET_SCAN, struct.pack("=HxxI", number, _PAGE_AND_INQUIRY))
        info = bytearray(struct.pack("=H", number) + b"\0" * 94)
        fcntl.ioctl(control, _GET_INFO, info)
    return ":".join(f"{octet:02X}" for octet in reversed(info[10:16]))


def _connect(stack: ExitStack, ours: str, its: str) -> int:
    server = stack.enter_context(_channel())
    server.bind((its, _NETWORK_PSM))
    server.listen(1)
    near = stack.enter_context(_channel())
    near.settimeout(20)
    near.bind((ours, 0))
    near.connect((its, _NETWORK_PSM))
    far = stack.enter_context(server.accept()[0])
    control = stack.enter_context(socket.socket(_AF_BLUETOOTH, socket.SOCK_RAW, _BNEP))
    moment = now_us()
    for end, role in ((near, _USER), (far, _ACCESS_POINT)):
        # struct bnep_connadd_req: socket, flags, role, device name
        fcntl.ioctl(control, _CONNECT_NETWORK, bytearray(struct.pack("=iIH16s2x", end.fileno(), 0, role, b"bnep%d")))
    return moment


def _channel() -> socket.socket:
    return socket.socket(_AF_BLUETOOTH, socket.SOCK_SEQPACKET, _L2CAP)
