"""The private CA, judged by real TLS handshakes."""

import os
import socket
import ssl
import threading
from pathlib import Path

import pytest

from collector.clock import SystemClock
from collector.errors import TrustError
from collector.trust import pem
from collector.trust.authority import Authority

DAY_US = 86_400_000_000
NAMES = ("localhost", "127.0.0.1")


@pytest.fixture
def now_us() -> int:
    return SystemClock().now_us()


@pytest.fixture
def authority(tmp_path: Path, now_us: int) -> Authority:
    made = Authority.open_or_make(tmp_path / "authority", "test", now_us)
    made.ensure_server(NAMES, now_us)
    return made


def trusting(roots: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=roots)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str = "localhost") -> str | None:
    """The TLS version a client and a server agree on over a real socket pair; raises what the client raises."""
    near, far = socket.socketpair()

    def serve() -> None:
        try:
            with server.wrap_socket(far, server_side=True) as wrapped:
                wrapped.recv(1)
        except OSError:
            far.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(near, server_hostname=name) as wrapped:
            version = wrapped.version()
            wrapped.send(b"x")
            return version
    finally:
        near.close()
        thread.join(10)


def test_client_with_the_root_speaks_tls_1_3(authority: Authority) -> None:
    assert handshake(authority.server_context(), trusting(authority.root_texts())) == "TLSv1.3"


def test_client_of_tls_1_2_is_refused(authority: Authority) -> None:
    client = trusting(authority.root_texts())
    client.maximum_version = ssl.TLSVersion.TLSv1_2

    with pytest.raises(ssl.SSLError):
        handshake(authority.server_context(), client)


def test_other_name_is_refused(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(authority.server_context(), trusting(authority.root_texts()), "example.invalid")


def test_root_of_another_site_is_refused(authority: Authority, tmp_path: Path, now_us: int) -> None:
    other = Authority.open_or_make(tmp_path / "other", "other", now_us)

    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(authority.server_context(), trusting(other.root_texts()))


def test_rotation_keeps_agents_that_have_the_overlapping_bundle(authority: Authority, now_us: int) -> None:
    old_bundle = authority.root_texts()
    second = authority.stage("test", now_us)
    overlapping = authority.root_texts()

    # Staged: nothing changes for those with the old bundle.
    assert authority.ensure_server(NAMES, now_us) is False
    assert handshake(authority.server_context(), trusting(old_bundle)) == "TLSv1.3"

    authority.activate(second)
    assert authority.ensure_server(NAMES, now_us) is True
    assert handshake(authority.server_context(), trusting(overlapping)) == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(authority.server_context(), trusting(old_bundle))

    authority.drop(1)
    assert len(authority.root_octets()) == 1
    assert handshake(authority.server_context(), trusting(overlapping)) == "TLSv1.3"


def test_active_generation_cannot_be_dropped(authority: Authority) -> None:
    with pytest.raises(TrustError, match="activate another"):
        authority.drop(1)


def test_site_bundle_never_needs_more_than_four_roots(authority: Authority, now_us: int) -> None:
    for _ in range(3):
        authority.stage("test", now_us)

    with pytest.raises(TrustError, match="at most 4"):
        authority.stage("test", now_us)


def test_expired_server_is_refused_and_renewed(authority: Authority, now_us: int) -> None:
    long_ago = now_us - 500 * DAY_US
    authority.server_chain.unlink()
    authority.ensure_server(NAMES, long_ago)
    assert authority.server_days_left(now_us) < 0
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(authority.server_context(), trusting(authority.root_texts()))

    assert authority.ensure_server(NAMES, now_us) is True
    assert handshake(authority.server_context(), trusting(authority.root_texts())) == "TLSv1.3"


def test_renewal_reaches_a_running_server_without_restart(authority: Authority, now_us: int) -> None:
    running = authority.server_context()
    authority.ensure_server((*NAMES, "collector.example"), now_us)
    running.load_cert_chain(authority.server_chain, authority.server_key)

    assert handshake(running, trusting(authority.root_texts()), "collector.example") == "TLSv1.3"


@pytest.mark.parametrize("names", [NAMES, ("collector.example", "192.0.2.1", "2001:db8::1")])
def test_certificate_follows_the_names_asked_for(authority: Authority, now_us: int, names: tuple[str, ...]) -> None:
    authority.ensure_server(names, now_us)

    assert authority.ensure_server(names, now_us) is False
    assert handshake(authority.server_context(), trusting(authority.root_texts()), names[0]) == "TLSv1.3"


def test_half_written_server_pair_is_replaced(authority: Authority, now_us: int, tmp_path: Path) -> None:
    other = Authority.open_or_make(tmp_path / "other", "other", now_us)
    other.ensure_server(NAMES, now_us)
    authority.server_key.write_bytes(other.server_key.read_bytes())

    assert authority.ensure_server(NAMES, now_us) is True


def test_keys_are_for_the_owner_only(authority: Authority, tmp_path: Path) -> None:
    keys = list((tmp_path / "authority").rglob("*.key"))

    assert len(keys) == 3
    assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}
    assert (tmp_path / "authority").stat().st_mode & 0o777 == 0o700


def test_directory_open_to_others_is_refused(tmp_path: Path, now_us: int) -> None:
    (tmp_path / "authority").mkdir()
    os.chmod(tmp_path / "authority", 0o755)

    with pytest.raises(TrustError, match="lets others in"):
        Authority.open_or_make(tmp_path / "authority", "test", now_us)


def test_root_key_can_be_encrypted_and_taken_away(tmp_path: Path, now_us: int) -> None:
    authority = Authority.open_or_make(tmp_path / "authority", "test", now_us, passphrase=b"correct horse")
    root_key = tmp_path / "authority/1/root.key"

    with pytest.raises(TrustError):
        pem.read_key(root_key)
    assert pem.read_key(root_key, b"correct horse").key_size == 256
    root_key.unlink()
    assert authority.generations()[0].root_key_is_here is False
    assert authority.ensure_server(NAMES, now_us) is True


def test_reopening_keeps_what_is_there(tmp_path: Path, now_us: int) -> None:
    first = Authority.open_or_make(tmp_path / "authority", "test", now_us)

    assert Authority.open_or_make(tmp_path / "authority", "test", now_us).root_texts() == first.root_texts()
