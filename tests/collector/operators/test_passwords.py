"""The opinion's password rule, hashing, and lockout."""

import pytest

from collector.errors import InvalidValue, StoreBroken
from collector.operators import passwords
from collector.operators.passwords import LOCKED_US, UNLOCKED, Lockout

GOOD = "Xue-Hua 7 piao"


@pytest.mark.parametrize(
    "password", [GOOD, "tian#kong42", "一二三四五六7#八", "a1!bcdef", "correct horse 7 battery!", "9Lan-tian"]
)
def test_good_password(password: str) -> None:
    passwords.check(password, "zhang-wei")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("abc123", "6 characters"),
        ("a1!bcde", "7 characters"),
        ("x1!" * 50, "150 characters"),
        ("abcdefgh1", "special"),
        ("abcdefgh!", "digit"),
        ("12345678!", "letter"),
        ("zhang-wei 2024!", "account's name"),
        ("ZHANG-WEI#1a", "account's name"),
        ("P@ssw0rd!", "well-known"),
        ("Admin@123", "well-known"),
        ("Mima#2026", "well-known"),
        ("aaaa1111!!!!", "five different"),
    ],
)
def test_bad_password_is_named_but_not_repeated(password: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        passwords.check(password, "zhang-wei")

    assert reason in str(caught.value)
    assert password not in str(caught.value)


def test_hash_is_argon2id_with_its_own_salt() -> None:
    first, second = passwords.hashed(GOOD), passwords.hashed(GOOD)

    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.matches(first, GOOD)
    assert not passwords.matches(first, GOOD + " ")


def test_same_characters_composed_differently_are_one_password() -> None:
    assert passwords.matches(passwords.hashed("caf\u00e9 1! abc"), "cafe\u0301 1! abc")


def test_unknown_account_never_matches() -> None:
    assert passwords.matches(None, "nobody has this password") is False


def test_damaged_hash_is_said() -> None:
    with pytest.raises(StoreBroken):
        passwords.matches("plain text", GOOD)


def test_fifth_failure_locks_for_fifteen_minutes() -> None:
    lockout = UNLOCKED
    for _ in range(4):
        lockout = lockout.after_failure(1_000)
        assert not lockout.is_locked(1_000)

    lockout = lockout.after_failure(1_000)

    assert lockout == Lockout(5, 1_000 + LOCKED_US)
    assert lockout.is_locked(1_000 + LOCKED_US - 1)
    assert not lockout.is_locked(1_000 + LOCKED_US)


def test_counting_starts_anew_after_a_lock() -> None:
    assert Lockout(5, 2_000).after_failure(3_000) == Lockout(1, None)
