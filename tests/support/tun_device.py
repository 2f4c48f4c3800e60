"""A TUN or TAP device held open by this process, as a VPN client holds it (linux/if_tun.h)."""

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.inside import inside
from tests.support.laboratory import Namespace

_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_TAP, _IFF_NO_PI = 0x0001, 0x0002, 0x1000


@contextmanager
def tunnel(namespace: Namespace, name: str, *, with_ethernet: bool = False) -> Iterator[None]:
    """It has a carrier while it is held, and is gone afterwards."""
    with inside(namespace):
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
    try:
        kind = _IFF_TAP if with_ethernet else _IFF_TUN
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", name.encode(), kind | _IFF_NO_PI))
        yield
    finally:
        os.close(device)
