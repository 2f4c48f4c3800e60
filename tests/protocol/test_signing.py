import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import MalformedMessage, TooLarge
from protocol.limits import ANSWER_BYTES, DELIVERY_BYTES, REPORT_BYTES, REPORTS_PER_DELIVERY, SIGNATURE_BYTES
from protocol.signing import Domain, is_signed_by, pack_delivery, seal, split, tagged, unpack_delivery


class Keyed:
    """Signer and verifier in one, by HMAC-SHA-512: 64 bytes, as Ed25519 signatures are."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, hashlib.sha512)

    def verify(self, content: bytes, signature: bytes) -> bool:
        return hmac.compare_digest(self.sign(content), signature)


_KEY, _OTHER_KEY = Keyed(b"one"), Keyed(b"other")
_CONTENT = st.binary(min_size=1, max_size=200)
_DOMAINS = st.sampled_from(Domain)


@given(_DOMAINS, _CONTENT)
def test_what_was_sealed_opens_to_the_same_content(domain: Domain, content: bytes) -> None:
    message = seal(domain, content, _KEY)
    assert split(message) == (message[:SIGNATURE_BYTES], content)
    assert is_signed_by(domain, message, _KEY)


@given(_DOMAINS, _DOMAINS, _CONTENT)
def test_no_kind_of_message_passes_for_another(signed: Domain, claimed: Domain, content: bytes) -> None:
    assert is_signed_by(claimed, seal(signed, content, _KEY), _KEY) == (signed is claimed)


@given(st.tuples(_DOMAINS, st.binary()), st.tuples(_DOMAINS, st.binary()))
def test_what_is_signed_tells_domain_and_content_apart(one: tuple[Domain, bytes], other: tuple[Domain, bytes]) -> None:
    assert (tagged(*one) == tagged(*other)) == (one == other)


def test_the_tag_is_fixed_by_the_protocol() -> None:
    assert tagged(Domain.REPORT, b"{}") == b"mingce/0/report\0{}"


@given(_DOMAINS, _CONTENT, st.data())
def test_one_flipped_bit_anywhere_is_noticed(domain: Domain, content: bytes, data: st.DataObject) -> None:
    message = bytearray(seal(domain, content, _KEY))
    message[data.draw(st.integers(0, len(message) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert not is_signed_by(domain, bytes(message), _KEY)


@given(_DOMAINS, _CONTENT)
def test_another_key_does_not_sign(domain: Domain, content: bytes) -> None:
    assert not is_signed_by(domain, seal(domain, content, _OTHER_KEY), _KEY)


@pytest.mark.parametrize("length", [0, 1, SIGNATURE_BYTES])
def test_a_signature_without_content_is_no_message(length: int) -> None:
    with pytest.raises(MalformedMessage, match="too short"):
        split(bytes(length))


def test_the_largest_message_is_an_answer() -> None:
    assert len(split(bytes(SIGNATURE_BYTES + ANSWER_BYTES))[1]) == ANSWER_BYTES
    with pytest.raises(TooLarge):
        split(bytes(SIGNATURE_BYTES + ANSWER_BYTES + 1))


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=REPORTS_PER_DELIVERY))
def test_a_delivery_unpacks_to_the_messages_packed(messages: list[bytes]) -> None:
    assert unpack_delivery(pack_delivery(messages)) == messages


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=5), st.data())
def test_a_delivery_cut_inside_a_message_is_refused(messages: list[bytes], data: st.DataObject) -> None:
    body = pack_delivery(messages)
    ends = {len(pack_delivery(messages[:count])) for count in range(1, len(messages) + 1)}
    cut = data.draw(st.integers(0, len(body) - 1))
    if cut in ends:
        assert unpack_delivery(body[:cut]) == messages[: len(unpack_delivery(body[:cut]))]
    else:
        with pytest.raises(MalformedMessage):
            unpack_delivery(body[:cut])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", MalformedMessage),
        (b"\0\0\0\0", MalformedMessage),
        (b"\0\0\0\2a", MalformedMessage),
        (b"\0\0", MalformedMessage),
        (b"\xff\xff\xff\xff", TooLarge),
        ((REPORT_BYTES + SIGNATURE_BYTES + 1).to_bytes(4, "big"), TooLarge),
        (pack_delivery([b"a"] * (REPORTS_PER_DELIVERY + 1)), TooLarge),
        (bytes(DELIVERY_BYTES + 1), TooLarge),
    ],
    ids=["nothing", "empty report", "cut report", "cut length", "4 GB", "too large", "too many", "too long"],
)
def test_a_delivery_out_of_bounds_is_refused(body: bytes, kind: type[MalformedMessage]) -> None:
    with pytest.raises(MalformedMessage) as refused:
        unpack_delivery(body)
    assert type(refused.value) is kind
