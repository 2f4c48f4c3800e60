"""The socket that hears of changed nftables rules, opened by systemd before this service gave up root's rights.

nfnetlink lets only CAP_NET_ADMIN join its groups; who is handed a socket that has joined (systemd.socket(5),
ListenNetlink=) needs no right at all to read it.
"""

import os
import socket
import struct
from collections.abc import Mapping

from agent.host.netlink.nftables_messages import NETLINK_NETFILTER

NFNLGRP_NFTABLES = 7
"""linux/netfilter/nfnetlink.h"""
_FIRST_FD = 3
"""SD_LISTEN_FDS_START (sd_listen_fds(3))."""
_MOST = 16
_SOL_NETLINK, _NETLINK_LIST_MEMBERSHIPS = 270, 9


def nftables_socket(environment: Mapping[str, str], pid: int, first: int = _FIRST_FD) -> socket.socket | None:
    """The first descriptor handed over that has joined the group; None: there is none, and that is no error.

    The others are left alone; this one is not handed on to any child.
    """
    if environment.get("LISTEN_PID") != str(pid) or not environment.get("LISTEN_FDS", "").isdecimal():
        return None
    for fileno in range(first, first + min(int(environment["LISTEN_FDS"]), _MOST)):
        if _has_joined(fileno):
            os.set_inheritable(fileno, False)
            return socket.socket(fileno=fileno)
    return None


def _has_joined(fileno: int) -> bool:
    try:
        copy = socket.socket(fileno=os.dup(fileno))
    except OSError:
        return False
    with copy:
        if copy.family != socket.AF_NETLINK or copy.proto != NETLINK_NETFILTER:
            return False
        groups = copy.getsockopt(_SOL_NETLINK, _NETLINK_LIST_MEMBERSHIPS, 4)
    # Groups count from 1.
    return len(groups) == 4 and bool(struct.unpack("=I", groups)[0] & 1 << (NFNLGRP_NFTABLES - 1))
