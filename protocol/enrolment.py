"""How a PC becomes known: a one-time code, a key made on the PC, and proof that it holds the key."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.answer import CollectorRef
from protocol.identity import Digest
from protocol.mac import MacAddress
from protocol.observations import MachineIdentity
from protocol.report import AgentRef, KeyRef, Version
from protocol.schema import Field


@dataclass(frozen=True, slots=True)
class SiteBundle:
    """Installed beside the package: where the collector is and what to trust. Holds no secret."""

    protocol: Version
    collector: CollectorRef
    url: Annotated[str, Field("https address of the agents' door", most=256)]
    ca_certificates: Annotated[
        tuple[str, ...], Field("root certificates, DER in base64; two overlap during a rotation", most=4, each=8192)
    ]
    receipt_key: Annotated[str, Field("Ed25519 public key that signs answers, 64 hex digits", most=64)]
    policy_key: Annotated[str, Field("Ed25519 public key that signs policy, 64 hex digits", most=64)]


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """Signed with the key it carries: proof of possession."""

    protocol: Version
    code: Annotated[str, Field("one-time code, as printed by `mingce enrol`", most=64)]
    agent: AgentRef
    public_key: Annotated[str, Field("Ed25519 public key, 64 hex digits", most=64)]
    hostname: Annotated[str, Field("host name; a label", most=255)]
    machine: Annotated[MachineIdentity, Field("compared with the ledger row before this agent may vouch")]
    macs: Annotated[tuple[MacAddress, ...], Field("current and permanent MAC addresses of real adapters", most=64)]
    at_us: Annotated[int, Field("microseconds since 1970 by the PC's clock")]


class EnrolmentState(StrEnum):
    """What an enrolled agent may do from now on."""

    ACTIVE = "active"
    PENDING = "pending"
    """Enrolled, but a person must decide before it may vouch: serial or MAC differ from the ledger row."""


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    """Signed by the collector: which row of the ledger this agent now speaks for."""

    protocol: Version
    collector: CollectorRef
    agent: AgentRef
    key: KeyRef
    answers: Annotated[Digest, Field("digest of the request this answers", most=64)]
    state: Annotated[EnrolmentState, Field("may it vouch at once")]
    terminal: Annotated[str, Field("registration number of the ledger row", most=64)]
    unit: Annotated[str, Field("unit's name", most=128)]
    differences: Annotated[tuple[str, ...], Field("what differs from the ledger row", most=32)]
    policy: Annotated[str | None, Field("signed policy in base64", most=400_000)]
