"""Descriptors as systemd hands them over; whoever may open such a socket (root of a namespace) makes them here."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from agent.host.netlink.handed_over import nftables_socket
from agent.host.netlink.nftables_messages import NETLINK_NETFILTER
from tests.support.agent_command import environment
from tests.support.inside import inside
from tests.support.laboratory import Namespace

FIRST = 700
"""Where this test puts them: 3 and its neighbours are pytest's."""


@contextmanager
def handed(*sockets: socket.socket) -> Iterator[dict[str, str]]:
    """The environment of a process that holds these from FIRST on."""
    with ExitStack() as stack:
        for place, one in enumerate(sockets, start=FIRST):
            os.dup2(one.fileno(), place)
            stack.callback(_close, place)
        yield {"LISTEN_PID": "41", "LISTEN_FDS": str(len(sockets))}


def _close(fileno: int) -> None:
    try:
        os.close(fileno)
    except OSError:
        return  # the socket that was made of it has closed it


@pytest.fixture
def joined() -> Iterator[socket.socket]:
    with (
        Namespace("handed") as office,
        inside(office),
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as opened,
    ):
        opened.bind((0, 1 << 6))
        yield opened


@pytest.mark.root
def test_the_one_that_has_joined_is_found_among_others_and_kept_from_children(joined: socket.socket) -> None:
    left, right = socket.socketpair()
    route = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    unjoined = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    with left, right, route, unjoined, handed(left, route, unjoined, joined) as told:
        found = nftables_socket(told, 41, FIRST)
        assert found is not None
        with found:
            assert (found.fileno(), found.proto) == (FIRST + 3, NETLINK_NETFILTER)
            assert not found.get_inheritable()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"LISTEN_PID": "42", "LISTEN_FDS": "1"},
        {"LISTEN_PID": "41"},
        {"LISTEN_PID": "41", "LISTEN_FDS": "many"},
        {"LISTEN_PID": "41", "LISTEN_FDS": "0"},
        {"LISTEN_PID": "41", "LISTEN_FDS": "999999999"},
    ],
)
def test_nothing_handed_over_is_no_error(told: dict[str, str]) -> None:
    assert nftables_socket(told, 41, FIRST) is None


_HEARS = """
import os, sys
from agent.host.netlink.events import KernelEvents
from agent.host.netlink.handed_over import nftables_socket
told = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
with KernelEvents() as alone:
    print(alone.missing.get("nftables"))
with KernelEvents(firewall=nftables_socket(told, os.getpid(), int(sys.argv[1]))) as heard:
    (fileno,) = [fileno for fileno, source in heard.filenos().items() if source == "nftables"]
    print("ready", flush=True)
    input()
    print(*heard.read(fileno))
"""


@pytest.mark.root
def test_an_account_without_rights_cannot_join_and_may_hear(joined: socket.socket) -> None:
    if shutil.which("nft") is None:
        pytest.skip("the command `nft` is missing (Debian package nftables)")
    command = [sys.executable, "-c", _HEARS, str(joined.fileno())]
    with subprocess.Popen(
        command,
        pass_fds=(joined.fileno(),),
        env=environment(),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        alone, ready = child.stdout.readline(), child.stdout.readline()
        if ready:
            subprocess.run(["nft", "add", "table", "ip", "shared"], check=True)
        heard, said = child.communicate("\n", timeout=60)
    if "setres" in said:
        pytest.skip("this user namespace has no second account to become")

    assert (alone, ready, heard) == ("Operation not permitted\n", "ready\n", "firewall\n"), said
