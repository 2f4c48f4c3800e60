"""Who asks, and how far they may see: from a session's token, or from the peer credentials of the UNIX socket."""

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from collector.api.faults import NotLoggedIn
from collector.api.services import Served, Services
from collector.errors import NotAllowed
from collector.operators.operator import BOOTSTRAP_NAME, Operator, State
from collector.operators.roles import FRESH_PASSWORD, Right, require
from collector.operators.session import Session, require_fresh
from collector.store import Connection, operators, sessions, units
from collector.store.scope import CITY, Scope
from protocol.phrases import Phrase, say

PEER_CREDENTIALS = "peer_credentials"
"""Key of the ASGI scope's `extensions`: (pid, uid, gid) as the kernel says (SO_PEERCRED, unix(7))."""

_LONGEST_TOKEN = 256


class PasswordChangeNeeded(NotAllowed):
    """Somebody else chose the account's password."""

    id = "password-change-needed"


@dataclass(frozen=True, slots=True)
class Asker:
    """The operator of this request; `session` is None where the UNIX socket vouched for them."""

    operator: Operator
    scope: Scope
    session: Session | None
    peer: str
    now_us: int

    @property
    def actor(self) -> str:
        """As the journal names them."""
        return "bootstrap" if self.operator.name == BOOTSTRAP_NAME else f"operator:{self.operator.id}"

    def require(self, right: Right) -> None:
        """Raises NotAllowed, or PasswordNeeded where the right wants the password again."""
        require(self.operator.role, right, self.operator.name)
        if right in FRESH_PASSWORD:
            require_fresh(self.session, self.now_us, say("the right {right}", right=Phrase(right)))


def peer_of(request: Request) -> str:
    """Where the request comes from: an IP address, or `unix:uid=N`."""
    uid = _peer_uid(request)
    if uid is not None:
        return f"unix:uid={uid}"
    return request.client.host if request.client else "unknown"


def identify(request: Request, services: Served) -> Asker:
    """The asker of this request; raises NotLoggedIn."""
    now_us = services.clock.now_us()
    with services.store.reading() as connection:
        session = _session(request, connection, now_us)
        operator = operators.get(connection, session.operator_id) if session else _of_peer(request, connection)
        if operator.state is State.DISABLED:
            raise NotLoggedIn(
                say("operator {operator}", operator=operator.name), "the account is disabled", _why_disabled(operator)
            )
        scope = CITY if operator.unit_id is None else Scope(units.subtree(connection, operator.unit_id))
    if session is not None and session.wants_touch(now_us):
        _touch(services, session)
    return Asker(operator, scope, session, peer_of(request), now_us)


def _touch(services: Services, session: Session) -> None:
    services.write(lambda tx: sessions.touch(tx, session.token_digest))


def _session(request: Request, connection: Connection, now_us: int) -> Session | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return None
    if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
        raise NotLoggedIn("Authorization header", "is not `Bearer TOKEN`", "log in: `mingce login`")
    session = sessions.find(connection, token)
    if session is None or not session.is_alive(now_us):
        raise NotLoggedIn("session", "has ended", "log in again: `mingce login`")
    return session


def _of_peer(request: Request, connection: Connection) -> Operator:
    uid = _peer_uid(request)
    if uid is None:
        raise NotLoggedIn("request", "carries no session", "log in: `mingce login`")
    # Whoever runs the collector, or is root, could read its files anyway: they may make the first accounts, no more.
    if uid in (0, os.geteuid()):
        found = operators.find_by_name(connection, BOOTSTRAP_NAME)
    else:
        found = operators.find_by_os_user(connection, _user_name(uid))
    if found is None:
        raise NotLoggedIn(
            say("OS user {name}", name=_user_name(uid)), "belongs to no operator", "log in with a name: `mingce login`"
        )
    return found


def _peer_uid(request: Request) -> int | None:
    credentials = request.scope.get("extensions", {}).get(PEER_CREDENTIALS)
    return None if credentials is None else int(credentials[1])


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def _why_disabled(operator: Operator) -> Phrase:
    if operator.name == BOOTSTRAP_NAME:
        return say("the three administrators exist: log in as one of them")
    if operator.role is None:
        return say("a security administrator grants its role")
    return say("ask a security administrator")


def asking(right: Right) -> Callable[[Asker], Asker]:
    """A dependency that gives the asker once they hold the right and have a password of their own choice."""

    def dependency(asker: Annotated[Asker, Depends(identify)]) -> Asker:
        if asker.session is not None and asker.operator.password_changed_us is None:
            raise PasswordChangeNeeded(
                say("operator {operator}", operator=asker.operator.name),
                "has a password somebody else chose",
                "change it: `mingce password`",
            )
        asker.require(right)
        return asker

    return dependency
