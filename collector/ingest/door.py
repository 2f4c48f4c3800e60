"""The agents' door: a bare ASGI application. Known agent, quota and size are checked before a body is read.

Rule 1: nothing is parsed deeper than its envelope before its signature holds.
Rule 2: every refusal has an id, is counted, and leaves the door open for the next one.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from collector.clock import Clock
from collector.errors import AgentsDoorRefusal, StoreError
from collector.ingest import requests
from collector.ingest.beats import take_beat
from collector.ingest.context import Context
from collector.ingest.enrolment import take_enrolment
from collector.ingest.quota import Quota
from collector.ingest.refusals import Refusals, fault_of, status_of
from collector.ingest.reports import take_delivery
from collector.presence.subject import AgentStanding
from collector.store import agents
from collector.store.agents import Agent
from collector.store.database import Store
from collector.store.writer import Writer
from protocol.codec import encode
from protocol.errors import ProtocolError
from protocol.identity import digest_of
from protocol.limits import BEAT_BYTES, DELIVERY_BYTES, ENROLMENT_BYTES, SIGNATURE_BYTES, STANDBY_BYTES
from protocol.report import PROTOCOL_VERSION
from protocol.standby import Called

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = logging.getLogger(__name__)
_READ_SECONDS = 60


@dataclass(frozen=True, slots=True)
class _Knock:
    """A request whose headers were let in."""

    headers: dict[bytes, bytes]
    source: str
    receive: Receive

    async def body(self, most: int) -> bytes:
        """The body, never more than `most` bytes of it in memory."""
        requests.require_length(self.headers, most)
        async with asyncio.timeout(_READ_SECONDS):
            return await requests.read_body(self.receive, most)


class AgentsDoor:
    """POST /agents/v0/reports, /beats, /standby, /enrolments; GET /agents/v0/health."""

    def __init__(self, store: Store, writer: Writer, context: Context, clock: Clock) -> None:
        self._store = store
        self._writer = writer
        self._context = context
        self._clock = clock
        self._refusals = Refusals(writer, clock)
        # Each kind its own: a long spool that drains must not make its PC look silent.
        self._deliveries_per_agent = Quota(per_minute=240, burst=240)
        self._beats_per_agent = Quota(per_minute=240, burst=240)
        self._standby_per_agent = Quota(per_minute=60, burst=60)
        self._enrolments_per_source = Quota(per_minute=10, burst=20)
        self._enrolments = Quota(per_minute=120, burst=240)
        self._paths = {
            ("POST", "/agents/v0/reports"): self._reports,
            ("POST", "/agents/v0/beats"): self._beats,
            ("POST", "/agents/v0/standby"): self._standby,
            ("POST", "/agents/v0/enrolments"): self._enrolment,
            ("GET", "/agents/v0/health"): self._health,
        }

    def count_refusals(self) -> None:
        """Has what was refused since the last time counted in the store."""
        self._refusals.flush()

    def end_waiting(self) -> None:
        """Lets go of every agent that waits to be called: the server is about to stop."""
        self._context.bell.close()

    def note(self, error: str, source: str) -> None:
        """Counts a connection that was given up before it was a request."""
        self._refusals.note(error, source)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        status, content, kind = await self._respond(scope, receive)
        headers = [(b"content-type", kind), (b"content-length", str(len(content)).encode())]
        if status >= 400:
            # What is left of a refused body is not read: the connection is of no further use.
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _respond(self, scope: Scope, receive: Receive) -> tuple[int, bytes, bytes]:
        client = scope.get("client")
        source = str(client[0]) if client else "unknown"
        try:
            handler = self._paths.get((scope["method"], scope["path"]))
            if handler is None:
                raise AgentsDoorRefusal("no-such-door", f"{scope['method']} {scope['path'][:80]}", "is not a door")
            return await handler(_Knock(requests.headers_of(scope["headers"]), source, receive))
        except (AgentsDoorRefusal, ProtocolError, StoreError, TimeoutError) as error:
            return self._refused(error, source)

    def _refused(self, error: Exception, source: str) -> tuple[int, bytes, bytes]:
        fault = fault_of(error)
        self._refusals.note(fault.error, f"{source}: {fault.what}: {fault.why}")
        return status_of(fault.error), encode(fault), b"application/json"

    async def _reports(self, knock: _Knock) -> tuple[int, bytes, bytes]:
        agent = self._known(knock, self._deliveries_per_agent)
        body = await knock.body(DELIVERY_BYTES)
        delivered = requests.read_delivery(body, agent)
        digest = digest_of(body)
        work = self._writer.submit(
            lambda tx: take_delivery(tx, self._context, agent.id, delivered, digest, self._writer.load)
        )
        return 200, await asyncio.wrap_future(work), b"application/octet-stream"

    async def _beats(self, knock: _Knock) -> tuple[int, bytes, bytes]:
        agent = self._known(knock, self._beats_per_agent)
        body = await knock.body(BEAT_BYTES + SIGNATURE_BYTES)
        beat = requests.read_beat(body, agent)
        digest, arrived_us = digest_of(body), self._clock.now_us()
        work = self._writer.submit(
            lambda tx: take_beat(tx, self._context, beat, body, digest, knock.source, arrived_us)
        )
        answer = await asyncio.wrap_future(work)
        if isinstance(answer, AgentsDoorRefusal):
            raise answer
        return 200, answer, b"application/octet-stream"

    async def _standby(self, knock: _Knock) -> tuple[int, bytes, bytes]:
        """Through no writer: what it answers for is on disk already."""
        agent = self._known(knock, self._standby_per_agent)
        standby = requests.read_standby(await knock.body(STANDBY_BYTES + SIGNATURE_BYTES), agent)
        hung_up = asyncio.ensure_future(_until_hung_up(knock.receive))
        try:
            is_called = await self._context.bell.wait(standby, agent.boot_id, hung_up)
        finally:
            hung_up.cancel()
        return 200, encode(Called(PROTOCOL_VERSION, is_called)), b"application/json"

    async def _enrolment(self, knock: _Knock) -> tuple[int, bytes, bytes]:
        now_us = self._clock.now_us()
        pause = self._enrolments_per_source.pause_ms(knock.source, now_us) or self._enrolments.pause_ms("", now_us)
        if pause:
            raise requests.too_often(pause)
        body = await knock.body(ENROLMENT_BYTES + SIGNATURE_BYTES)
        request = requests.read_enrolment(body)
        digest = digest_of(body)
        work = self._writer.submit(lambda tx: take_enrolment(tx, self._context, request, digest, knock.source))
        answer = await asyncio.wrap_future(work)
        if isinstance(answer, AgentsDoorRefusal):
            raise answer
        return 200, answer, b"application/octet-stream"

    async def _health(self, _knock: _Knock) -> tuple[int, bytes, bytes]:
        now_us = await asyncio.wrap_future(self._writer.submit(lambda tx: tx.now_us))
        return 200, json.dumps({"ok": True, "now_us": now_us}).encode(), b"application/json"

    def _known(self, knock: _Knock, quota: Quota) -> Agent:
        """The agent that the header names, if it may speak; its signature is still to be verified."""
        agent_id = requests.agent_id(knock.headers)
        with self._store.reading() as connection:
            agent = agents.find(connection, agent_id)
        if agent is None:
            raise AgentsDoorRefusal("unknown-agent", f"agent {agent_id}", "is not enrolled here", "enrol this PC")
        if agent.state in (AgentStanding.SUSPENDED, AgentStanding.RETIRED):
            raise AgentsDoorRefusal("not-admitted", f"agent {agent_id}", f"is {agent.state.value}", "ask the unit")
        # With the source, since no signature is checked yet: who knows an agent's id must not use up its quota.
        pause = quota.pause_ms(f"{agent_id} {knock.source}", self._clock.now_us())
        if pause:
            raise requests.too_often(pause)
        return agent


async def _until_hung_up(receive: Receive) -> None:
    """The body has been read: what comes after it is the end of the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
