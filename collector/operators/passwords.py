"""Passwords and lockout: the opinion's rule (R30, 三(二)) of letters, digits and specials mixed, at least eight.

Beyond it: the account's name is not contained and well-known passwords are refused. Hashes are argon2id (RFC 9106).
"""

import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from collector.errors import InvalidValue, StoreBroken
from protocol.phrases import Phrase, say

LEAST = 8
RECOMMENDED = 10
MOST = 128

ATTEMPTS = 5
LOCKED_US = 15 * 60 * 1_000_000

# Roots of what people really choose; compared after undoing the usual substitutions.
_WEAK = frozenset(
    {
        "password",
        "passwort",
        "admin",
        "administrator",
        "root",
        "welcome",
        "letmein",
        "qwerty",
        "qwertyuiop",
        "asdfgh",
        "zxcvbn",
        "iloveyou",
        "woaini",
        "abc",
        "abcd",
        "abcdef",
        "abcdefg",
        "test",
        "user",
        "guest",
        "login",
        "master",
        "changeme",
        "default",
        "secret",
        "mingce",
        "mima",
        "huanying",
        "zhengwu",
        "dashuju",
        "caizheng",
        "shizheng",
        "gongan",
    }
)
_SUBSTITUTIONS = str.maketrans("@4301!$57", "aaeoiisst")

_HASHER = PasswordHasher()


def check(password: str, name: str) -> None:
    """Raises InvalidValue, without repeating the password, when it breaks the rule."""
    problem = _problem(unicodedata.normalize("NFC", password), name)
    if problem:
        advice = say("take {count} or more characters with letters, digits and special characters", count=RECOMMENDED)
        raise InvalidValue("password", problem, advice)


def _problem(password: str, name: str) -> Phrase | None:
    if not LEAST <= len(password) <= MOST:
        return say("{count} characters, {least} to {most} are allowed", count=len(password), least=LEAST, most=MOST)
    if missing := _missing_kinds(password):
        return missing
    if len(name) >= 3 and name.lower() in password.lower():
        return say("contains the account's name")
    if len(set(password)) < 5:
        return say("has fewer than five different characters")
    if _root(password) in _WEAK:
        return say("is a well-known password with decorations")
    return None


def _missing_kinds(password: str) -> Phrase | None:
    kinds = {
        say("a letter"): any(character.isalpha() for character in password),
        say("a digit"): any(character.isdecimal() for character in password),
        say("a special character"): any(not character.isalnum() and not character.isspace() for character in password),
    }
    match [kind for kind, present in kinds.items() if not present]:
        case []:
            return None
        case [kind]:
            return say("lacks {kind}", kind=kind)
        case [kind, other, *_]:
            return say("lacks {kind} and {other}", kind=kind, other=other)
    return None


def _root(password: str) -> str:
    """What is left without decorations at the ends and the usual substitutions: P@ssw0rd2024! -> password."""
    bare = password.lower().strip("0123456789!@#$%^&*()-_=+[]{};:'\",.<>/?\\|`~")
    return "".join(character for character in bare.translate(_SUBSTITUTIONS) if character.isalpha())


def hashed(password: str) -> str:
    """The argon2id hash with its parameters and a random salt, in the PHC string format."""
    return _HASHER.hash(unicodedata.normalize("NFC", password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is no such account (None). Raises StoreBroken for no hash."""
    candidate = unicodedata.normalize("NFC", password[: MOST + 1])
    try:
        _HASHER.verify(password_hash or _nobody(), candidate)
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError) as error:
        raise StoreBroken(
            "operator.password_hash", say("is no argon2 hash: {error}", error=error), "set the password again"
        ) from error
    return password_hash is not None


_nobodys: list[str] = []


def _nobody() -> str:
    """A hash no password fits, made when first needed so that importing this costs nothing."""
    if not _nobodys:
        _nobodys.append(_HASHER.hash("nobody has this password"))
    return _nobodys[0]


@dataclass(frozen=True, slots=True)
class Lockout:
    """Failed attempts in a row, and until when no attempt counts (microseconds since 1970)."""

    failed: int
    locked_until_us: int | None

    def is_locked(self, now_us: int) -> bool:
        return self.locked_until_us is not None and now_us < self.locked_until_us

    def after_failure(self, now_us: int) -> "Lockout":
        """Five wrong ones in a row lock the account for fifteen minutes; afterwards counting starts anew."""
        failed = 1 if self.locked_until_us is not None else self.failed + 1
        return Lockout(failed, now_us + LOCKED_US) if failed >= ATTEMPTS else Lockout(failed, None)


UNLOCKED = Lockout(0, None)
