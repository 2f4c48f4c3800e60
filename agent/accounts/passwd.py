"""/etc/passwd (passwd(5)) and /etc/group: which accounts a person can log in with."""

from dataclasses import dataclass

from agent.errors import CouldNotLook
from agent.host.machine import Host

_NO_SHELLS = frozenset({"nologin", "false", "true", "sync", "shutdown", "halt", "git-shell"})
_LARGEST = 1024 * 1024
_MOST_PERSONS = 200
ASKED_NOTHING = "nopasswdlogin"
"""Its members are logged in by gdm, lightdm and UOS' greeter without being asked for a password."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account with a login shell."""

    name: str
    uid: int
    is_empty: bool
    """Its password field in /etc/passwd itself is empty: no password is asked for."""


def persons(host: Host) -> tuple[Person, ...]:
    """The accounts a person can log in with, at most 200. Raises CouldNotLook."""
    text = host.read_text(host.etc / "passwd", _LARGEST)
    if text is None:
        raise CouldNotLook("accounts", "there is no /etc/passwd")
    return parse_passwd(text)[:_MOST_PERSONS]


def parse_passwd(text: str) -> tuple[Person, ...]:
    """Accounts whose shell lets a person in; service accounts and lines that are no account are left out."""
    found = []
    for line in text.split("\n"):
        fields = line.split(":")
        if len(fields) != 7 or not fields[0] or fields[0][0] in "+-#" or not fields[2].isdecimal():
            continue
        name, password, uid, *_, shell = fields
        # An empty shell field stands for /bin/sh (passwd(5)).
        if shell.strip().rsplit("/", 1)[-1] not in _NO_SHELLS:
            found.append(Person(name, int(uid[:10]), password == ""))
    return tuple(found)


def every_name(host: Host) -> frozenset[str]:
    """Of all accounts of /etc/passwd, services' too: a greeter's own log-ins are nobody's. Raises CouldNotLook."""
    text = host.read_text(host.etc / "passwd", _LARGEST) or ""
    return frozenset(line.partition(":")[0] for line in text.split("\n"))


def members(text: str, group: str) -> frozenset[str]:
    """The members that /etc/group (group(5)) names of one group."""
    for line in text.split("\n"):
        fields = line.split(":")
        if len(fields) == 4 and fields[0] == group:
            return frozenset(name.strip() for name in fields[3].split(",") if name.strip())
    return frozenset()


def asked_no_password(host: Host) -> frozenset[str]:
    """Accounts that the greeter lets in without a password. Raises CouldNotLook."""
    return members(host.read_text(host.etc / "group", _LARGEST) or "", ASKED_NOTHING)
