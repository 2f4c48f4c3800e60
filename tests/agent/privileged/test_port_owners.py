"""Owners of ports: on this machine, with sockets that this test holds, and on one laid out in a folder."""

import os
import socket
from pathlib import Path

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
