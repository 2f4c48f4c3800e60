"""Accounts: made by one person, given their role by another."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.errors import InvalidValue
from collector.operators import passwords
from collector.operators.operator import NewAccount, Operator, State
from collector.operators.roles import THE_THREE, Right, Role, require_grantable
from collector.store import operators, sessions, units
from collector.store.scope import CITY
from collector.store.transaction import Transaction
from protocol.phrases import Phrase, say

router = APIRouter(prefix="/operators", tags=["operators"])


class NewOperator(BaseModel):
    """`password` may be missing where an OS user is named: then only the UNIX socket lets them in."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=64)
    display_name: str = Field(max_length=128)
    os_user: str | None = Field(default=None, max_length=64)
    password: str | None = Field(default=None, max_length=1024)


class FirstOperator(NewOperator):  # noqa: D101
    role: Role


class Grant(BaseModel):
    """`unit` is an id or a name; null serves the whole city."""

    model_config = ConfigDict(extra="forbid")
    role: Role
    unit: str | None = None
    reason: str | None = Field(default=None, max_length=500)


class StateChange(BaseModel):  # noqa: D101
    model_config = ConfigDict(extra="forbid")
    state: State
    reason: str = Field(min_length=1, max_length=500)


class OperatorOut(BaseModel):
    """Times in microseconds since 1970."""

    id: str
    name: str
    display_name: str
    os_user: str | None
    role: Role | None
    unit_id: str | None
    state: State
    created_us: int
    locked_until_us: int | None


@router.get("")
def list_operators(
    _asker: Annotated[Asker, Depends(asking(Right.READ_OPERATORS))], services: Served
) -> list[OperatorOut]:
    """All accounts, by name."""
    return [_out(found) for found in services.read(operators.list_all)]


@router.post("/bootstrap", status_code=201)
def bootstrap(
    new: FirstOperator, asker: Annotated[Asker, Depends(asking(Right.BOOTSTRAP))], services: Served
) -> OperatorOut:
    """Makes one of the first three administrators; with the third, the bootstrap account closes."""
    if new.role not in THE_THREE:
        raise InvalidValue(
            say("role {role}", role=Phrase(new.role)),
            "bootstrap only makes the three administrators",
            ", ".join(THE_THREE),
        )
    role = new.role
    account = _account(new)

    def work(tx: Transaction) -> str:
        # They stand before the machine and chose the password themselves.
        made = operators.create(tx, account, actor=asker.actor, role=role, password_is_own=True)
        operators.close_bootstrap(tx)
        return made

    made = services.write(work)
    return _out(services.read(lambda connection: operators.get(connection, made)))


@router.post("", status_code=201)
def add_operator(
    new: NewOperator, asker: Annotated[Asker, Depends(asking(Right.CREATE_ACCOUNT))], services: Served
) -> OperatorOut:
    """Makes an account, disabled until a security administrator grants its role; its owner must change the password."""
    account = _account(new)
    made = services.write(lambda tx: operators.create(tx, account, actor=asker.actor))
    return _out(services.read(lambda connection: operators.get(connection, made)))


@router.post("/{key}/grant")
def grant(
    key: str, given: Grant, asker: Annotated[Asker, Depends(asking(Right.GRANT_ROLE))], services: Served
) -> OperatorOut:
    """Gives an account its role and scope; neither its creator nor its owner may."""

    def work(tx: Transaction) -> str:
        grantee = operators.get(tx.connection, key)
        unit_id = units.find(tx.connection, CITY, given.unit).id if given.unit else None
        creator = operators.creator_of(tx.connection, grantee.id).removeprefix("operator:")
        require_grantable(given.role, unit_id, granter_id=asker.operator.id, grantee_id=grantee.id, creator_id=creator)
        operators.grant(tx, grantee.id, given.role, unit_id, actor=asker.actor, reason=given.reason)
        return grantee.id

    changed = services.write(work)
    return _out(services.read(lambda connection: operators.get(connection, changed)))


@router.post("/{key}/state")
def set_state(
    key: str, given: StateChange, asker: Annotated[Asker, Depends(asking(Right.GRANT_ROLE))], services: Served
) -> OperatorOut:
    """Enables (which also unlocks) or disables an account; disabling ends its sessions at once."""

    def work(tx: Transaction) -> str:
        found = operators.get(tx.connection, key)
        if given.state is State.ENABLED and found.role in (None, Role.BOOTSTRAP):
            raise InvalidValue(
                say("operator {operator}", operator=found.name), "has no role that may be enabled", "grant one"
            )
        operators.set_state(tx, found.id, given.state, actor=asker.actor, reason=given.reason)
        if given.state is State.DISABLED:
            sessions.end_all(tx, found.id)
        return found.id

    changed = services.write(work)
    return _out(services.read(lambda connection: operators.get(connection, changed)))


def _account(new: NewOperator) -> NewAccount:
    if new.password is None and new.os_user is None:
        raise InvalidValue("password", "is missing", "give one, or the OS user that the UNIX socket lets in")
    if new.password is not None:
        passwords.check(new.password, new.name)
    password_hash = passwords.hashed(new.password) if new.password else None
    return NewAccount(new.name, new.display_name, new.os_user, password_hash).checked()


def _out(found: Operator) -> OperatorOut:
    return OperatorOut(**{name: getattr(found, name) for name in OperatorOut.model_fields})
