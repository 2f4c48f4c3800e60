"""Everything a stranger may try at the agents' door, over real TLS, while a good agent must not notice."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from collector.store import refusals
from protocol.answer import Verdict
from protocol.identity import AgentId
from protocol.observations import AgentEvent, AgentEventKind
from protocol.signing import Domain, seal
from tests.support.agent_voice import AgentVoice, delivery
from tests.support.collector_process import collector_process
from tests.support.held import opened
from tests.support.registered_site import BEATS, ENROLMENTS, REPORTS, RegisteredSite, fault, now_us
from tests.support.wire import cut_off, hung_up, status_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

GOOD_MAC, OTHER_MAC = "00-00-5E-00-53-01", "00-00-5E-00-53-02"
HUGE = 100 * 1024 * 1024
TEN_YEARS_US = 10 * 365 * 86_400 * 1_000_000


@dataclass
class Besieged:
    site: RegisteredSite
    good: AgentVoice
    other: AgentVoice

    def refused(self, error: str) -> int:
        """As counted in the store."""
        with opened(self.site.collector.state) as store, store.reading() as connection:
            return next((one.times for one in refusals.list_all(connection) if one.error == error), 0)

    @contextmanager
    def counted(self, error: str, times: int = 1) -> Iterator[None]:
        before = self.refused(error)
        yield
        deadline = time.monotonic() + 30
        while self.refused(error) < before + times:
            assert time.monotonic() < deadline, f"{error} is not counted {times} times"
            time.sleep(0.2)

    def resident_kib(self) -> int:
        process = self.site.collector.process
        assert process is not None
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])


@pytest.fixture(scope="module")
def besieged() -> Iterator[Besieged]:
    with collector_process() as collector:
        site = RegisteredSite(collector)
        try:
            site.declare()
            yield Besieged(site, site.voice("pc-1", GOOD_MAC), site.voice("pc-2", OTHER_MAC))
        finally:
            site.close()


@pytest.fixture(autouse=True)
def steady(besieged: Besieged) -> Iterator[None]:
    """A good agent beats all the while, and is answered every time."""
    statuses: list[int] = []
    done = threading.Event()
    wire = besieged.site.new_wire()

    def beat() -> None:
        while not done.is_set():
            body = besieged.good.beat(GOOD_MAC, "10.37.12.21")
            statuses.append(wire.post(BEATS, body, besieged.good.id).status_code)
            done.wait(0.5)

    beating = threading.Thread(target=beat)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()
        wire.close()
    assert statuses
    assert set(statuses) == {200}


def event(detail: str = "") -> AgentEvent:
    return AgentEvent(AgentEventKind.STARTED, detail, now_us())


def test_a_forged_signature(besieged: Besieged) -> None:
    forger = AgentVoice(now_us(), id=besieged.good.id)
    with besieged.counted("bad-signature", 2):
        for path, body in ((REPORTS, delivery(forger.report(event()))), (BEATS, forger.beat(GOOD_MAC))):
            assert fault(besieged.site.wire.post(path, body, forger.id)) == (401, "bad-signature")


def test_another_agents_key(besieged: Besieged) -> None:
    pretender = replace(besieged.other, id=besieged.good.id, head=None)
    message = pretender.report(event())
    with besieged.counted("bad-signature", 2):
        for header in (besieged.good.id, besieged.other.id):
            assert fault(besieged.site.wire.post(REPORTS, delivery(message), header)) == (401, "bad-signature")


def test_an_agent_nobody_knows(besieged: Besieged) -> None:
    stranger = AgentVoice(now_us())
    with besieged.counted("unknown-agent", 3):
        for header in (stranger.id, None, "../../etc/passwd"):
            answered = besieged.site.wire.post(REPORTS, delivery(stranger.report(event())), header)
            assert fault(answered) == (401, "unknown-agent")


def test_a_replayed_report_is_a_duplicate(besieged: Besieged) -> None:
    message = besieged.other.report(event("once"))
    assert [one.verdict for one in besieged.site.deliver(besieged.other, message)] == [Verdict.ACCEPTED]
    assert [one.verdict for one in besieged.site.deliver(besieged.other, message)] == [Verdict.DUPLICATE]


def test_a_replayed_beat(besieged: Besieged) -> None:
    body = besieged.other.beat(OTHER_MAC)
    assert besieged.site.wire.post(BEATS, body, besieged.other.id).status_code == 200
    with besieged.counted("replayed-beat"):
        assert fault(besieged.site.wire.post(BEATS, body, besieged.other.id)) == (409, "replayed-beat")


def test_a_report_ahead_of_its_chain(besieged: Besieged) -> None:
    held = besieged.other.head
    besieged.other.report(event("kept back"))
    ahead = besieged.other.report(event())
    besieged.other.head = held
    with besieged.counted("unexpected-sequence"):
        answered = besieged.site.wire.post(REPORTS, delivery(ahead), besieged.other.id)
    assert fault(answered) == (409, "unexpected-sequence")
    assert json.loads(answered.content)["next_sequence"] == (held.sequence if held else 0) + 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]" * 50, b'{"a":' * 5000, b"\xff\xfe", b"{}\n{}\n{}"])
def test_malformed_messages(besieged: Besieged, content: bytes) -> None:
    body = delivery(seal(Domain.REPORT, content, besieged.other.key))
    with besieged.counted("malformed-message"):
        assert fault(besieged.site.wire.post(REPORTS, body, besieged.other.id)) == (400, "malformed-message")


def test_an_unknown_protocol_version(besieged: Besieged) -> None:
    content = next_content(besieged.other).replace(b'"protocol":0', b'"protocol":9', 1)
    body = delivery(seal(Domain.REPORT, content, besieged.other.key))
    with besieged.counted("unknown-protocol-version"):
        answered = besieged.site.wire.post(REPORTS, body, besieged.other.id)
    assert fault(answered) == (400, "unknown-protocol-version")


def next_content(voice: AgentVoice) -> bytes:
    """The content of the next report, unsigned; the chain stays where it is."""
    held = voice.head
    content = voice.report(event())[64:]
    voice.head = held
    return content


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("PUT", REPORTS), ("POST", "/api/v0/session"), ("GET", "/agents/v0/../../x")]
)
def test_no_such_door(besieged: Besieged, method: str, path: str) -> None:
    with besieged.counted("no-such-door"):
        assert fault(besieged.site.wire.post(path, b"", method=method)) == (404, "no-such-door")


def test_a_hundred_megabytes_announced(besieged: Besieged) -> None:
    before = besieged.resident_kib()
    headers = {"Mingce-Agent": besieged.other.id, "Content-Length": str(HUGE)}
    with besieged.counted("message-too-large"), besieged.site.wire.request(REPORTS, headers) as stream:
        assert status_of(stream) == 413
    assert besieged.resident_kib() < before + 32 * 1024


def test_an_endless_body(besieged: Besieged) -> None:
    before = besieged.resident_kib()
    headers = {"Mingce-Agent": besieged.other.id, "Transfer-Encoding": "chunked"}
    with besieged.counted("message-too-large"), besieged.site.wire.request(REPORTS, headers) as stream:
        assert cut_off(stream, b"10000\r\n" + bytes(65536) + b"\r\n")
    assert besieged.resident_kib() < before + 32 * 1024


@pytest.mark.parametrize("begun", [b"GET /", b"GET / HTTP/1.1\r\nX: "])
def test_an_endless_head(besieged: Besieged, begun: bytes) -> None:
    before = besieged.resident_kib()
    with besieged.counted("head-too-large"), besieged.site.wire.tls() as stream:
        stream.sendall(begun)
        assert cut_off(stream, b"x" * 65536)
    assert besieged.resident_kib() < before + 32 * 1024


def test_drips_are_given_up(besieged: Besieged) -> None:
    """One byte a second, or none: the door hangs up by itself, within two minutes at the latest."""
    head = f"POST {REPORTS} HTTP/1.1\r\nMingce-Agent: {besieged.other.id}\r\nContent-Length: 9999\r\n\r\n"
    with ExitStack() as stack, besieged.counted("head-too-slow", 2), besieged.counted("body-too-slow"):
        silent = stack.enter_context(besieged.site.wire.tcp())
        idle, slow_head, slow_body = (stack.enter_context(besieged.site.wire.tls()) for _ in range(3))
        slow_head.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        slow_body.sendall(head.encode())
        streams: dict[str, socket.socket] = {"no handshake": silent, "idle": idle}
        streams |= {"head": slow_head, "body": slow_body}
        deadline = time.monotonic() + 120
        while streams and time.monotonic() < deadline:
            streams = {name: one for name, one in streams.items() if not hung_up(one, drips=name in ("head", "body"))}
        assert not streams, f"still open: {', '.join(streams)}"


def test_tls_1_2(besieged: Besieged) -> None:
    with pytest.raises(ssl.SSLError), besieged.site.wire.tls(newest=ssl.TLSVersion.TLSv1_2):
        pass
    with besieged.site.wire.tls() as stream:
        assert stream.version() == "TLSv1.3"


def test_five_hundred_idle_connections(besieged: Besieged) -> None:
    before = besieged.resident_kib()
    with ExitStack() as stack:
        for _ in range(500):
            stack.enter_context(besieged.site.wire.tls())
        assert besieged.site.deliver(besieged.other, besieged.other.report(event("in spite of them")))
        growth = besieged.resident_kib() - before
    assert growth < 128 * 1024, f"{growth} KiB for 500 connections"


def test_a_clock_ten_years_off_is_flagged_not_refused(besieged: Besieged) -> None:
    voice = besieged.site.voice("pc-3", "00-00-5E-00-53-03")
    voice.wall_us -= TEN_YEARS_US
    assert besieged.site.beat(voice, "00-00-5E-00-53-03", "10.37.12.23").receipts == ()
    (receipt,) = besieged.site.deliver(voice, voice.report(event()))
    assert receipt.verdict is Verdict.ACCEPTED
    assert voice.id in [alert["evidence"]["agent"] for alert in besieged.site.alerts("clock-off")]


@pytest.mark.parametrize("wall_us", [0, 1, 2**53, 2**63 - 1])
def test_impossible_times_break_nothing(besieged: Besieged, wall_us: int) -> None:
    voice = replace(besieged.other, wall_us=wall_us, boot_us=wall_us)
    assert besieged.site.wire.post(BEATS, voice.beat(OTHER_MAC, "10.37.12.22"), voice.id).status_code in (200, 400)
    answered = besieged.site.wire.post(
        REPORTS, delivery(voice.report(voice.sighting("00-00-5E-00-53-77", "10.37.12.77"))), voice.id
    )
    assert answered.status_code in (200, 400)
    if answered.status_code == 200:
        besieged.other.head = voice.head
    besieged.other.counter = voice.counter


def test_a_code_used_by_another_key(besieged: Besieged) -> None:
    besieged.site.register("pc-4", "00-00-5E-00-53-04")
    code = besieged.site.code("pc-4")
    first, second = AgentVoice(now_us()), AgentVoice(now_us())
    mac = "00-00-5E-00-53-04"
    request = first.enrolment(code, mac)
    assert besieged.site.wire.post(ENROLMENTS, request).status_code == 200
    # A lost answer: the same key asks again and gets it.
    assert besieged.site.wire.post(ENROLMENTS, request).status_code == 200
    with besieged.counted("enrolment-code-reused"):
        answered = besieged.site.wire.post(ENROLMENTS, second.enrolment(code, mac))
    assert fault(answered) == (403, "enrolment-code-reused")
    assert besieged.site.alerts("enrolment-code-reused")


def test_guessed_codes_are_slowed_down(besieged: Besieged) -> None:
    told = []
    with besieged.counted("too-often", 150):
        for number in range(200):
            voice = AgentVoice(now_us(), id=AgentId(f"{number:032x}"))
            told.append(fault(besieged.site.wire.post(ENROLMENTS, voice.enrolment("AAAA-AAAA-AAAA-AAAA", OTHER_MAC))))
    assert set(told) <= {(403, "unknown-code"), (429, "too-often")}
    assert told.count((403, "unknown-code")) <= 40


def test_the_evidence_survived_it(besieged: Besieged) -> None:
    """Last: after all of the above the collector's chains are intact."""
    assert besieged.site.json("verify", home="wang-audit")["intact"]
