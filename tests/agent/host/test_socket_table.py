import socket
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.cli.command import this_host
from agent.errors import CouldNotLook
from agent.host.socket_table import BoundSocket, bound_sockets, parse_socket_table
from tests.support.captured_host import CapturedTables, host_of, lay_out

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


@pytest.mark.parametrize(
    ("line", "transport", "version", "expected"),
    [
        ("0: 0100007F:0CEA 00000000:0000 0A 0:0 0:0 0 110 0 4711", "tcp", 4, ("127.0.0.1", 3306, 4711)),
        ("0: 150A250A:0016 00000000:0000 0A 0:0 0:0 0 0 0 4712", "tcp", 4, ("10.37.10.21", 22, 4712)),
        ("0: " + "0" * 32 + ":0016 " + "0" * 32 + ":0000 0A 0:0 0:0 0 0 0 4713", "tcp", 6, ("::", 22, 4713)),
        ("0: B80D0120000000000000000001000000:0035 0:0 07 0:0 0:0 0 0 0 9", "udp", 6, ("2001:db8::1", 53, 9)),
    ],
)
def test_bound_socket(line: str, transport: str, version: int, expected: tuple[str, int, int]) -> None:
    address, port, inode = expected
    assert tuple(parse_socket_table(HEAD + line, transport, version)) == (
        BoundSocket(transport, ip_address(address), port, inode),
    )


@pytest.mark.parametrize(
    "line",
    [
        "1: 0100007F:0CEA 0100007F:9C40 01 0:0 0:0 0 110 0 4711",
        "1: 0100007F:0CEA 0100",
        "1: 0100:0CEA 00000000:0000 0A 0:0 0:0 0 0 0 4711",
        "1: 0100007F:FFFFF 00000000:0000 0A 0:0 0:0 0 0 0 4711",
        "1: 0100007F:0CEA 00000000:0000 0A 0:0 0:0 0 0 0 -1",
    ],
    ids=["connected", "cut off", "short address", "port too high", "inode"],
)
def test_what_is_no_bound_socket_is_left_out(line: str) -> None:
    assert tuple(parse_socket_table(HEAD + line, "tcp", 4)) == ()


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    tuple(parse_socket_table(HEAD + text, "tcp", 4))


def test_a_socket_of_this_test_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        found = {(one.transport, str(one.address), one.port) for one in bound_sockets(this_host())}

        assert {("tcp", *tcp.getsockname()), ("udp", *udp.getsockname())} <= found


def test_a_machine_without_tables_could_not_be_looked_at(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    with pytest.raises(CouldNotLook, match="no tcp table"):
        bound_sockets(host_of(tmp_path, CapturedTables({})))


def test_without_ipv6(tmp_path: Path) -> None:
    lay_out({"proc/net/tcp": HEAD, "proc/net/udp": HEAD}, tmp_path)

    assert bound_sockets(host_of(tmp_path, CapturedTables({}))) == ()


def test_a_table_of_many_pages_is_read_whole() -> None:
    open_now = [socket.create_server(("127.0.0.1", 0)) for _ in range(200)]
    wanted = {one.getsockname()[1] for one in open_now}
    found = {one.port for one in bound_sockets(this_host())}
    for one in open_now:
        one.close()

    assert wanted <= found
