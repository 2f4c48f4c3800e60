"""A public key as it is handed to people: a PEM file (RFC 8410), or 64 hex digits; its fingerprint is read aloud."""

import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from collector.errors import TrustError
from protocol.identity import digest_of
from protocol.phrases import say

FILE_BYTES = 4096


def to_pem(public_key: bytes) -> str:
    """The 32-byte Ed25519 key as SubjectPublicKeyInfo in PEM, as OpenSSL reads it."""
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def from_file(content: bytes) -> bytes:
    """The 32 bytes of the key in a file's content; raises TrustError."""
    if len(content) > FILE_BYTES:
        raise _no_key(say("is too large for one"))
    try:
        if b"-----BEGIN" not in content:
            return _require_32(binascii.unhexlify(content.strip()))
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key(say("is neither PEM nor 64 hex digits")) from None
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(say("is of another kind than Ed25519"))
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(content: bytes) -> str:
    """The first 128 bits of SHA-256, in groups of four hex digits, to be read aloud."""
    digest = digest_of(content)[:32]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def _require_32(key: bytes) -> bytes:
    if len(key) != 32:
        raise _no_key(say("is neither PEM nor 64 hex digits"))
    return key


def _no_key(why: str) -> TrustError:
    return TrustError("public key", why, "give the file that `mingce site key` writes")
