"""The long poll against a real collector over TLS: called, kept waiting without being cut, let go at the end."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from protocol.codec import decode
from protocol.limits import STANDBY_BYTES
from protocol.standby import Called
from tests.support.agent_voice import AgentVoice
from tests.support.collector_process import CollectorProcess, collector_process
from tests.support.filled_ledger import code, fill, register
from tests.support.wire import Wire

pytestmark = pytest.mark.slow

MAC, ADDRESS = "00-00-5E-00-53-01", "10.37.12.21"


@pytest.fixture
def collector() -> Iterator[CollectorProcess]:
    with collector_process() as running:
        fill(running)
        register(running, "pc-1", MAC, ADDRESS)
        yield running


@pytest.fixture
def wire(collector: CollectorProcess) -> Iterator[Wire]:
    made = Wire(collector.agents_url, collector.ca)
    yield made
    made.close()


@pytest.fixture
def voice(collector: CollectorProcess, wire: Wire) -> AgentVoice:
    """Enrolled, and answered a first beat."""
    made = AgentVoice(wall_us=time.time_ns() // 1000)
    enrolled = wire.post("/agents/v0/enrolments", made.enrolment(code(collector, "pc-1"), MAC))
    assert enrolled.status_code == 200, enrolled.text
    assert wire.post("/agents/v0/beats", made.beat(MAC), made.id).status_code == 200
    return made


def ask(wire: Wire, voice: AgentVoice, wait_ms: int) -> httpx.Response:
    voice.advance(0.001)
    return wire.post("/agents/v0/standby", voice.standby(wait_ms), voice.id)


def is_called(response: httpx.Response) -> bool:
    assert response.status_code == 200, response.text
    return decode(response.content, Called, STANDBY_BYTES).is_called


def test_a_wait_of_most_of_a_minute_is_not_cut(wire: Wire, voice: AgentVoice) -> None:
    began = time.monotonic()
    for _ in range(4):
        # It is called where its duties change, as they do for one that never takes up what it is told to watch.
        wire.post("/agents/v0/beats", voice.beat(MAC), voice.id)
        began = time.monotonic()
        if not is_called(ask(wire, voice, 40_000)):
            break
    assert time.monotonic() - began >= 39


def test_whoever_waits_is_let_go_when_the_collector_stops(
    collector: CollectorProcess, wire: Wire, voice: AgentVoice
) -> None:
    answers: list[httpx.Response] = []

    def wait() -> None:
        # It is called as often as its duties change, and answers by a beat, before it waits in earnest.
        while is_called(answer := ask(wire, voice, 60_000)):
            wire.post("/agents/v0/beats", voice.beat(MAC), voice.id)
        answers.append(answer)

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(3)
    collector.stop()
    thread.join(timeout=60)

    assert [is_called(one) for one in answers] == [False]


def test_a_forged_standby_is_refused(wire: Wire, voice: AgentVoice) -> None:
    other = AgentVoice(voice.wall_us, id=voice.id)

    assert wire.post("/agents/v0/standby", other.standby(1), voice.id).status_code == 401
    assert wire.post("/agents/v0/standby", bytes(5000), voice.id).status_code == 413
