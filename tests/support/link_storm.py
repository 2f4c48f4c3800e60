"""Links that change without end: `python -m tests.support.link_storm flap veth0 10000 60`, `… tap stick 500 60`.

Run it in a namespace. `flap` sets a link down and up again, so many times in so many seconds, and leaves it up. `tap`
makes a device and lets it vanish at once, as a USB stick that enumerates and fails; it leaves none.
"""

import fcntl
import os
import socket
import struct
import sys
import time
from collections.abc import Iterator

_RTM_NEWLINK, _ACKNOWLEDGE, _IFF_UP = 16, 0x1 | 0x4, 0x1
_TUNSETIFF, _IFF_TAP, _IFF_NO_PI = 0x400454CA, 0x0002, 0x1000


def paced(times: int, seconds: float) -> Iterator[int]:
    """0 to `times`, no faster than that; as fast as it goes where the machine is slower."""
    began = time.monotonic()
    for number in range(times):
        time.sleep(max(0.0, began + seconds * number / times - time.monotonic()))
        yield number


def flap(name: str, times: int, seconds: float) -> None:
    index = socket.if_nametoindex(name)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as route:
        route.bind((0, 0))
        for number in paced(2 * times, seconds):
            change = struct.pack("=BxHiII", 0, 0, index, _IFF_UP if number % 2 else 0, _IFF_UP)
            header = struct.pack("=IHHII", 16 + len(change), _RTM_NEWLINK, _ACKNOWLEDGE, number, 0)
            route.send(header + change)
            route.recv(4096)


def tap(name: str, times: int, seconds: float) -> None:
    request = struct.pack("16sH22x", name.encode("ascii"), _IFF_TAP | _IFF_NO_PI)
    for _ in paced(times, seconds):
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
        fcntl.ioctl(device, _TUNSETIFF, request)
        os.close(device)


if __name__ == "__main__":
    {"flap": flap, "tap": tap}[sys.argv[1]](sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
