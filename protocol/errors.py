"""What can be wrong with what one side says to the other.

ProtocolError
├── MalformedIdentity     an address or identifier that cannot be read
├── MalformedMessage      bytes that are not a message of this protocol
│   ├── TooLarge          more bytes than this kind of message may have
│   ├── UnknownField      a field the published schema does not name
│   └── UnknownVersion    a protocol version this side does not speak
└── BrokenChain           a report that does not follow the one before it
"""

from protocol.failure import Failure


class ProtocolError(Failure):
    """Base of the tree of the protocol."""

    id = "protocol-error"


class MalformedIdentity(ProtocolError):
    """An address or identifier that cannot be read."""

    id = "malformed-identity"


class MalformedMessage(ProtocolError):
    """Bytes that are not a message of this protocol."""

    id = "malformed-message"


class TooLarge(MalformedMessage):
    """More bytes or items than this kind of message may have."""

    id = "message-too-large"


class UnknownField(MalformedMessage):
    """A field the published schema does not name."""

    id = "unknown-field"


class UnknownVersion(MalformedMessage):
    """A protocol version this side does not speak."""

    id = "unknown-protocol-version"


class BrokenChain(ProtocolError):
    """A report that does not follow the one before it."""

    id = "broken-chain"
