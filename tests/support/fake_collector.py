"""A collector that speaks the agents' contract over real TLS with real signatures, and can be told to misbehave."""

import base64
import contextlib
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self

from nacl.signing import SigningKey, VerifyKey

from protocol.answer import Answer, Fault, Receipt, Verdict
from protocol.beat import Beat
from protocol.chain import ChainHead, follow
from protocol.codec import decode, decode_envelope, decode_observations, encode
from protocol.enrolment import EnrolmentAnswer, EnrolmentRequest, EnrolmentState, SiteBundle
from protocol.identity import AgentId, CollectorId, digest_of, key_id
from protocol.limits import BEAT_BYTES, ENROLMENT_BYTES, STANDBY_BYTES
from protocol.observations import Gap, Observation
from protocol.order import Order
from protocol.policy import Duty, Policy
from protocol.report import Envelope, Report
from protocol.signing import Domain, seal, split, tagged, unpack_delivery
from protocol.standby import Called, Standby
from tests.support.authority import ServerFiles, make_server

COLLECTOR = CollectorId("c0" * 16)
REFUSED = Receipt(1, digest_of(b""), Verdict.REFUSED, "unacceptable-observation")


class Key:
    def __init__(self) -> None:
        self._key = SigningKey.generate()
        self.public_hex = bytes(self._key.verify_key).hex()

    def sign(self, content: bytes) -> bytes:
        return self._key.sign(content).signature


@dataclass
class Stored:
    """What the collector accepted of one agent."""

    key: VerifyKey
    head: ChainHead
    reports: list[Report] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)
    beats: list[Beat] = field(default_factory=list)


class FakeCollector:
    """Use as a context manager; `url` and `site` say where it is. Change the public attributes to misbehave."""

    def __init__(self, folder: Path, server: ServerFiles | None = None) -> None:
        self.files = server or make_server(folder)
        self.receipt_key, self.policy_key = Key(), Key()
        self.agents: dict[str, Stored] = {}
        self.lock = threading.Lock()
        self.policy: Policy | None = None
        self.duties: tuple[Duty, ...] = ()
        self.may_vouch = True
        self.fail_with: tuple[int, int] | None = None
        self.refuse_sequences: frozenset[int] = frozenset()
        self.answer_digest: str | None = None
        self.sign_with: Key | None = None
        self.codes: set[str] = {"ABCD-EFGH-JKLM-NPQR"}
        self.requests: list[str] = []
        self.orders: tuple[Order, ...] = ()
        self.has_standby_door = True
        self.called = threading.Event()
        """Set: whoever stands by is called, once."""
        self.standbys: list[Standby] = []
        self._is_closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"collector": self}))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.files.certificate, self.files.key)
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._http.server_address[1]}"

    @property
    def site(self) -> SiteBundle:
        root = base64.b64encode(self.files.root_der).decode()
        return SiteBundle(0, COLLECTOR, self.url, (root,), self.receipt_key.public_hex, self.policy_key.public_hex)

    def signed_policy(self) -> str | None:
        if self.policy is None:
            return None
        return base64.b64encode(seal(Domain.POLICY, encode(self.policy), self.policy_key)).decode()

    def know(self, agent: AgentId, public_key: bytes) -> Stored:
        self.agents[agent] = Stored(VerifyKey(public_key), ChainHead.genesis(agent))
        return self.agents[agent]

    def observations(self, agent: str) -> list[Observation]:
        with self.lock:
            return [item for report in self.agents[agent].reports for item in report.observations]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closing.set()
        self._http.shutdown()
        self._http.server_close()

    # ------------------------------------------------------------------ answers

    def answer(self, agent: str, body: bytes, receipts: tuple[Receipt, ...]) -> bytes:
        stored = self.agents[agent]
        content = Answer(
            0, COLLECTOR, AgentId(agent), digest_of(body), 1_767_225_600_000_000, receipts,
            stored.head.sequence + 1, digest_of(b"journal"), self.signed_policy(), self.duties, 0, self.may_vouch,
            self.orders,
        )  # fmt: skip
        if self.answer_digest:
            content = Answer(
                **{name: getattr(content, name) for name in Answer.__slots__} | {"answers": self.answer_digest}
            )
        return seal(Domain.ANSWER, encode(content), self.sign_with or self.receipt_key)

    def take_reports(self, agent: str, body: bytes) -> tuple[int, bytes]:
        stored = self.agents[agent]
        receipts = []
        for message in unpack_delivery(body):
            signature, content = split(message)
            stored.key.verify(tagged(Domain.REPORT, content), signature)
            envelope, digest = decode_envelope(content), digest_of(content)
            verdict = Verdict.ACCEPTED
            if stored.digests.get(envelope.sequence) == digest:
                verdict = Verdict.DUPLICATE
            elif _first(envelope, content) != stored.head.sequence + 1:
                return 409, encode(_fault("unexpected-sequence", stored.head.sequence + 1))
            else:
                verdict = self._store(stored, envelope, content)
            receipts.append(Receipt(envelope.sequence, digest, verdict, None if verdict != Verdict.REFUSED else "no"))
        return 200, self.answer(agent, body, tuple(receipts))

    def _store(self, stored: Stored, envelope: Envelope, content: bytes) -> Verdict:
        observations = decode_observations(content)
        gap = next((item for item in observations if isinstance(item, Gap)), None)
        stored.head = follow(stored.head, envelope, digest_of(content), gap)
        stored.digests[envelope.sequence] = digest_of(content)
        if envelope.sequence in self.refuse_sequences:
            return Verdict.REFUSED
        stored.reports.append(Report(envelope, observations))
        return Verdict.ACCEPTED

    def take_beat(self, agent: str, body: bytes) -> tuple[int, bytes]:
        stored = self.agents[agent]
        signature, content = split(body)
        stored.key.verify(tagged(Domain.BEAT, content), signature)
        stored.beats.append(decode(content, Beat, BEAT_BYTES))
        return 200, self.answer(agent, body, ())

    def order(self, *orders: Order) -> None:
        """From the next answer on these orders are named, and whoever stands by is called."""
        with self.lock:
            self.orders = orders
        self.called.set()

    def take_standby(self, agent: str, body: bytes) -> tuple[int, bytes]:
        """Not under the lock: it waits."""
        if not self.has_standby_door:
            return 404, encode(_fault("not-found", None))
        signature, content = split(body)
        self.agents[agent].key.verify(tagged(Domain.STANDBY, content), signature)
        standby = decode(content, Standby, STANDBY_BYTES)
        self.standbys.append(standby)
        deadline = time.monotonic() + standby.wait_ms / 1000
        while not self._is_closing.is_set() and time.monotonic() < deadline:
            if self.called.wait(0.02):
                self.called.clear()
                return 200, encode(Called(0, True))
        return 200, encode(Called(0, False))

    def take_enrolment(self, body: bytes) -> tuple[int, bytes]:
        signature, content = split(body)
        request = decode(content, EnrolmentRequest, ENROLMENT_BYTES)
        public = bytes.fromhex(request.public_key)
        VerifyKey(public).verify(tagged(Domain.ENROLMENT, content), signature)
        if request.agent not in self.agents:
            if request.code not in self.codes:
                return 403, encode(_fault("code-unknown", None))
            self.codes.remove(request.code)
            self.know(request.agent, public)
        answer = EnrolmentAnswer(
            0, COLLECTOR, request.agent, key_id(public), digest_of(body), EnrolmentState.ACTIVE,
            "3714992026000001", "示例市政务服务中心", (), self.signed_policy(),
        )  # fmt: skip
        return 200, seal(Domain.ENROLMENT_ANSWER, encode(answer), self.sign_with or self.receipt_key)


def _first(envelope: Envelope, content: bytes) -> int:
    gap = next((item for item in decode_observations(content) if isinstance(item, Gap)), None)
    return gap.first if gap else envelope.sequence


def _fault(error: str, next_sequence: int | None, pause_ms: int = 0) -> Fault:
    return Fault(0, error, "what", "why", "next step", next_sequence, pause_ms)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    collector: ClassVar[FakeCollector]

    def do_POST(self) -> None:
        collector = self.collector
        body = self.rfile.read(int(self.headers["Content-Length"]))
        agent = self.headers.get("Mingce-Agent", "")
        if self.path.endswith("/standby") and agent in collector.agents and not collector.fail_with:
            collector.requests.append(self.path)
            # Who waits may hang up meanwhile.
            with contextlib.suppress(OSError):
                self._reply(*collector.take_standby(agent, body))
            return
        with collector.lock:
            collector.requests.append(self.path)
            if collector.fail_with:
                status, pause = collector.fail_with
                answer = encode(_fault("told-to-fail", None, pause))
            elif self.path.endswith("/enrolments"):
                status, answer = collector.take_enrolment(body)
            elif agent not in collector.agents:
                status, answer = 401, encode(_fault("unknown-agent", None))
            elif self.path.endswith("/beats"):
                status, answer = collector.take_beat(agent, body)
            else:
                status, answer = collector.take_reports(agent, body)
        self._reply(status, answer)

    def _reply(self, status: int, answer: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        return
