"""What each role may do (domain.md §4.2, GB/T 22239-2019 8.1.4.2 and 8.1.5: separated duties; requirement R29).

One operator has one role. The three of 三员 cannot hold business roles, and nobody may both create an account and
give it its role; there is no permanent super-administrator.
"""

from collections.abc import Sequence
from enum import StrEnum
from string import ascii_lowercase

from collector.errors import NotAllowed
from protocol.phrases import Phrase, say


class Role(StrEnum):
    """Stored in operator.role."""

    BOOTSTRAP = "bootstrap"
    SYSADMIN = "sysadmin"
    SECADMIN = "secadmin"
    AUDITOR = "auditor"
    UNIT_ADMIN = "unit-admin"
    APPROVER = "approver"
    READER = "reader"


class Right(StrEnum):
    """One thing an operator may do; every endpoint of the operators' door names the one it needs."""

    BOOTSTRAP = "bootstrap"
    CREATE_ACCOUNT = "create-account"
    GRANT_ROLE = "grant-role"
    READ_OPERATORS = "read-operators"
    READ_SITE = "read-site"
    READ_BUSINESS = "read-business"
    WRITE_LEDGER = "write-ledger"
    WRITE_SEGMENTS = "write-segments"
    IMPORT_TABLES = "import-tables"
    """Bring the tables of a segment's switches."""
    CHOOSE_WATCHERS = "choose-watchers"
    """Prefer or rule out an agent as a watcher of a segment."""
    APPROVE = "approve"
    ENROL = "enrol"
    HANDLE_ALERTS = "handle-alerts"
    EXEMPT = "exempt"
    UNMASK = "unmask"
    READ_JOURNAL = "read-journal"
    VERIFY = "verify"
    SIGN_LISTS = "sign-lists"
    """Sign with the policy key what agents believe besides the policy."""
    EXPORT_ADMISSION = "export-admission"
    """Hand out lists of blocked and admitted MACs."""
    ANONYMISE = "anonymise"
    """Destroy personal values whose time is over."""
    READ_DOOR = "read-door"
    """What was refused at the agents' door, and what is in quarantine."""


THE_THREE = (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)
"""系统管理员, 安全管理员, 审计管理员: the bootstrap account makes them and then closes itself."""

SCOPED = frozenset({Role.UNIT_ADMIN, Role.APPROVER, Role.READER})
"""Roles that may be confined to a unit and those below it; the others serve the whole city."""

_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.BOOTSTRAP: frozenset({Right.BOOTSTRAP}),
    Role.SYSADMIN: frozenset({Right.CREATE_ACCOUNT, Right.READ_OPERATORS, Right.READ_SITE}),
    Role.SECADMIN: frozenset(
        {
            Right.GRANT_ROLE,
            Right.READ_OPERATORS,
            Right.READ_SITE,
            Right.READ_BUSINESS,
            Right.WRITE_SEGMENTS,
            Right.IMPORT_TABLES,
            Right.CHOOSE_WATCHERS,
            Right.SIGN_LISTS,
            Right.HANDLE_ALERTS,
            Right.EXEMPT,
            Right.UNMASK,
            Right.EXPORT_ADMISSION,
            Right.ANONYMISE,
            Right.READ_DOOR,
        }
    ),
    Role.AUDITOR: frozenset({Right.READ_OPERATORS, Right.READ_JOURNAL, Right.VERIFY, Right.READ_DOOR}),
    Role.UNIT_ADMIN: frozenset(
        {
            Right.READ_SITE,
            Right.READ_BUSINESS,
            Right.WRITE_LEDGER,
            Right.IMPORT_TABLES,
            Right.CHOOSE_WATCHERS,
            Right.ENROL,
            Right.HANDLE_ALERTS,
            Right.UNMASK,
            Right.EXPORT_ADMISSION,
            Right.ANONYMISE,
        }
    ),
    Role.APPROVER: frozenset({Right.READ_BUSINESS, Right.APPROVE, Right.UNMASK}),
    Role.READER: frozenset({Right.READ_BUSINESS}),
}

FRESH_PASSWORD = frozenset({Right.ANONYMISE, Right.APPROVE, Right.EXEMPT, Right.GRANT_ROLE, Right.UNMASK})
"""Rights that ask for the password again when it was given too long ago (design.md §9)."""


def holds(role: Role | None, right: Right) -> bool:
    """Whether the role has the right; an account without a role has none."""
    return role is not None and right in _RIGHTS[role]


def rights_of(role: Role | None) -> frozenset[Right]:
    return _RIGHTS[role] if role is not None else frozenset()


def require(role: Role | None, right: Right, who: str) -> None:
    """Raises NotAllowed naming the roles that have the right."""
    if holds(role, right):
        return
    held = say("has the role {role}", role=Phrase(role)) if role else say("has no role yet")
    raise NotAllowed(
        say("operator {operator}", operator=who),
        say("{held}, which does not carry the right {right}", held=held, right=Phrase(right)),
        say("ask one of: {able}", able=_listed([other for other in Role if holds(other, right)])),
    )


def _listed(roles: Sequence[Role]) -> Phrase:
    """Their names in a row, each to be translated."""
    named = dict(zip(ascii_lowercase, map(Phrase, roles), strict=False))
    template = ", ".join(f"{{{letter}}}" for letter in named)
    return say(template, **named)


def require_grantable(role: Role, unit_id: str | None, *, granter_id: str, grantee_id: str, creator_id: str) -> None:
    """Raises NotAllowed unless another person than the grantee and the account's creator grants a grantable role."""
    if role is Role.BOOTSTRAP:
        raise NotAllowed("role bootstrap", "exists once and is not granted", "choose another role")
    if granter_id == grantee_id:
        raise NotAllowed("grant", "nobody grants a role to themselves", "ask another security administrator")
    if granter_id == creator_id:
        raise NotAllowed("grant", "you created this account", "another person must grant its role")
    if unit_id is not None and role not in SCOPED:
        raise NotAllowed(
            say("role {role}", role=Phrase(role)),
            "serves the whole city and cannot be confined to a unit",
            "leave out the unit",
        )
