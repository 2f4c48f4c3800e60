import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.delivery.collector_client import BEATS_PATH, CollectorClient
from agent.errors import CollectorUnreachable, ConfigurationError
from tests.support.authority import make_server
from tests.support.fake_collector import FakeCollector


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[FakeCollector]:
    with FakeCollector(tmp_path) as running:
        yield running


def test_fault_is_read_with_its_pause(collector: FakeCollector) -> None:
    collector.fail_with = (429, 5_000)
    client = CollectorClient(collector.site, 5)
    reply = client.post(BEATS_PATH, b"x", {})
    client.close()

    fault = reply.fault()
    assert (reply.status, reply.is_success) == (429, False)
    assert fault is not None
    assert (fault.error, fault.pause_ms) == ("told-to-fail", 5_000)


def test_connection_is_kept_and_replaced_when_it_went_stale(collector: FakeCollector) -> None:
    client = CollectorClient(collector.site, 5)
    client.post(BEATS_PATH, b"x", {})
    first = client._connection
    client.post(BEATS_PATH, b"x", {})
    assert client._connection is first
    assert first is not None
    first._tls.shutdown(socket.SHUT_RDWR)

    assert client.post(BEATS_PATH, b"x", {}).status == 401
    client.close()


def test_nobody_there_is_unreachable(collector: FakeCollector) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
    client = CollectorClient(replace(collector.site, url=f"https://127.0.0.1:{port}"), 5)

    with pytest.raises(CollectorUnreachable, match="refused"):
        client.post(BEATS_PATH, b"x", {})


def test_server_that_never_answers_is_given_up(collector: FakeCollector) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = CollectorClient(replace(collector.site, url=f"https://127.0.0.1:{silent.getsockname()[1]}"), 0.2)
        with pytest.raises(CollectorUnreachable, match="no answer in time"):
            client.post(BEATS_PATH, b"x", {})


def test_expired_certificate_and_other_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "name").mkdir()
    for files in (make_server(tmp_path, days=-1), make_server(tmp_path / "name", address="127.0.0.9")):
        with FakeCollector(tmp_path, files) as collector:
            with pytest.raises(CollectorUnreachable, match="certificate does not hold"):
                CollectorClient(collector.site, 5).post(BEATS_PATH, b"x", {})
            assert collector.requests == []


def test_endless_answer_is_cut_off(collector: FakeCollector, tmp_path: Path) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(collector.files.certificate, collector.files.key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def flood() -> None:
            raw, _ = server.accept()
            try:
                with context.wrap_socket(raw, server_side=True) as wrapped:
                    wrapped.recv(4096)
                    wrapped.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                    while True:
                        wrapped.sendall(bytes(65536))
            except OSError:
                return

        thread = threading.Thread(target=flood, daemon=True)
        thread.start()
        site = replace(collector.site, url=f"https://127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(CollectorUnreachable, match="more than"):
            CollectorClient(site, 10).post(BEATS_PATH, b"x", {})
        thread.join(10)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "127.0.0.1:1", "https://", "file:///etc/passwd"])
def test_site_without_https_address_is_refused(collector: FakeCollector, url: str) -> None:
    with pytest.raises(ConfigurationError, match="url"):
        CollectorClient(replace(collector.site, url=url))


def test_unreadable_roots_are_refused(collector: FakeCollector) -> None:
    for root in ("!!", "AAAA"):
        with pytest.raises(ConfigurationError, match="ca_certificates"):
            CollectorClient(replace(collector.site, ca_certificates=(root,)))


def test_hanging_up_ends_a_wait_which_is_not_begun_again(collector: FakeCollector) -> None:
    client = CollectorClient(collector.site, 60)
    client.post(BEATS_PATH, b"x", {})
    failures: list[Exception] = []

    def wait() -> None:
        try:
            client.post(BEATS_PATH, b"x", {})
        except CollectorUnreachable as error:
            failures.append(error)

    with collector.lock:
        waiting = threading.Thread(target=wait)
        waiting.start()
        while not failures and waiting.is_alive():
            client.hang_up()
            waiting.join(0.05)

    assert len(failures) == 1
    assert client._connection is None
