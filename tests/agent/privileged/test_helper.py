"""The root helper over a real UNIX socket: in a process of its own, against friendly and hostile clients."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import ConfigurationError, CouldNotLook
from agent.host.clock import SystemClock
from agent.privileged.answers import AccountLock, Accounts
from agent.privileged.client import HelperClient
from agent.privileged.direct import Direct
from agent.privileged.helper import Patience, allowed_uids, inherited_socket, serve
from tests.support.agent_command import environment
from tests.support.captured_host import CapturedTables, host_of, lay_out
from tests.support.root_helper import listening_socket, root_helper

HASH = "$y$j9T$abcdefghijklmnopqrstuv$0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
SECRET_PART = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nli:x:1000:1000::/home/li:/bin/bash\n"
    "wang:x:1001:1001::/home/wang:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\n",
    "etc/shadow": f"root:!:19000:0:99999:7:::\nli:{HASH}:19000:0:90:7:::\nwang::19000:0::7:::\ndaemon:*:19000::::::\n",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One helper for every client, friendly or hostile: none may end it for the others."""
    folder = tmp_path_factory.mktemp("machine")
    lay_out(FILES, folder)
    with root_helper(folder, os.geteuid()) as running:
        yield running.path

    assert SECRET_PART not in running.log.read_text(), "a hash stands in the helper's log"


def said_to(path: Path, content: bytes, is_finished: bool = True) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(60)
        connection.connect(os.fspath(path))
        try:
            connection.sendall(content)
            if is_finished:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it hung up while we were still talking
        answer = b""
        try:
            while chunk := connection.recv(65_536):
                answer += chunk
        except ConnectionResetError:
            return answer
        return answer


def test_answers_come_as_their_types(asked: Path) -> None:
    assert HelperClient(asked, starting_seconds=60).accounts() == Accounts(
        (
            AccountLock("root", is_empty=False, is_locked=True, most_days=99_999),
            AccountLock("li", is_empty=False, is_locked=False, most_days=90),
            AccountLock("wang", is_empty=True, is_locked=False, most_days=None),
        )
    )


def test_no_hash_leaves_whatever_is_asked(asked: Path) -> None:
    everything = b"".join(
        said_to(asked, word + b"\n") for word in (b"accounts", b"serials", b"port-owners", b"packet-rules", b"shadow")
    )

    assert b'"li"' in everything
    assert SECRET_PART.encode() not in everything
    assert not re.search(rb"\$[0-9a-z]{1,3}\$", everything)


@pytest.mark.parametrize(
    "question",
    [b"", b"\n", b"accounts /etc/shadow\n", b"\x00\xff\xfe\n", b"ACCOUNTS\n", b"a" * 1_000_000, b"../../etc/shadow\n"],
    ids=["nothing", "empty", "argument", "binary", "capitals", "a-megabyte", "path"],
)
def test_garbage_is_refused_and_the_next_one_is_served(asked: Path, question: bytes) -> None:
    answer = said_to(asked, question)

    assert answer == b"" or (answer[:1] == b"!" and json.loads(answer[1:])["why"] == "is not one of the helper's")
    assert HelperClient(asked, starting_seconds=60).accounts().locks


def test_one_who_says_nothing_is_hung_up_on(asked: Path) -> None:
    assert said_to(asked, b"accoun", is_finished=False) == b""
    assert HelperClient(asked, starting_seconds=60).accounts().locks


def test_one_who_leaves_in_the_middle_harms_nobody(asked: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(os.fspath(asked))
        connection.sendall(b"accounts\n")

    assert HelperClient(asked, starting_seconds=60).accounts().locks


def test_another_account_is_shown_the_door(tmp_path: Path) -> None:
    lay_out(FILES, tmp_path)
    with root_helper(tmp_path, os.geteuid() + 1) as running:
        with pytest.raises(CouldNotLook, match=f"user {os.geteuid()} may not ask"):
            HelperClient(running.path, starting_seconds=60).accounts()

        assert f"user {os.geteuid()} asked and was refused" in running.log.read_text()


AS_NOBODY = """
import os, socket, sys
asking = socket.socket(socket.AF_UNIX)
os.setgid(65534)
os.setuid(65534)
asking.connect(sys.argv[1])
asking.sendall(b"accounts\\n")
print(asking.recv(4096).decode())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_process_of_another_user_is_shown_the_door() -> None:
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        lay_out(FILES, folder)
        with root_helper(folder, os.geteuid()) as running:
            # As if the socket's mode kept nobody away: the helper looks for itself.
            folder.chmod(0o755)
            running.path.chmod(0o666)
            asked = [sys.executable, "-c", AS_NOBODY, os.fspath(running.path)]
            done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False)

            assert "user 65534 may not ask it" in done.stdout
            assert HelperClient(running.path, starting_seconds=60).accounts().locks


def test_it_goes_when_nobody_asks(tmp_path: Path) -> None:
    lay_out({}, tmp_path)
    listening, _ = listening_socket(tmp_path)
    with listening:
        direct = Direct(host_of(tmp_path, CapturedTables({})))

        serve(listening, direct, frozenset(), SystemClock(), Patience(idle=0.1))


def test_the_allowed_are_root_the_agent_and_oneself() -> None:
    assert {0, os.geteuid()} <= allowed_uids()


def test_only_systemd_may_start_it() -> None:
    with pytest.raises(ConfigurationError, match=r"systemctl enable --now mingce-agent-helper\.socket"):
        inherited_socket({}, os.getpid())
    with pytest.raises(ConfigurationError, match="handed no socket"):
        inherited_socket({"LISTEN_PID": "1", "LISTEN_FDS": "1"}, os.getpid())


AS_SYSTEMD = 'exec 3<&0 0</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
"""Hands standard input over as descriptor 3, to a process of a known id."""


def started(handed_over: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["sh", "-c", AS_SYSTEMD, "sh", sys.executable, "-m", "agent", "helper"],
        stdin=handed_over,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def test_the_command_serves_the_socket_it_inherits_and_goes_when_unasked(tmp_path: Path) -> None:
    listening, path = listening_socket(tmp_path)
    with listening, started(listening.fileno()) as process:
        client = HelperClient(path, starting_seconds=60)
        owners = client.port_owners()
        refused = said_to(path, b"id; cat /etc/shadow\n")
        said, complained = process.communicate(timeout=120)

    assert isinstance(owners.owners, tuple)
    assert refused[:1] == b"!"
    assert (process.returncode, said, complained) == (0, "", "")


def test_the_command_refuses_what_is_no_listening_socket(tmp_path: Path) -> None:
    one, other = socket.socketpair()
    with one, other, started(one.fileno()) as process:
        _, complained = process.communicate(timeout=120)

    assert process.returncode == 2
    assert "no listening UNIX stream" in complained
