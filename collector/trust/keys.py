"""The collector's own keys: made once, read ever after, never leaving their directory."""

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from collector.errors import TrustError
from protocol.identity import KeyId, key_id
from protocol.phrases import say
from protocol.reasons import reason

SEED_BYTES = 32
_FILES = ("receipt.key", "policy.key", "store.key", "index.key")


@dataclass(frozen=True, slots=True)
class SigningKeyPair:
    """An Ed25519 key (RFC 8032 section 5.1.5) from its 32-byte seed; a protocol.signing.Signer."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The 32-byte public key."""
        return SigningKey(self.seed).verify_key.encode()

    @property
    def id(self) -> KeyId:
        return key_id(self.public)

    def sign(self, content: bytes) -> bytes:
        """64 bytes of Ed25519 signature over exactly `content`."""
        return SigningKey(self.seed).sign(content).signature


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The verifying half of an Ed25519 key; a protocol.signing.Verifier."""

    key: VerifyKey

    def verify(self, content: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over `content`; never raises for a bad one."""
        try:
            self.key.verify(content, signature)
        except (BadSignatureError, ValueError):
            return False
        return True


def verifier(public_key: bytes) -> PublicKey:
    """The verifier of a 32-byte Ed25519 public key; raises TrustError when it is not one."""
    try:
        return PublicKey(VerifyKey(public_key))
    except (ValueError, TypeError) as error:
        raise TrustError("public key", str(error), "give the 32 bytes of an Ed25519 public key") from None


@dataclass(frozen=True, slots=True)
class CollectorKeys:
    """`receipt` signs answers and chain heads, `policy` signs policies; `store_key` seals personal values and reports,
    `index_key` keys the digests by which sealed values are looked up (32 bytes each).
    """

    receipt: SigningKeyPair
    policy: SigningKeyPair
    store_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)

    @classmethod
    def open_or_make(cls, directory: Path) -> Self:
        """The keys in `directory`, made there if it is missing or empty.

        Raises TrustError when some are missing, or others than the owner may read them: a lost key is never replaced
        silently, since what it sealed or signed could no longer be read or verified.
        """
        if not directory.exists() or not any(directory.iterdir()):
            _make(directory)
        _require_private(directory, directory=True)
        receipt, policy, store_key, index_key = (_read(directory / name) for name in _FILES)
        return cls(SigningKeyPair(receipt), SigningKeyPair(policy), store_key, index_key)


def _make(directory: Path) -> None:
    """All keys or none: they are written beside and renamed into place at once."""
    fresh = directory.with_name(f"{directory.name}.{secrets.token_hex(4)}")
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir(mode=0o700)
        for name in _FILES:
            _write(fresh / name, secrets.token_bytes(SEED_BYTES))
        _sync_directory(fresh)
        fresh.rename(directory)
        _sync_directory(directory.parent)
    except OSError as error:
        raise TrustError(
            say("keys {directory}", directory=directory),
            say("cannot be made ({reason})", reason=reason(error)),
            "check the directory",
        ) from error


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes:
    _require_private(path, directory=False)
    content = path.read_bytes()
    if len(content) != SEED_BYTES:
        raise TrustError(
            say("key {path}", path=path),
            say("{length} bytes instead of {wanted}", length=len(content), wanted=SEED_BYTES),
            "restore it from a backup",
        )
    return content


def _require_private(path: Path, *, directory: bool) -> None:
    try:
        status = path.lstat()
    except OSError as error:
        raise TrustError(say("key {path}", path=path), reason(error), "restore the keys from a backup") from None
    right_kind = stat.S_ISDIR if directory else stat.S_ISREG
    if not right_kind(status.st_mode):
        raise TrustError(
            say("key {path}", path=path), "not a plain file or directory of our own", "restore the keys from a backup"
        )
    if status.st_uid != os.geteuid():
        raise TrustError(
            say("key {path}", path=path),
            say("belongs to user {owner}", owner=status.st_uid),
            say("chown it to user {user}", user=os.geteuid()),
        )
    if status.st_mode & 0o077:
        wanted = "0700" if directory else "0600"
        raise TrustError(
            say("key {path}", path=path),
            say("mode {mode}", mode=format(stat.S_IMODE(status.st_mode), "04o")),
            say("chmod {wanted} {path}", wanted=wanted, path=path),
        )
