"""The real operators' door over a real store, asked by httpx; and operators of every role to ask as."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from argon2 import PasswordHasher
from starlette.types import ASGIApp, Receive, Scope, Send

from collector.api.app import make_app
from collector.api.identity import PEER_CREDENTIALS
from collector.api.services import Services
from collector.ingest.context import make_context
from collector.operators.operator import NewAccount
from collector.operators.roles import Role
from collector.store import operators
from collector.store.vendor_names import SHIPPED, VendorNames
from collector.trust.authority import Authority
from tests.support.collector_store import CollectorStore, open_collector_store
from tests.support.in_process import InProcess

PASSWORD = "Xue-Hua 7 piao"
# Real argon2id at its least cost: a hash says its own, and a log-in of a test need not resist anybody.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_password_hash = functools.cache(_CHEAP.hash)
BASE = "https://collector.example/api/v0/"
AGENTS_URL = "https://collector.example:7443"


@dataclass
class PeerCredentials:
    """What the UNIX socket's server adds to a request: the credentials the kernel vouches for."""

    app: ASGIApp
    uid: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "extensions": {PEER_CREDENTIALS: (1, self.uid, self.uid)}}
        await self.app(scope, receive, send)


@dataclass
class OperatorsDoor:
    rig: CollectorStore
    app: ASGIApp
    authority: Authority
    services: Services

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(transport=InProcess(self.app), base_url=BASE, headers=headers)

    def from_uid(self, uid: int) -> httpx.Client:
        """As over the UNIX socket."""
        return httpx.Client(transport=InProcess(PeerCredentials(self.app, uid)), base_url=BASE)

    def add(
        self,
        name: str,
        role: Role | None,
        unit_id: str | None = None,
        os_user: str | None = None,
        person: str = "周敏",
    ) -> str:
        account = NewAccount(name, person, os_user, _password_hash(PASSWORD))
        made = self.rig.do(
            lambda tx: operators.create(tx, account, actor="operator:test", role=role, password_is_own=True)
        )
        if unit_id is not None and role is not None:
            self.rig.do(lambda tx: operators.grant(tx, made, role, unit_id, actor="operator:test", reason=None))
        return made

    def log_in(self, name: str, password: str = PASSWORD) -> httpx.Client:
        answer = self.client().post("session", json={"name": name, "password": password})
        assert answer.status_code == 201, answer.text
        return self.client(answer.json()["token"])

    def as_role(self, role: Role, unit_id: str | None = None) -> httpx.Client:
        """A client of a fresh operator of that role, a person of their own, who has just given their password."""
        name = f"{role}-{self.rig.clock.now % 1_000_000_007}-{self._count()}"
        self.add(name, role, unit_id, person=f"周敏 {name}")
        return self.log_in(name)

    def _count(self) -> int:
        return len(self.rig.read(operators.list_all))


@contextmanager
def open_operators_door(folder: Path) -> Iterator[OperatorsDoor]:
    with open_collector_store(folder) as rig:
        authority = Authority.open_or_make(folder / "authority", "test", rig.clock.now_us())
        authority.ensure_server(["collector.example"], rig.clock.now_us())
        vendors = VendorNames.open(SHIPPED)
        context = make_context(rig.store, rig.keys, rig.clock.now_us(), vendors=vendors)
        services = Services(
            rig.store, rig.writer, rig.keys, authority, rig.clock, lambda: AGENTS_URL, context, vendors=vendors
        )
        rig.do(operators.ensure_bootstrap)
        yield OperatorsDoor(rig, make_app(services), authority, services)
        vendors.close()
