import stat
from pathlib import Path

import pytest

from collector.errors import TrustError
from collector.trust.keys import CollectorKeys, SigningKeyPair, verifier


def test_keys_are_made_once_and_read_again(tmp_path: Path) -> None:
    made = CollectorKeys.open_or_make(tmp_path / "keys")

    assert CollectorKeys.open_or_make(tmp_path / "keys") == made
    assert len({made.receipt.seed, made.policy.seed, made.store_key, made.index_key}) == 4


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    CollectorKeys.open_or_make(tmp_path / "keys")

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_an_empty_directory_is_taken(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)

    assert CollectorKeys.open_or_make(tmp_path / "keys").store_key


@pytest.mark.parametrize("name", ["receipt.key", "policy.key", "store.key", "index.key"])
def test_a_lost_key_is_never_replaced(tmp_path: Path, name: str) -> None:
    CollectorKeys.open_or_make(tmp_path / "keys")
    (tmp_path / "keys" / name).unlink()

    with pytest.raises(TrustError, match=name):
        CollectorKeys.open_or_make(tmp_path / "keys")


@pytest.mark.parametrize(("victim", "mode"), [("store.key", 0o640), ("receipt.key", 0o604), (".", 0o750)])
def test_keys_others_may_read_are_refused(tmp_path: Path, victim: str, mode: int) -> None:
    CollectorKeys.open_or_make(tmp_path / "keys")
    (tmp_path / "keys" / victim).chmod(mode)

    with pytest.raises(TrustError, match="chmod"):
        CollectorKeys.open_or_make(tmp_path / "keys")


def test_a_link_in_place_of_a_key_is_refused(tmp_path: Path) -> None:
    CollectorKeys.open_or_make(tmp_path / "keys")
    path = tmp_path / "keys" / "store.key"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(TrustError, match=r"store\.key"):
        CollectorKeys.open_or_make(tmp_path / "keys")


def test_a_truncated_key_is_refused(tmp_path: Path) -> None:
    CollectorKeys.open_or_make(tmp_path / "keys")
    (tmp_path / "keys" / "store.key").write_bytes(b"short")

    with pytest.raises(TrustError, match="5 bytes"):
        CollectorKeys.open_or_make(tmp_path / "keys")


def test_a_signature_verifies_only_for_its_content_and_key() -> None:
    key, other = SigningKeyPair(bytes(32)), SigningKeyPair(bytes(31) + b"\1")
    signature = key.sign(b"content")

    assert verifier(key.public).verify(b"content", signature)
    assert not verifier(key.public).verify(b"contenT", signature)
    assert not verifier(other.public).verify(b"content", signature)
    assert not verifier(key.public).verify(b"content", b"short")


def test_first_vector_of_rfc_8032() -> None:
    key = SigningKeyPair(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))

    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert (
        key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a3")
    )


def test_no_key_is_shown() -> None:
    key = SigningKeyPair(b"s" * 32)

    assert "sss" not in repr(CollectorKeys(key, key, b"s" * 32, b"s" * 32))


def test_a_public_key_of_another_size_is_refused() -> None:
    with pytest.raises(TrustError, match="public key"):
        verifier(b"short")
