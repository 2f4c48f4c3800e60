"""Owners of ports: on this machine, with sockets that this test holds, and on one laid out in a folder."""

import os
import socket
from pathlib import Path

import pytest

from agent.cli.command import this_host
from agent.privileged.answers import PortOwner, PortOwners
from agent.privileged.port_owners import read_port_owners
from tests.support.captured_host import CapturedTables, host_of, lay_out

TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
"""


def test_this_process_owns_its_socket() -> None:
    own = Path("/proc/self/comm").read_text().strip()
    with socket.create_server(("0.0.0.0", 0)) as listening:
        port = listening.getsockname()[1]
        owners = read_port_owners(this_host()).owners

    assert PortOwner("tcp", port, own) in owners


def test_a_laid_out_machine(tmp_path: Path) -> None:
    lay_out(
        {
            "proc/net/tcp": TCP,
            "proc/net/udp": "",
            "proc/1/comm": "init\n",
            "proc/812/comm": "sshd\n",
            "proc/813/comm": "bash\n",
        },
        tmp_path,
    )
    for pid, target in ((812, "socket:[4711]"), (813, "socket:[9999]")):
        (tmp_path / f"proc/{pid}/fd").mkdir()
        os.symlink(target, tmp_path / f"proc/{pid}/fd/3")

    assert read_port_owners(host_of(tmp_path, CapturedTables({}))) == PortOwners((PortOwner("tcp", 22, "sshd"),))


def test_a_machine_without_open_ports(tmp_path: Path) -> None:
    lay_out({"proc/net/tcp": "", "proc/net/udp": ""}, tmp_path)

    assert read_port_owners(host_of(tmp_path, CapturedTables({}))) == PortOwners(())


@pytest.mark.root
def test_nobodys_open_files_are_work_without_end(tmp_path: Path) -> None:
    """A person's processes with many files come after services', and after enough of them it ends."""
    lay_out({"proc/net/tcp": TCP + TCP.splitlines()[1].replace("0016", "0017").replace("4711", "4712"),
             "proc/net/udp": "", "proc/1/comm": "init\n", "proc/9000/comm": "sshd\n"}, tmp_path)  # fmt: skip
    for pid in range(2, 6):
        lay_out({f"proc/{pid}/comm": "hoarder\n"}, tmp_path)
        (tmp_path / f"proc/{pid}/fd").mkdir()
        for number in range(10):
            os.symlink("/dev/null" if pid < 5 else "socket:[4712]", tmp_path / f"proc/{pid}/fd/{number}")
        os.chown(tmp_path / f"proc/{pid}", 1000, 1000)
    (tmp_path / "proc/9000/fd").mkdir()
    os.symlink("socket:[4711]", tmp_path / "proc/9000/fd/3")

    host, sshd = host_of(tmp_path, CapturedTables({})), PortOwner("tcp", 22, "sshd")
    assert read_port_owners(host, most_files=25) == PortOwners((sshd,))
    assert read_port_owners(host) == PortOwners((sshd, PortOwner("tcp", 23, "hoarder")))
