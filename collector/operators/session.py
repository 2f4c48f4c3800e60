"""An operator's session: an opaque token, with an idle and an absolute end."""

from dataclasses import dataclass

from collector.errors import NotAllowed

IDLE_US = 30 * 60 * 1_000_000
ABSOLUTE_US = 10 * 3600 * 1_000_000
FRESH_US = 5 * 60 * 1_000_000
TOUCH_US = 60 * 1_000_000
"""How stale `last_us` may become before a request writes it again: not every request is worth a commit."""


@dataclass(frozen=True, slots=True)
class Session:
    """One row of the session table; times in microseconds since 1970."""

    token_digest: str
    operator_id: str
    created_us: int
    last_us: int
    expires_us: int
    peer: str
    reauthenticated_us: int

    def is_alive(self, now_us: int) -> bool:
        return now_us < self.expires_us and now_us - self.last_us < IDLE_US

    def wants_touch(self, now_us: int) -> bool:
        return now_us - self.last_us >= TOUCH_US

    def is_fresh(self, now_us: int) -> bool:
        """Whether the password was given within the last five minutes; a clock set back does not make it fresher."""
        return 0 <= now_us - self.reauthenticated_us < FRESH_US


class PasswordNeeded(NotAllowed):
    """The act needs the password again."""

    id = "password-needed"


def require_fresh(session: Session | None, now_us: int, what: str) -> None:
    """Raises PasswordNeeded when the password was not given lately, or there is no session to have given it in."""
    if session is None:
        raise PasswordNeeded(what, "needs a session with a password", "log in first: `mingce login`")
    if not session.is_fresh(now_us):
        raise PasswordNeeded(what, "needs the password again", "give it: `mingce reauthenticate`")
