import socket
from dataclasses import replace
from pathlib import Path

from agent.cli.command import this_host
from agent.privileged.answers import PortOwner, PortOwners
from agent.privileged.nobody import Nobody
from agent.probes.listening import ListeningProbe
from agent.probes.probe import NothingHere, Seen
from protocol.observations import ListeningSocket
from tests.support.captured_host import CapturedTables, host_of, lay_out

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
ANY6, LOOPBACK6, MAPPED6 = "0" * 32, "0" * 24 + "01000000", "0000000000000000FFFF00000100007F"


def line(address: str, port: int, state: str = "0A", inode: int = 1) -> str:
    return f"0: {address}:{port:04X} 00:0000 {state} 0:0 0:0 0 0 0 {inode}\n"


TABLES = {
    "proc/net/tcp": HEAD
    + line("00000000", 22)
    + line("150A250A", 22)
    + line("150A250A", 445)
    + line("0100007F", 631)
    + line("150A250A", 40000, "01"),
    "proc/net/tcp6": HEAD + line(ANY6, 22) + line(LOOPBACK6, 631) + line(MAPPED6, 8080),
    "proc/net/udp": HEAD + line("00000000", 5353, "07") + line("00000000", 40001, "07") + line("00000000", 68, "01"),
    "proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
}


class Root(Nobody):
    def port_owners(self) -> PortOwners:
        return PortOwners(
            (PortOwner("tcp", 22, "sshd"), PortOwner("tcp", 22, "systemd"), PortOwner("tcp", 445, "smbd"))
        )


def test_ports_beyond_the_loopback_once_each(tmp_path: Path) -> None:
    lay_out(TABLES, tmp_path)
    looking = ListeningProbe().look(replace(host_of(tmp_path, CapturedTables({})), privileged=Root()))

    assert looking == Seen(
        (
            ListeningSocket("tcp", 22, 4, True, "sshd"),
            ListeningSocket("tcp", 22, 6, True, "sshd"),
            ListeningSocket("tcp", 445, 4, False, "smbd"),
            ListeningSocket("udp", 5353, 4, True, None),
        )
    )


def test_without_root_the_programs_are_unknown_and_that_is_said(tmp_path: Path) -> None:
    lay_out(TABLES, tmp_path)
    looking = ListeningProbe().look(host_of(tmp_path, CapturedTables({})))

    assert isinstance(looking, Seen)
    assert {one.program for one in looking.observations if isinstance(one, ListeningSocket)} == {None}
    assert looking.partly == "owners of ports: the root helper is not installed"


def test_a_pc_that_nobody_can_reach(tmp_path: Path) -> None:
    lay_out({"proc/net/tcp": HEAD + line("0100007F", 631), "proc/net/udp": HEAD}, tmp_path)

    assert ListeningProbe().look(host_of(tmp_path, CapturedTables({}))) == NothingHere()


def test_very_many_ports_are_bounded(tmp_path: Path) -> None:
    ports = "".join(line("00000000", port) for port in range(1, 501))
    lay_out({"proc/net/tcp": HEAD + ports, "proc/net/udp": HEAD}, tmp_path)
    looking = ListeningProbe().look(host_of(tmp_path, CapturedTables({})))

    assert isinstance(looking, Seen)
    assert len(looking.observations) == 300
    assert "only the first 300 of 500 ports" in (looking.partly or "")


def test_a_socket_of_this_test_is_seen() -> None:
    with socket.create_server(("0.0.0.0", 0)) as listening:
        looking = ListeningProbe().look(this_host())

        assert isinstance(looking, Seen)
        ports = {(one.port, one.is_any_address) for one in looking.observations if isinstance(one, ListeningSocket)}
        assert (listening.getsockname()[1], True) in ports


def test_order_is_no_change() -> None:
    first, second = ListeningSocket("tcp", 22, 4, True, None), ListeningSocket("udp", 53, 4, True, None)

    assert ListeningProbe().essence((first, second)) == ListeningProbe().essence((second, first))
