"""Sealing at rest: XSalsa20-Poly1305 (nacl.secret.SecretBox), so that a copied database file tells nothing."""

import hashlib
import hmac

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from collector.errors import StoreBroken
from protocol.phrases import say


class Sealer:
    """Seals and opens under one 32-byte key; a random nonce each time, so equal values do not look equal."""

    def __init__(self, key: bytes) -> None:
        self._box = SecretBox(key)

    def seal(self, plain: bytes) -> bytes:
        return bytes(self._box.encrypt(plain))

    def open(self, sealed: bytes) -> bytes:
        """Raises StoreBroken when the bytes were not sealed with this key or were changed since."""
        try:
            return self._box.decrypt(sealed)
        except (CryptoError, ValueError, TypeError) as error:
            raise StoreBroken(
                "sealed value",
                say("cannot be opened ({error})", error=error),
                "run `mingce verify`; restore the key or the store",
            ) from None


def lookup_digest(index_key: bytes, text: str) -> str:
    """HMAC-SHA256 (RFC 2104) as 64 hex digits: finds an exact value that is stored only sealed."""
    return hmac.new(index_key, text.encode(), hashlib.sha256).hexdigest()
