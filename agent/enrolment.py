"""How this PC becomes known: it makes a key, proves that it holds it, and keeps what the collector answered."""

import base64
import unicodedata
from dataclasses import replace

from agent.adapters import read_interfaces
from agent.bounded import bounded
from agent.delivery.collector_client import ENROLMENTS_PATH, MESSAGE_TYPE, CollectorClient, Reply
from agent.delivery.trust import AnswerReader
from agent.errors import CollectorRefused, ConfigurationError, CouldNotLook, EnrolmentRefused
from agent.host.machine import Host
from agent.identity import AgentKey, Identity, new_agent_id, read_site
from agent.probes.host_identity import read_machine
from agent.state import StateDirectory
from protocol.codec import encode
from protocol.enrolment import EnrolmentAnswer, EnrolmentRequest
from protocol.mac import MacAddress
from protocol.phrases import Phrase, say
from protocol.report import PROTOCOL_VERSION
from protocol.signing import Domain, seal

_LONGEST_CODE = 64
_MOST_MACS = 64


def clean_code(text: str) -> str:
    """A one-time code as a person typed it, full-width characters and blanks put right; raises ConfigurationError."""
    code = unicodedata.normalize("NFKC", text).strip()
    if not code or len(code) > _LONGEST_CODE or not code.isascii() or not code.isprintable():
        raise ConfigurationError("one-time code", "is empty or no code", "type it as `mingce enrol` printed it")
    return code


def enrol(state: StateDirectory, site_content: bytes, code: str, host: Host, timeout_s: float) -> EnrolmentAnswer:
    """Enrols this PC with a site's collector and stores what that gave.

    Key and agent id are on disk before they are sent: a repetition after a lost answer has the same. Raises
    CollectorUnreachable, EnrolmentRefused, AnswerNotTrusted or ConfigurationError; then it may be called again.
    """
    site = read_site(site_content, "site bundle")
    key = AgentKey.load_or_make(state)
    identity = Identity.load(state)
    if identity is None or identity.key != key.id:
        identity = Identity(new_agent_id(), key.id)
        identity.store(state)
    request = encode(_request(identity, key, code, host))
    body = seal(Domain.ENROLMENT, request, key)
    client = CollectorClient(site, timeout_s)
    try:
        reply = client.post(ENROLMENTS_PATH, body, {"Content-Type": MESSAGE_TYPE})
    finally:
        client.close()
    if not reply.is_success:
        raise _refused(reply)
    answer = AnswerReader(site, identity.agent).read_enrolment(reply.body, body)
    if answer.policy is not None:
        state.write(state.policy, base64.b64decode(answer.policy))
    state.write(state.site, site_content)
    # Last: from here on this agent is enrolled.
    replace(identity, state=answer.state.value, terminal=answer.terminal, unit=answer.unit).store(state)
    return answer


def _request(identity: Identity, key: AgentKey, code: str, host: Host) -> EnrolmentRequest:
    machine, _ = read_machine(host)
    try:
        hostname = host.read_text(host.procfs / "sys/kernel/hostname") or ""
    except CouldNotLook:
        hostname = ""
    return bounded(
        EnrolmentRequest(
            protocol=PROTOCOL_VERSION,
            code=code,
            agent=identity.agent,
            public_key=key.public.hex(),
            hostname=hostname,
            machine=machine,
            macs=_macs(host),
            at_us=max(host.clock.wall_us(), 0),
        )
    )


def _macs(host: Host) -> tuple[MacAddress, ...]:
    """Current and permanent addresses of adapters that are devices."""
    try:
        interfaces = read_interfaces(host)
    except CouldNotLook:
        return ()
    found = {mac for one in interfaces if one.device is not None for mac in (one.link.mac, one.link.permanent_mac)}
    if not found:
        found = {one.link.mac for one in interfaces}
    return tuple(sorted(mac for mac in found if mac is not None and mac.can_be_a_terminal))[:_MOST_MACS]


def _refused(reply: Reply) -> CollectorRefused:
    fault = reply.fault()
    if fault is None:
        return EnrolmentRefused(say("enrolment ({status})", status=reply.status), "the collector does not say why")
    kind = EnrolmentRefused if reply.status < 500 and reply.status != 429 else CollectorRefused
    return kind(say("{what} ({error})", what=Phrase(fault.what), error=fault.error), fault.why, fault.next_step)
