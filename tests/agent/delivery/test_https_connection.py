import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.delivery.https_connection import HttpsConnection, MalformedReply, Response
from tests.support.authority import ServerFiles, make_server

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\nye"
MOST = 1000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ServerFiles:
    return make_server(tmp_path_factory.mktemp("authority"))


@contextmanager
def server_that_says(
    files: ServerFiles, *answers: bytes
) -> Iterator[tuple[Callable[[], HttpsConnection], list[bytes]]]:
    """One connection; answers each request so, then closes. Yields how to connect and what was asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.load_verify_locations(cadata=files.root_der)
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            raw, _ = server.accept()
            try:
                with context.wrap_socket(raw, server_side=True) as wrapped:
                    for answer in answers:
                        request = b""
                        while not request.endswith(b"BODY"):
                            request += wrapped.recv(4096)
                        asked.append(request)
                        wrapped.sendall(answer)
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield lambda: HttpsConnection("127.0.0.1", server.getsockname()[1], 20, trust), asked
        thread.join(20)


def post(connection: HttpsConnection) -> Response:
    return connection.post("/agents/v0/beats", b"BODY", {"Content-Type": "text/plain"}, lambda _: MOST)


def test_request_and_reply_and_the_next_on_the_same_connection(files: ServerFiles) -> None:
    chunked = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    with server_that_says(files, OK, chunked) as (connect, asked):
        connection = connect()
        first = post(connection)
        assert connection.is_reusable
        second = post(connection)
        connection.close()

    assert (first.status, first.body, first.headers["retry-after"]) == (200, b"ye", "7")
    assert (second.status, second.body) == (503, b"abc")
    head = asked[0].lower()
    assert head.startswith(b"post /agents/v0/beats http/1.1\r\nhost: 127.0.0.1:")
    assert b"content-length: 4\r\n" in head
    assert b"content-type: text/plain\r\n" in head


LAST = [
    b"HTTP/1.1 200 OK\r\n\r\nyes",
    OK.replace(b"200 OK\r\n", b"200 OK\r\nConnection: close\r\n"),
    OK.replace(b"1.1", b"1.0"),
]


@pytest.mark.parametrize("answer", LAST)
def test_one_that_the_server_ends_is_not_used_again(files: ServerFiles, answer: bytes) -> None:
    with server_that_says(files, answer) as (connect, _):
        connection = connect()
        assert post(connection).body.startswith(b"ye")
        assert not connection.is_reusable
        connection.close()


HOSTILE = [
    b"",
    b"SSH-2.0-OpenSSH\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000,
    b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + b"x" * 1001,
    b"HTTP/1.1 100 Continue\r\n\r\n" * 9 + OK,
    b"HTTP/1.1 101 Switching\r\n\r\n" + OK,
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_what_is_no_reply_is_refused(files: ServerFiles, answer: bytes) -> None:
    with server_that_says(files, answer) as (connect, _):
        connection = connect()
        with pytest.raises((MalformedReply, OSError)):
            post(connection)
        connection.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=40), at=st.integers(0, len(OK)))
def test_any_noise_is_a_reply_or_one_of_two_errors(files: ServerFiles, noise: bytes, at: int) -> None:
    with server_that_says(files, OK[:at] + noise + OK[at:]) as (connect, _):
        connection = connect()
        with suppress(MalformedReply, OSError):
            assert len(post(connection).body) <= MOST
        connection.close()
