"""The real agents' door over a real store, called through ASGI; time is moved by the test."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from collector.alerts.lifecycle import State
from collector.ingest import clockwork
from collector.ingest.context import Context, make_context
from collector.ingest.door import AgentsDoor
from collector.store import alerts, enrolment_codes, refusals
from collector.store.alerts import ListedAlert
from collector.store.scope import CITY
from collector.trust.keys import verifier
from protocol.answer import Answer, Receipt
from protocol.codec import decode
from protocol.enrolment import EnrolmentAnswer
from protocol.limits import ANSWER_BYTES
from protocol.signing import Domain, is_signed_by, split
from tests.support import small_ledger
from tests.support.agent_voice import AgentVoice, delivery
from tests.support.collector_store import CollectorStore, open_collector_store
from tests.support.small_ledger import ACTOR, SmallLedger

DESKTOP_MAC, COUNTER_MAC, STRANGER_MAC = "00-00-5E-00-53-01", "00-00-5E-00-53-03", "00-00-5E-00-53-66"
DESKTOP_ADDRESS = "10.37.12.21"


@dataclass
class DoorRig:
    rig: CollectorStore
    door: AgentsDoor
    context: Context
    ledger: SmallLedger

    def post(
        self, path: str, body: bytes | AsyncIterator[bytes], agent: str | None = None, **headers: str
    ) -> httpx.Response:
        named = {"Mingce-Agent": agent} if agent else {}

        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.door)
            async with httpx.AsyncClient(transport=transport, base_url="https://collector.example") as client:
                return await client.post(f"/agents/v0/{path}", content=body, headers=named | headers)

        return asyncio.run(call())

    def advance(self, seconds: float, *voices: AgentVoice) -> None:
        self.rig.clock.advance(seconds)
        for voice in voices:
            voice.advance(seconds)

    def enrolled(self, terminal_id: str, mac: str) -> AgentVoice:
        """A new agent, enrolled for that terminal through the door."""
        voice = AgentVoice(wall_us=self.rig.clock.now)
        response = self.post("enrolments", voice.enrolment(self.code(terminal_id), mac))
        assert response.status_code == 200, response.text
        return voice

    def code(self, terminal_id: str) -> str:
        return self.rig.do(lambda tx: enrolment_codes.issue(tx, terminal_id, ACTOR))

    def deliver(self, voice: AgentVoice, *messages: bytes) -> tuple[Receipt, ...]:
        return self.answer(self.post("reports", delivery(*messages), voice.id)).receipts

    def beat(self, voice: AgentVoice, mac: str, *addresses: str, duties: tuple[str, ...] = ()) -> Answer:
        return self.answer(self.post("beats", voice.beat(mac, *addresses, duties=duties), voice.id))

    def answer(self, response: httpx.Response) -> Answer:
        return decode(self.signed(response, Domain.ANSWER), Answer, ANSWER_BYTES)

    def enrolment_answer(self, response: httpx.Response) -> EnrolmentAnswer:
        return decode(self.signed(response, Domain.ENROLMENT_ANSWER), EnrolmentAnswer, ANSWER_BYTES)

    def signed(self, response: httpx.Response, domain: Domain) -> bytes:
        assert response.status_code == 200, response.text
        assert is_signed_by(domain, response.content, verifier(self.rig.keys.receipt.public))
        return split(response.content)[1]

    def tick(self) -> None:
        self.rig.do(lambda tx: clockwork.tick(tx, self.context))

    def alerts(self, rule: str | None = None) -> list[ListedAlert]:
        found = self.rig.read(lambda connection: alerts.list_all(connection, CITY, states=tuple(State)))
        return [one for one in found if rule in (None, one.alert.rule)]

    @property
    def told(self) -> list[str]:
        return sorted(one.alert.rule for one in self.alerts() if one.alert.certainty == "confirmed")

    def refused(self, error: str) -> int:
        """How often the door has refused with that id, by the count in the store."""
        self.rig.clock.advance(2)
        self.door.count_refusals()
        self.rig.do(lambda tx: tx.now_us)
        counts = self.rig.read(refusals.list_all)
        return next((one.times for one in counts if one.error == error), 0)


def fault(response: httpx.Response) -> tuple[int, str]:
    content: dict[str, Any] = json.loads(response.content)
    return response.status_code, content["error"]


@contextmanager
def open_agents_door(folder: Path) -> Iterator[DoorRig]:
    with open_collector_store(folder) as rig:
        ledger = rig.do(small_ledger.fill)
        rig.clock.advance(86_400)
        context = make_context(rig.store, rig.keys, rig.clock.now, ("log-line",))
        rig.clock.advance(3_600)
        yield DoorRig(rig, AgentsDoor(rig.store, rig.writer, context, rig.clock), context, ledger)
