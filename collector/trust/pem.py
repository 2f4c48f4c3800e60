"""PEM files of keys and certificates, written so that a crash leaves the old file or the new one, never half of one."""

import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from collector.errors import TrustError
from protocol.phrases import say
from protocol.reasons import reason

_MOST_BYTES = 64 * 1024


def make_private_directory(path: Path) -> None:
    """Makes a 0700 directory; raises TrustError when an existing one is not ours or lets others in."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.stat()
    if status.st_uid != os.geteuid():
        raise TrustError(
            str(path),
            say("belongs to uid {owner}, not {user}", owner=status.st_uid, user=os.geteuid()),
            "chown it",
        )
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise TrustError(
            str(path),
            say("mode {mode} lets others in", mode=format(stat.S_IMODE(status.st_mode), "04o")),
            "chmod 0700 it",
        )


def clear(path: Path) -> None:
    """Deletes a directory with what is in it, if it is there."""
    if path.exists():
        shutil.rmtree(path)


def read(path: Path) -> str:
    """The text of a file; raises TrustError when it cannot be read or is implausibly long."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TrustError(str(path), say("longer than {most} bytes", most=_MOST_BYTES), "restore it from a backup")
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise TrustError(
            str(path), say("cannot be read: {reason}", reason=reason(error)), "restore it from a backup"
        ) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Replaces a file (0600) through a synced neighbour."""
    neighbour = path.with_name(f".{path.name}.new")
    neighbour.unlink(missing_ok=True)
    descriptor = os.open(neighbour, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    neighbour.replace(path)


def write_certificates(path: Path, chain: Sequence[x509.Certificate]) -> None:
    write_atomically(path, b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain))


def read_certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file, at least one; raises TrustError."""
    try:
        return x509.load_pem_x509_certificates(read(path).encode("ascii"))
    except ValueError as error:
        raise TrustError(
            str(path), say("holds no certificate: {error}", error=error), "restore it from a backup"
        ) from error


def write_key(path: Path, key: ec.EllipticCurvePrivateKey, passphrase: bytes | None = None) -> None:
    """PKCS #8, encrypted where a passphrase is given."""
    protection: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    write_atomically(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))


def read_key(path: Path, passphrase: bytes | None = None) -> ec.EllipticCurvePrivateKey:
    """A P-256 private key; raises TrustError when it is another kind, damaged or the passphrase does not fit."""
    try:
        key = load_pem_private_key(read(path).encode("ascii"), passphrase)
    except (ValueError, TypeError) as error:
        raise TrustError(str(path), say("no key can be read: {error}", error=error), "check the passphrase") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TrustError(
            str(path), say("a {kind} instead of a P-256 key", kind=type(key).__name__), "restore it from a backup"
        )
    return key
