"""An operator's account: one named person (R29: no account is shared)."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from collector.errors import InvalidValue
from collector.operators.roles import Role
from protocol.phrases import say


class State(StrEnum):
    """Stored in operator.state."""

    ENABLED = "enabled"
    DISABLED = "disabled"


BOOTSTRAP_NAME = "bootstrap"

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*\Z")
_SHARED = frozenset(
    {"admin", "administrator", "audit", "auditor", "bootstrap", "collector", "guest", "mingce", "operator", "root"}
    | {"secadmin", "shared", "sysadmin", "system", "test", "user"}
)
_PLACEHOLDERS = frozenset(
    {"测试", "管理员", "系统管理员", "安全管理员", "审计管理员", "办公室", "无", "张三", "李四", "用户"}
)


@dataclass(frozen=True, slots=True)
class Operator:
    """One row of the operator table; the password's hash stays in the store."""

    id: str
    name: str
    display_name: str
    os_user: str | None
    role: Role | None
    unit_id: str | None
    state: State
    created_us: int
    password_changed_us: int | None
    locked_until_us: int | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody says of a new account; `os_user` is whom the UNIX socket lets in as it."""

    name: str
    display_name: str
    os_user: str | None
    password_hash: str | None = field(repr=False)

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        return replace(
            self,
            name=check_name(self.name),
            display_name=check_display_name(self.display_name),
            os_user=check_os_user(self.os_user),
        )


def check_name(name: str) -> str:
    """The account name if it can stand for one person: lower-case letters, digits and . _ - ; raises InvalidValue."""
    advice = say("take the person's name, for instance zhou-min")
    if not 2 <= len(name) <= 64 or not _NAME.match(name):
        raise InvalidValue(
            say("account name {name!r}", name=name[:80]),
            "not 2 to 64 lower-case letters, digits and single . _ -",
            advice,
        )
    if name in _SHARED:
        raise InvalidValue(
            say("account name {name!r}", name=name), "names a role or a shared account, not a person", advice
        )
    return name


def check_display_name(name: str) -> str:
    """The person's real name; raises InvalidValue for placeholders."""
    bare = name.strip()
    advice = say("give the person's real name")
    if not 2 <= len(bare) <= 128 or not bare.isprintable():
        raise InvalidValue(say("display name {name!r}", name=name[:80]), "not 2 to 128 printable characters", advice)
    if bare in _PLACEHOLDERS or bare.lower() in _SHARED:
        raise InvalidValue(say("display name {name!r}", name=bare), "a placeholder, not a person", advice)
    return bare


def check_os_user(name: str | None) -> str | None:
    """The OS user the UNIX socket maps to the account; raises InvalidValue for root, who may only bootstrap."""
    if name is None:
        return None
    if not re.fullmatch(r"[a-z_][a-z0-9_.-]{0,31}\$?", name):
        raise InvalidValue(say("OS user {name!r}", name=name[:80]), "not a user name", "`id -un` prints yours")
    if name == "root":
        raise InvalidValue("OS user 'root'", "may only bootstrap", "name the person's own user")
    return name
