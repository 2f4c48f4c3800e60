"""/etc/shadow (shadow(5)): whether a password is empty, locked, and how long it lasts. The rest is dropped at once.

Rule: no variable of this module but the line being split ever holds a hash, and no error names a line.
"""

from agent.accounts.passwd import persons
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.privileged.answers import AccountLock, Accounts

_LARGEST = 1024 * 1024
_LONGEST = 99_999


def read_accounts(host: Host) -> Accounts:
    """Of accounts with a login shell. Raises CouldNotLook."""
    text = host.read_text(host.etc / "shadow", _LARGEST)
    if text is None:
        raise CouldNotLook("accounts' passwords", "there is no /etc/shadow")
    known = {person.name for person in persons(host)}
    return Accounts(tuple(lock for lock in parse_shadow(text) if lock.name in known))


def parse_shadow(text: str) -> tuple[AccountLock, ...]:
    """One for each account; lines of another shape are left out."""
    found = []
    # Not splitlines(): an odd separator within a hash would make the rest of it another account's name.
    for line in text.split("\n"):
        name, *fields = line.split(":")
        if name and len(fields) == 8:
            # "!" and "*" cannot be the hash of anything (crypt(5)); "!" before a hash locks it (passwd -l).
            is_locked = fields[0][:1] in ("!", "*")
            found.append(AccountLock(name, fields[0] == "", is_locked, _days(fields[3])))
    return tuple(found)


def _days(text: str) -> int | None:
    """Empty or negative: it never expires, which is how 99999 is read as well."""
    return min(int(text[:6]), _LONGEST) if text.isascii() and text.isdecimal() else None
