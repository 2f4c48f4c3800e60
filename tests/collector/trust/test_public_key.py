"""The key as people are handed it: what is written is read back, and OpenSSL reads it too; nothing else is taken."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from collector.errors import TrustError
from collector.trust import public_key
from collector.trust.keys import SigningKeyPair

KEY = SigningKeyPair(bytes(range(32)))


@pytest.mark.parametrize("text", [public_key.to_pem(KEY.public), KEY.public.hex(), f"\n{KEY.public.hex().upper()}\r\n"])
def test_pem_and_hex_digits_are_read(text: str) -> None:
    assert public_key.from_file(text.encode()) == KEY.public


def test_another_library_reads_the_file() -> None:
    found = load_pem_public_key(public_key.to_pem(KEY.public).encode())

    found.verify(KEY.sign(b"x"), b"x")  # type: ignore[union-attr, call-arg]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff" * 32,
        b"00" * 31,
        b"0" * 65,
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        b"0" * (public_key.FILE_BYTES + 1),
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
)
def test_what_is_no_such_key(content: bytes) -> None:
    with pytest.raises(TrustError, match="public key"):
        public_key.from_file(content)


def test_the_fingerprint_begins_with_the_keys_id() -> None:
    assert public_key.fingerprint(KEY.public).replace(" ", "").startswith(KEY.id)
