"""What can go wrong at the collector. Every leaf says what, why and what to do next.

CollectorError
├── Unacceptable            what was asked for cannot be done as asked
│   ├── InvalidValue        a field's value is not allowed
│   ├── NotFound            no such row, or none within the asker's scope
│   ├── AlreadyThere        it exists already
│   └── NotAllowed          the operator's role or scope does not permit it
├── AgentsDoorRefusal       a message at the agents' door was not taken in
├── StoreError              the store cannot be used
│   ├── StoreTooNew         its schema is newer than this program
│   └── StoreBroken         its contents do not verify
├── TrustError              keys or certificates are missing or unusable
├── PacketBroken            a file is no evidence packet that can be read
│   ├── NotAPacket          it does not begin as one
│   ├── UnsupportedPacketFormat  it is of a format this program does not read
│   ├── PacketTooLarge      more bytes or values than one may have
│   ├── PacketTruncated     its end is missing, or more follows it
│   └── PacketMalformed     its content is not written as a packet's
└── ConfigurationError      the configuration cannot be used
"""

from protocol.failure import Failure


class CollectorError(Failure):
    """Base of the tree of the collector."""

    id = "collector-error"


class Unacceptable(CollectorError):
    id = "unacceptable"


class InvalidValue(Unacceptable):
    id = "invalid-value"


class NotFound(Unacceptable):
    id = "not-found"


class AlreadyThere(Unacceptable):
    id = "already-there"


class NotAllowed(Unacceptable):
    id = "not-allowed"


class AgentsDoorRefusal(CollectorError):
    """`id` is set per refusal: bad-signature, unknown-agent, unexpected-sequence, replayed-beat …"""

    def __init__(
        self, error_id: str, what: str, why: str, next_step: str = "", next_sequence: int | None = None
    ) -> None:
        super().__init__(what, why, next_step)
        self.id = error_id
        self.next_sequence = next_sequence


class StoreError(CollectorError):
    id = "store-error"


class StoreTooNew(StoreError):
    id = "store-too-new"


class StoreBroken(StoreError):
    id = "store-broken"


class TrustError(CollectorError):
    id = "trust-error"


class PacketBroken(CollectorError):
    id = "packet-broken"


class NotAPacket(PacketBroken):
    id = "not-a-packet"


class UnsupportedPacketFormat(PacketBroken):
    id = "unsupported-packet-format"


class PacketTooLarge(PacketBroken):
    id = "packet-too-large"


class PacketTruncated(PacketBroken):
    id = "packet-truncated"


class PacketMalformed(PacketBroken):
    id = "packet-malformed"


class ConfigurationError(CollectorError):
    id = "configuration-error"
