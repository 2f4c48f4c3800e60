"""A running collector with a filled ledger, and agents that are only voices: the doors are real, the PCs are not."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from protocol.answer import Answer, Receipt
from protocol.codec import decode
from protocol.limits import ANSWER_BYTES
from protocol.signing import split
from tests.support.agent_voice import AgentVoice, delivery
from tests.support.collector_process import CollectorProcess
from tests.support.filled_ledger import ADMIN, APPROVER, SEGMENT, UNIT, code, fill, register
from tests.support.wire import Wire

__all__ = ["ADMIN", "APPROVER", "SEGMENT", "UNIT", "RegisteredSite", "answer", "fault", "now_us"]

REPORTS, BEATS, ENROLMENTS = "/agents/v0/reports", "/agents/v0/beats", "/agents/v0/enrolments"


def now_us() -> int:
    return time.time_ns() // 1000


@dataclass
class RegisteredSite:
    """`voice` registers a PC and enrols a voice for it; `deliver` and `beat` say what it signs."""

    collector: CollectorProcess
    wires: list[Wire] = field(default_factory=list)
    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        self.wire = self.new_wire()

    def new_wire(self) -> Wire:
        wire = Wire(self.collector.agents_url, self.collector.ca)
        self.wires.append(wire)
        return wire

    def close(self) -> None:
        for wire in self.wires:
            wire.close()

    def declare(self) -> None:
        fill(self.collector)

    def do(self, *arguments: str, home: str = ADMIN) -> str:
        return self.collector.do(*arguments, home=home).out

    def json(self, *arguments: str, home: str = ADMIN) -> Any:
        return json.loads(self.do(*arguments, "--json", home=home))

    def register(self, name: str, mac: str, address: str | None = None) -> str:
        return register(self.collector, name, mac, address)

    def code(self, name: str) -> str:
        return code(self.collector, name)

    def voice(self, name: str, mac: str) -> AgentVoice:
        self.register(name, mac)
        return self.enrolled(name, mac)

    def enrolled(self, name: str, mac: str) -> AgentVoice:
        """A voice for a PC that is registered already."""
        voice = AgentVoice(wall_us=now_us())
        answered = self.wire.post(ENROLMENTS, voice.enrolment(self.code(name), mac))
        assert answered.status_code == 200, answered.text
        return voice

    def deliver(self, voice: AgentVoice, *messages: bytes) -> tuple[Receipt, ...]:
        return answer(self.wire.post(REPORTS, delivery(*messages), voice.id)).receipts

    def beat(self, voice: AgentVoice, mac: str, *addresses: str) -> Answer:
        return answer(self.wire.post(BEATS, voice.beat(mac, *addresses), voice.id))

    def alerts(self, rule: str) -> list[dict[str, Any]]:
        return [alert for alert in self.collector.client(ADMIN).get("alerts", closed=False) if alert["rule"] == rule]


def answer(response: httpx.Response) -> Answer:
    """What a 200 says; its signature is another test's business."""
    assert response.status_code == 200, response.text
    return decode(split(response.content)[1], Answer, ANSWER_BYTES)


def fault(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, str(json.loads(response.content)["error"])
