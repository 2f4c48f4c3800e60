"""Logging in and out, and giving the password again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from collector.api.faults import NotLoggedIn, TooBusy
from collector.api.identity import Asker, identify, peer_of
from collector.api.services import Served, Services
from collector.operators import passwords
from collector.operators.operator import Operator, State
from collector.operators.roles import Right, Role, rights_of
from collector.store import operators, sessions
from collector.store.transaction import Transaction

router = APIRouter(prefix="/session", tags=["session"])

# argon2id takes 64 MiB and a core for a moment; a flood of logins must not take the machine.
_ARGON2_AT_ONCE = threading.BoundedSemaphore(2)
_ARGON2_WAIT_SECONDS = 10.0

Identified = Annotated[Asker, Depends(identify)]


class Login(BaseModel):  # noqa: D101
    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=64)
    password: str = Field(max_length=1024)


class Password(BaseModel):  # noqa: D101
    model_config = ConfigDict(extra="forbid")
    password: str = Field(max_length=1024)


class PasswordChange(Password):  # noqa: D101
    new_password: str = Field(max_length=1024)


class WhoAmI(BaseModel):
    """Times in microseconds since 1970; `session_expires_us` is null over the UNIX socket."""

    name: str
    display_name: str
    role: Role | None
    unit_id: str | None
    rights: list[Right]
    peer: str
    session_expires_us: int | None
    password_change_needed: bool


class Opened(BaseModel):
    """`token` goes into `Authorization: Bearer`; it is shown once and stored nowhere."""

    token: str
    expires_us: int
    also_in_use_from: list[str] = Field(description="other places this account is in use from at this moment (R29)")
    password_change_needed: bool


@router.post("", status_code=201)
def log_in(login: Login, request: Request, services: Served) -> Opened:
    """Opens a session; five wrong passwords in a row lock the account for fifteen minutes."""
    peer = peer_of(request)
    operator = services.read(lambda connection: operators.find_by_name(connection, login.name))
    _verify(services, operator, login.password, peer)
    if operator is None or operator.state is State.DISABLED:
        raise _wrong()
    token = sessions.make_token()
    operator_id = operator.id
    others = services.write(lambda tx: sessions.begin(tx, token, operator_id, peer))
    session = services.read(lambda connection: sessions.find(connection, token))
    if session is None:
        raise NotLoggedIn("session", "ended at once", "log in again")
    return Opened(
        token=token,
        expires_us=session.expires_us,
        also_in_use_from=others,
        password_change_needed=operator.password_changed_us is None,
    )


@router.get("")
def who_am_i(asker: Identified) -> WhoAmI:
    """The operator this request is made by."""
    operator = asker.operator
    return WhoAmI(
        name=operator.name,
        display_name=operator.display_name,
        role=operator.role,
        unit_id=operator.unit_id,
        rights=sorted(rights_of(operator.role)),
        peer=asker.peer,
        session_expires_us=asker.session.expires_us if asker.session else None,
        password_change_needed=asker.session is not None and operator.password_changed_us is None,
    )


@router.delete("", status_code=204)
def log_out(asker: Identified, services: Served) -> None:
    """Ends the session."""
    session = asker.session
    if session is not None:
        services.write(lambda tx: sessions.end(tx, session))


@router.post("/reauthenticate", status_code=204)
def reauthenticate(given: Password, asker: Identified, services: Served) -> None:
    """Gives the password again: approving, granting and unmasking want it fresh (five minutes)."""
    session = _require_session(asker)
    _verify(services, asker.operator, given.password, asker.peer)
    services.write(lambda tx: sessions.reauthenticate(tx, session))


@router.post("/password", status_code=204)
def change_password(given: PasswordChange, asker: Identified, services: Served) -> None:
    """Replaces the asker's password and ends their sessions."""
    _require_session(asker)
    _verify(services, asker.operator, given.password, asker.peer)
    passwords.check(given.new_password, asker.operator.name)
    with _one_of_few():
        new_hash = passwords.hashed(given.new_password)

    def work(tx: Transaction) -> None:
        operators.set_password(tx, asker.operator.id, new_hash, actor=asker.actor)
        sessions.end_all(tx, asker.operator.id)

    services.write(work)


def _require_session(asker: Asker) -> str:
    if asker.session is None:
        raise NotLoggedIn("password", "belongs to a session, and the socket needs none", "log in: `mingce login`")
    return asker.session.token_digest


def _verify(services: Services, operator: Operator | None, password: str, peer: str) -> None:
    """Raises NotLoggedIn for a wrong password, NotAllowed while the account is locked."""
    if operator is None:
        # The same work as for an account that exists, so that its time does not tell which names exist.
        with _one_of_few():
            passwords.matches(None, password)
        raise _wrong()
    operator_id = operator.id
    services.write(lambda tx: operators.begin_attempt(tx, operator_id))
    stored = services.read(lambda connection: operators.password_hash(connection, operator_id))
    with _one_of_few():
        fits = passwords.matches(stored, password)
    if not fits:
        services.write(lambda tx: operators.attempt_failed(tx, operator_id, peer))
        raise _wrong()
    services.write(lambda tx: operators.attempt_succeeded(tx, operator_id))


def _wrong() -> NotLoggedIn:
    return NotLoggedIn("login", "name or password is wrong, or the account has no role yet", "try again")


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _ARGON2_AT_ONCE.acquire(timeout=_ARGON2_WAIT_SECONDS):
        raise TooBusy("login", "too many logins at once", "try again in a minute")
    try:
        yield
    finally:
        _ARGON2_AT_ONCE.release()
