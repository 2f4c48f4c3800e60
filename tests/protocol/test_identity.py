import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import MalformedIdentity
from protocol.identity import HEX_DIGITS, adapter_id, digest_of, key_id, require_hex_32


def test_a_key_is_named_by_the_start_of_its_sha_256() -> None:
    # RFC 8032 section 7.1, TEST 1.
    public_key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert key_id(public_key) == hashlib.sha256(public_key).hexdigest()[:16]
    assert len(key_id(public_key)) == 16


@pytest.mark.parametrize("length", [0, 31, 33])
def test_what_is_no_public_key_has_no_id(length: int) -> None:
    with pytest.raises(MalformedIdentity, match=f"{length} bytes"):
        key_id(bytes(length))


@pytest.mark.parametrize("text", ["", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "a" * 32 + "\n", "٣" * 32])
def test_only_32_lower_case_hex_digits_are_an_id(text: str) -> None:
    with pytest.raises(MalformedIdentity, match="agent id"):
        require_hex_32(text, "agent id")


@given(st.binary(min_size=16, max_size=16))
def test_any_uuid_without_hyphens_is_one(octets: bytes) -> None:
    assert require_hex_32(octets.hex(), "agent id") == octets.hex()


def test_a_digest_is_that_of_the_standard() -> None:
    # FIPS 180-4, the example "abc".
    assert digest_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


_PART = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.tuples(_PART, _PART, _PART, _PART), st.tuples(_PART, _PART, _PART, _PART))
def test_two_adapters_share_an_id_only_when_all_evidence_is_the_same(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str]
) -> None:
    assert (adapter_id(*one) == adapter_id(*other)) == (one == other)
    assert require_hex_32(adapter_id(*one), "adapter id")


def test_evidence_does_not_run_from_one_part_into_the_next() -> None:
    assert adapter_id("pci", "0000:00", "1f.6", "") != adapter_id("pci", "0000:001f", ".6", "")


def test_every_kind_of_identity_has_a_shape_the_codec_enforces() -> None:
    assert {getattr(kind, "__name__", "") for kind in HEX_DIGITS} == {
        "AdapterId",
        "AgentId",
        "BootId",
        "CollectorId",
        "Digest",
        "KeyId",
        "SegmentId",
    }
