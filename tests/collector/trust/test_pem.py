"""PEM files: atomic, private, and read with suspicion."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from collector.errors import TrustError
from collector.trust import certificates, pem


def test_key_comes_back(tmp_path: Path) -> None:
    key = certificates.make_key()
    pem.write_key(tmp_path / "key", key, b"secret")

    assert pem.read_key(tmp_path / "key", b"secret").private_numbers() == key.private_numbers()


@pytest.mark.parametrize(
    "content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff" * 9]
)
def test_damaged_key_is_a_trust_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)

    with pytest.raises(TrustError):
        pem.read_key(tmp_path / "key")


def test_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = ed25519.Ed25519PrivateKey.generate()
    (tmp_path / "key").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    with pytest.raises(TrustError, match="P-256"):
        pem.read_key(tmp_path / "key")


def test_wrong_passphrase_is_a_trust_error(tmp_path: Path) -> None:
    pem.write_key(tmp_path / "key", certificates.make_key(), b"secret")

    with pytest.raises(TrustError):
        pem.read_key(tmp_path / "key", b"wrong")


def test_file_without_certificate_is_a_trust_error(tmp_path: Path) -> None:
    (tmp_path / "chain").write_text("no certificate here")

    with pytest.raises(TrustError):
        pem.read_certificates(tmp_path / "chain")


def test_endless_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "chain").write_bytes(b"x" * 100_000)

    with pytest.raises(TrustError, match="longer than"):
        pem.read(tmp_path / "chain")


def test_leftover_of_a_crash_does_not_stop_writing(tmp_path: Path) -> None:
    (tmp_path / ".file.new").write_text("half")

    pem.write_atomically(tmp_path / "file", b"whole")

    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
