"""What can be wrong with what one side says to the other.

ProtocolError
├── MalformedIdentity     an address or identifier that cannot be read
├── MalformedMessage      bytes that are not a message of this protocol
│   ├── TooLarge          more bytes than this kind of message may have
│   ├── UnknownField      a field the published schema does not name
│   └── UnknownVersion    a protocol version this side does not speak
└── BrokenChain           a report that does not follow the one before it
"""

from protocol.phrases import Phrase, sentence


class ProtocolError(Exception):
    """Base of the tree: `id` is stable and kebab-case; what, why and what to do next are for a person."""

    id = "protocol-error"

    def __init__(self, what: str, why: str, next_step: str = "") -> None:
        super().__init__(what, why, next_step)
        self.what = what
        self.why = why
        self.next_step = next_step

    @property
    def sentence(self) -> Phrase:
        """All of it in one line, for `protocol.phrases.translate`."""
        return sentence(self.what, self.why, self.next_step)

    def __str__(self) -> str:
        return str(self.sentence)


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
