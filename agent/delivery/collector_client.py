"""One kept-alive HTTPS connection to the collector: TLS 1.3, the site bundle's roots and no others."""

import base64
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from agent.delivery.backoff import retry_after_ms
from agent.delivery.https_connection import HttpsConnection, MalformedReply
from agent.errors import CollectorUnreachable, ConfigurationError
from protocol.answer import Fault
from protocol.codec import decode
from protocol.enrolment import SiteBundle
from protocol.errors import ProtocolError
from protocol.limits import ANSWER_BYTES
from protocol.phrases import Phrase, say
from protocol.reasons import reason

DELIVERY_TYPE = "application/vnd.mingce.delivery"
MESSAGE_TYPE = "application/vnd.mingce.message"
REPORTS_PATH = "/agents/v0/reports"
BEATS_PATH = "/agents/v0/beats"
STANDBY_PATH = "/agents/v0/standby"
ENROLMENTS_PATH = "/agents/v0/enrolments"

_FAULT_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over the verified channel; whether it is true, its signature says."""

    status: int
    body: bytes
    pause_ms: int

    @property
    def is_success(self) -> bool:
        return self.status == 200

    def fault(self) -> Fault | None:
        """The fault in the body, where there is one; unsigned, hence advice only."""
        try:
            return decode(self.body, Fault, _FAULT_BYTES)
        except ProtocolError:
            return None


class CollectorClient:
    """Used by one thread. Every failure to get a whole reply is CollectorUnreachable."""

    def __init__(self, site: SiteBundle, timeout_s: float = 20.0) -> None:
        """Raises ConfigurationError for a bundle without an https address or with unreadable roots."""
        address = urlsplit(site.url)
        if address.scheme != "https" or not address.hostname:
            raise ConfigurationError("site bundle: url", say("{url!r} is not https://HOST[:PORT]", url=site.url))
        self._host = address.hostname
        self._port = address.port or 443
        self._prefix = address.path.rstrip("/")
        self._timeout_s = timeout_s
        self._trust = _trust(site)
        self._connection: HttpsConnection | None = None
        self._is_hung_up = False

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        """Sends a body and reads the whole reply; a connection that went stale while idle is replaced once."""
        was_idle = self._connection is not None
        self._is_hung_up = False
        try:
            return self._exchange(path, body, headers)
        except (MalformedReply, OSError) as error:
            self.close()
            if not was_idle or self._is_hung_up or isinstance(error, TimeoutError):
                raise self._unreachable(error) from error
        try:
            return self._exchange(path, body, headers)
        except (MalformedReply, OSError) as error:
            self.close()
            raise self._unreachable(error) from error

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def hang_up(self) -> None:
        """Ends a wait for a reply; the one method another thread may call."""
        self._is_hung_up = True
        connection = self._connection
        if connection is not None:
            connection.hang_up()

    def _exchange(self, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        if self._connection is None:
            self._connection = HttpsConnection(self._host, self._port, self._timeout_s, self._trust)
        response = self._connection.post(self._prefix + path, body, headers, _largest)
        if not self._connection.is_reusable:
            self.close()
        return Reply(response.status, response.body, retry_after_ms(response.headers.get("retry-after")))

    def _unreachable(self, error: Exception) -> CollectorUnreachable:
        why, step = _explain(error)
        return CollectorUnreachable(say("collector https://{host}:{port}", host=self._host, port=self._port), why, step)


def _largest(status: int) -> int:
    return ANSWER_BYTES if status == 200 else _FAULT_BYTES


def _trust(site: SiteBundle) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        roots = b"".join(base64.b64decode(root, validate=True) for root in site.ca_certificates)
        context.load_verify_locations(cadata=roots)
    except (ValueError, ssl.SSLError) as error:
        raise ConfigurationError(
            "site bundle: ca_certificates", reason(error), "ask for the site bundle again"
        ) from error
    return context


def _explain(error: Exception) -> tuple[Phrase, Phrase]:
    if isinstance(error, ssl.SSLCertVerificationError):
        step = say("check this PC's clock; if it is right, the site bundle is old or somebody is in between")
        return say("its certificate does not hold ({reason})", reason=reason(error)), step
    if isinstance(error, TimeoutError):
        return say("no answer in time"), say("it is tried again")
    return reason(error), say("it is tried again")
