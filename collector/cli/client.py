"""The connection to the operators' door: where it is, whom to trust, and what its refusals mean for a person."""

import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.session_file import Known, SessionFile
from collector.cli.texts import N_, _, told
from protocol.phrases import reworded
from protocol.reasons import reason

if TYPE_CHECKING:
    import httpx

DEFAULT_SOCKET = Path("/run/mingce-collector/operators.sock")
DEFAULT_URL = "https://localhost:8443"
DEFAULT_CA = Path("/etc/mingce/ca.pem")
SECONDS = 30.0

TITLES = {
    "already-there": N_("it exists already"),
    "configuration-error": N_("the configuration cannot be used"),
    "enrolment-code-reused": N_("the enrolment code was used before"),
    "invalid-value": N_("a value is not allowed"),
    "malformed-identity": N_("an address or identifier cannot be read"),
    "message-too-large": N_("too much at once"),
    "not-allowed": N_("not allowed"),
    "not-found": N_("not found"),
    "not-logged-in": N_("not logged in"),
    "not-served": N_("the collector does not serve this"),
    "password-change-needed": N_("the password must be changed first"),
    "password-needed": N_("the password is needed again"),
    "store-broken": N_("the store's contents do not verify"),
    "store-error": N_("the store cannot be used"),
    "store-too-new": N_("the store was made by a newer program"),
    "too-busy": N_("too busy"),
    "trust-error": N_("keys or certificates are missing or unusable"),
}
"""A sentence for every error id of the door; what follows it names the value."""

_CODES = {400: ExitCode.USAGE, 404: ExitCode.NOT_FOUND, 422: ExitCode.USAGE, 413: ExitCode.USAGE}


@dataclass(frozen=True, slots=True)
class Target:
    """`address` is https://host:port or unix:/path; `ca` the file of the roots to trust."""

    address: str
    ca: str | None
    token: str | None


def find_target(address: str | None, ca: str | None, file: SessionFile) -> Target:
    """The collector asked for; else the one logged in to last, this host's socket, or port 8443 of this host."""
    chosen = address or file.current or (f"unix:{DEFAULT_SOCKET}" if DEFAULT_SOCKET.exists() else DEFAULT_URL)
    chosen = chosen.rstrip("/")
    if not chosen.startswith(("https://", "unix:/")):
        raise CommandFailed(
            ExitCode.USAGE,
            _("collector {address!r}").format(address=chosen),
            _("is neither an https address nor a socket"),
            _("write https://host:8443 or unix:/run/mingce-collector/operators.sock"),
            "bad-collector",
        )
    known = file.known(chosen)
    trusted = ca or known.ca or (str(DEFAULT_CA) if DEFAULT_CA.exists() else None)
    return Target(chosen, trusted, known.token)


class Client:
    """Asks one collector. Every failure is a CommandFailed."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, query=query)

    def post(self, path: str, content: Mapping[str, Any]) -> Any:
        return self.ask("POST", path, content=content)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        content: Mapping[str, Any] | bytes | None = None,
        seconds: float = SECONDS,
    ) -> Any:
        """The decoded JSON of the answer, None where there is none; values of None are left out of the question.

        `content` is sent as JSON, bytes as they are.
        """
        httpx = _http_library()
        params = {key: value for key, value in (query or {}).items() if value is not None}
        body = {"content": content} if isinstance(content, bytes) else {"json": _stated(content)}
        try:
            with self._open(httpx) as client:
                answer = client.request(method, _quoted(path), params=params, **body, timeout=seconds)
        except (httpx.HTTPError, OSError, ssl.SSLError) as error:
            raise self._unreachable(error) from error
        if answer.status_code >= 400:
            raise refusal(answer)
        return answer.json() if answer.content else None

    def _open(self, httpx: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.target.token}"} if self.target.token else {}
        if self.target.address.startswith("unix:"):
            transport = httpx.HTTPTransport(verify=False, uds=self.target.address.removeprefix("unix:"))
            base = "http://operators/api/v0/"
        else:
            transport = httpx.HTTPTransport(verify=self._trust())
            base = f"{self.target.address}/api/v0/"
        # No proxy of the environment: the collector is inside, and a token goes nowhere else.
        return httpx.Client(transport=transport, base_url=base, headers=headers, timeout=SECONDS, trust_env=False)

    def _trust(self) -> ssl.SSLContext:
        if self.target.ca is None:
            raise CommandFailed(
                ExitCode.USAGE,
                _("CA of {address}").format(address=self.target.address),
                _("is not known"),
                _("name the file of its root certificates: --ca FILE or MINGCE_CA (ca.pem in the collector's state)"),
                "no-ca",
            )
        try:
            context = ssl.create_default_context(cafile=self.target.ca)
        except (OSError, ssl.SSLError) as error:
            raise CommandFailed(
                ExitCode.USAGE,
                _("CA file {path}").format(path=self.target.ca),
                told(reason(error)),
                _("check its name"),
                "no-ca",
            ) from error
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return context

    def _unreachable(self, error: Exception) -> CommandFailed:
        what = _("collector {address}").format(address=self.target.address)
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            why, step = _("its certificate is not trusted: {error}"), _("check --ca and the name in --collector")
        elif isinstance(error, PermissionError) or "Permission denied" in str(error):
            why, step = _("its socket may not be opened: {error}"), _("join the group that owns it, or use https")
        else:
            why, step = _("cannot be reached: {error}"), _("is it running? `systemctl status mingce-collector`")
        return CommandFailed(ExitCode.UNREACHABLE, what, why.format(error=told(reason(error))), step, "unreachable")


def _http_library() -> Any:
    """The library without its own command line, which would bring rich and click: a third of its time to load."""
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # it is prepared for that one's absence
    import httpx

    return httpx


def _stated(content: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if content is None else {key: value for key, value in content.items() if value is not None}


def _quoted(path: str) -> str:
    """Names in a path may hold anything, also a slash or a question mark; only our own slashes separate."""
    return quote(path, safe="/")


def refusal(answer: "httpx.Response") -> CommandFailed:
    """What a status of 400 and above says, as this command's failure."""
    try:
        fault = answer.json()
        error_id, what = str(fault["error"]), told(reworded(fault, "what"))
        why, step = told(reworded(fault, "why")), told(reworded(fault, "next_step"))
    except (ValueError, KeyError, TypeError):
        error_id, what, why, step = "not-served", _("the answer"), f"HTTP {answer.status_code}", ""
    title = _(TITLES[error_id]) if error_id in TITLES else error_id
    unreachable = answer.status_code >= 500
    code = ExitCode.UNREACHABLE if unreachable else _CODES.get(answer.status_code, ExitCode.REFUSED)
    return CommandFailed(code, _("{what}: {why}").format(what=title, why=what), why, step, error_id)


def remember(file: SessionFile, target: Target, token: str | None) -> None:
    """Keeps the session, with an absolute path of the CA so that it works from any folder."""
    ca = str(Path(target.ca).resolve()) if target.ca else None
    file.remember(target.address, Known(token, ca))
