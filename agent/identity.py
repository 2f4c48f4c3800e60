"""Who this agent is: its key, made on this PC, and what the collector said of it at enrolment."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from agent.errors import ConfigurationError, NotEnrolled
from agent.state import StateDirectory
from protocol.codec import decode
from protocol.enrolment import SiteBundle
from protocol.errors import ProtocolError
from protocol.identity import AgentId, KeyId, key_id, require_hex_32
from protocol.limits import ENROLMENT_BYTES
from protocol.phrases import say

_SEED_BYTES = 32
REQUESTED = "requested"
"""State of an identity whose enrolment was not answered yet; the others are EnrolmentState's."""


class AgentKey:
    """The agent's Ed25519 key (RFC 8032); the seed never leaves the state directory."""

    def __init__(self, seed: bytes) -> None:
        self._key = SigningKey(seed)
        self.public = bytes(self._key.verify_key)
        self.id: KeyId = key_id(self.public)

    @classmethod
    def load(cls, state: StateDirectory) -> Self | None:
        """The stored key, or None; raises ConfigurationError for a file that is no key."""
        seed = state.read(state.key)
        if seed is None:
            return None
        if len(seed) != _SEED_BYTES:
            raise ConfigurationError(
                str(state.key), say("{length} bytes instead of {wanted}", length=len(seed), wanted=_SEED_BYTES)
            )
        return cls(seed)

    @classmethod
    def load_or_make(cls, state: StateDirectory) -> Self:
        """The stored key, or a new one that is on disk before it is used: a repeated enrolment has the same key."""
        stored = cls.load(state)
        if stored is not None:
            return stored
        seed = bytes(SigningKey.generate())
        state.write(state.key, seed)
        return cls(seed)

    def sign(self, content: bytes) -> bytes:
        return self._key.sign(content).signature


class PublicKey:
    """An Ed25519 public key that the site bundle names; raises ConfigurationError for one that is none."""

    def __init__(self, hexadecimal: str) -> None:
        try:
            self._key = VerifyKey(bytes.fromhex(hexadecimal))
        except (ValueError, CryptoError) as error:
            raise ConfigurationError(
                "public key", say("is none ({error})", error=error), "ask for a new site bundle"
            ) from error

    def verify(self, content: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(content, signature)
        except (CryptoError, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Identity:
    """`state` is requested, pending or active; terminal and unit are empty while requested."""

    agent: AgentId
    key: KeyId
    state: str = REQUESTED
    terminal: str = ""
    unit: str = ""

    @classmethod
    def load(cls, state: StateDirectory) -> Self | None:
        content = state.read(state.identity)
        if content is None:
            return None
        try:
            fields = json.loads(content)
            agent = AgentId(require_hex_32(str(fields["agent"]), "agent id"))
            texts = (str(fields[name]) for name in ("state", "terminal", "unit"))
            identity = cls(agent, KeyId(str(fields["key"])), *texts)
        except (ValueError, TypeError, KeyError, ProtocolError) as error:
            raise ConfigurationError(
                str(state.identity), say("is damaged ({error})", error=error), "enrol this PC again"
            ) from error
        return identity

    def store(self, state: StateDirectory) -> None:
        state.write(state.identity, json.dumps(asdict(self), ensure_ascii=False).encode())


def new_agent_id() -> AgentId:
    # Imported here, like in session.py: the service never makes one, and uuid brings platform along.
    import uuid

    return AgentId(uuid.uuid4().hex)


def read_site(content: bytes, what: str) -> SiteBundle:
    """The site bundle in a file's bytes; raises ConfigurationError naming the file and the field."""
    try:
        return decode(content, SiteBundle, ENROLMENT_BYTES)
    except ProtocolError as error:
        raise ConfigurationError(what, error.sentence, "ask for the site bundle again") from error


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Everything an enrolled agent needs to speak: never half of it."""

    identity: Identity
    key: AgentKey
    site: SiteBundle


def load_enrolled(state: StateDirectory) -> Enrolled:
    """Raises NotEnrolled naming what is missing, ConfigurationError for what is there and cannot be used."""
    identity, key, site = Identity.load(state), AgentKey.load(state), state.read(state.site)
    if identity is None or key is None or site is None or identity.state == REQUESTED:
        raise NotEnrolled("this agent", "is not enrolled", "run `mingce-agent enrol --site FILE`")
    if identity.key != key.id:
        raise ConfigurationError(
            str(state.key),
            say("is key {key}, enrolled was {enrolled}", key=key.id, enrolled=identity.key),
            "enrol this PC again",
        )
    return Enrolled(identity, key, read_site(site, str(state.site)))
