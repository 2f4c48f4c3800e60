"""The permission table of domain.md §4.2, row by row, and the rules around granting."""

import json

import pytest

from collector.errors import NotAllowed
from collector.operators.roles import FRESH_PASSWORD, SCOPED, THE_THREE, Right, Role, holds, require, require_grantable
from protocol.phrases import reworded, translate, worded

TABLE = {
    Right.BOOTSTRAP: {Role.BOOTSTRAP},
    Right.CREATE_ACCOUNT: {Role.SYSADMIN},
    Right.GRANT_ROLE: {Role.SECADMIN},
    Right.READ_OPERATORS: {Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR},
    Right.READ_SITE: {Role.SYSADMIN, Role.SECADMIN, Role.UNIT_ADMIN},
    Right.READ_BUSINESS: {Role.SECADMIN, Role.UNIT_ADMIN, Role.APPROVER, Role.READER},
    Right.WRITE_LEDGER: {Role.UNIT_ADMIN},
    Right.WRITE_SEGMENTS: {Role.SECADMIN},
    Right.IMPORT_TABLES: {Role.SECADMIN, Role.UNIT_ADMIN},
    Right.CHOOSE_WATCHERS: {Role.SECADMIN, Role.UNIT_ADMIN},
    Right.APPROVE: {Role.APPROVER},
    Right.ENROL: {Role.UNIT_ADMIN},
    Right.HANDLE_ALERTS: {Role.SECADMIN, Role.UNIT_ADMIN},
    Right.EXEMPT: {Role.SECADMIN},
    Right.UNMASK: {Role.SECADMIN, Role.UNIT_ADMIN, Role.APPROVER},
    Right.READ_JOURNAL: {Role.AUDITOR},
    Right.VERIFY: {Role.AUDITOR},
    Right.SIGN_LISTS: {Role.SECADMIN},
    Right.READ_DOOR: {Role.SECADMIN, Role.AUDITOR},
    Right.EXPORT_ADMISSION: {Role.SECADMIN, Role.UNIT_ADMIN},
    Right.ANONYMISE: {Role.SECADMIN, Role.UNIT_ADMIN},
}


@pytest.mark.parametrize("right", Right)
def test_right_is_held_by_exactly_these_roles(right: Right) -> None:
    assert {role for role in Role if holds(role, right)} == TABLE[right]


@pytest.mark.parametrize("right", Right)
def test_account_without_role_may_nothing(right: Right) -> None:
    with pytest.raises(NotAllowed, match="no role yet"):
        require(None, right, "zhang-wei")


def test_the_three_hold_no_business_role() -> None:
    business = {Right.WRITE_LEDGER, Right.APPROVE, Right.ENROL}

    assert not [role for role in THE_THREE for right in business if holds(role, right)]


def test_nobody_creates_and_grants() -> None:
    assert not [role for role in Role if holds(role, Right.CREATE_ACCOUNT) and holds(role, Right.GRANT_ROLE)]


def test_nobody_who_writes_the_ledger_approves() -> None:
    assert not [role for role in Role if holds(role, Right.WRITE_LEDGER) and holds(role, Right.APPROVE)]


def test_what_belongs_to_no_unit_is_seen_by_city_wide_roles_only() -> None:
    whole_city = {Right.READ_OPERATORS, Right.READ_JOURNAL, Right.VERIFY, Right.READ_DOOR}

    assert not [role for role in SCOPED for right in whole_city if holds(role, right)]


def test_what_needs_a_fresh_password() -> None:
    assert {Right.ANONYMISE, Right.APPROVE, Right.EXEMPT, Right.GRANT_ROLE, Right.UNMASK} == FRESH_PASSWORD


def test_refusal_names_who_may() -> None:
    with pytest.raises(NotAllowed) as caught:
        require(Role.READER, Right.APPROVE, "zhang-wei")

    assert "zhang-wei" in str(caught.value)
    assert "approver" in caught.value.next_step


@pytest.mark.parametrize(
    ("role", "unit", "granter", "grantee", "creator"),
    [
        (Role.BOOTSTRAP, None, "a", "b", "c"),
        (Role.READER, None, "a", "a", "c"),
        (Role.READER, None, "a", "b", "a"),
        (Role.AUDITOR, "unit", "a", "b", "c"),
    ],
    ids=["bootstrap", "to-oneself", "by-the-creator", "auditor-of-a-unit"],
)
def test_not_grantable(role: Role, unit: str | None, granter: str, grantee: str, creator: str) -> None:
    with pytest.raises(NotAllowed):
        require_grantable(role, unit, granter_id=granter, grantee_id=grantee, creator_id=creator)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.BOOTSTRAP}))
def test_grantable(role: Role) -> None:
    unit = "unit" if role in SCOPED else None

    require_grantable(role, unit, granter_id="a", grantee_id="b", creator_id="c")


def test_a_refusal_can_be_said_in_chinese_to_its_last_word() -> None:
    chinese = {
        "{held}, which does not carry the right {right}": "{held},无{right}权限",
        "has the role {role}": "角色为{role}",
        "unit-admin": "单位管理员(unit-admin)",
        "secadmin": "安全管理员(secadmin)",
        "auditor": "审计管理员(auditor)",
        "read-door": "查看入口(read-door)",
        "ask one of: {able}": "请联系: {able}",
    }
    with pytest.raises(NotAllowed) as refused:
        require(Role.UNIT_ADMIN, Right.READ_DOOR, "zhao-admin")

    error = refused.value
    said = {"why": error.why, "next_step": error.next_step}
    # As it reaches the command: over JSON.
    answer = json.loads(json.dumps({**said, "worded": worded(said)}))
    assert error.why == "has the role unit-admin, which does not carry the right read-door"
    told = [translate(reworded(answer, name), lambda text: chinese.get(text, text)) for name in said]
    assert told == [
        "角色为单位管理员(unit-admin),无查看入口(read-door)权限",
        "请联系: 安全管理员(secadmin), 审计管理员(auditor)",
    ]
