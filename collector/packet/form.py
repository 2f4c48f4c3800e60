"""The form of a packet: a header line with the signature, then body, hand-over and head as one line of canonical JSON.

Rule 1: one text for one packet. Any other spelling of its values (blanks, order, escapes, a name twice) is refused.
Rule 2: the signature is over the domain tag, the format's name and the content's exact bytes, so that no other message
of the collector, and no packet of another format, can pass for this one.
"""

import re

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collector.errors import NotAPacket, PacketMalformed, PacketTooLarge, PacketTruncated, UnsupportedPacketFormat
from collector.packet.contents import Body, Contents
from collector.trust.chain_heads import canonical
from protocol.codec import loads
from protocol.errors import MalformedMessage
from protocol.phrases import say
from protocol.signing import Domain, Signer, Verifier, tagged

FORMAT = "mingce-packet/0"
PACKET_BYTES = 32 * 1024 * 1024
MOST_VALUES = 500_000
"""Names and values together: a parser makes an object of each."""

_HEADER_BYTES = 256
# Hand-over, head and header: each of their texts is bounded.
_BESIDE_BYTES = 64 * 1024
_BESIDE_VALUES = 1000
_HEADER = re.compile(rb'\{"format":"(mingce-packet/[0-9]{1,6})","signature":"([0-9a-f]{128})"\}')
_OF_SOME_VERSION = re.compile(rb'\{"format":"(mingce-packet/[0-9]{1,6})"')


class Parts(BaseModel):
    """A file taken apart, nothing of it verified. `content` is what was signed, without the final line feed."""

    model_config = ConfigDict(frozen=True)
    signature: bytes = Field(min_length=64, max_length=64)
    content: bytes


def write(contents: Contents, signer: Signer) -> bytes:
    """The file; raises PacketTooLarge where it would be larger than a reader takes."""
    content = canonical(contents.model_dump(mode="json")).encode()
    header = canonical({"format": FORMAT, "signature": signer.sign(_signed(content)).hex()}).encode()
    file = header + b"\n" + content + b"\n"
    _require_bounds(file)
    return file


def body_text(body: Body) -> bytes:
    """As it will stand in the packet; raises PacketTooLarge where no hand-over and head would fit beside it."""
    text = canonical(body.model_dump(mode="json")).encode()
    _require_bounds(text, _BESIDE_BYTES, _BESIDE_VALUES)
    return text


def take_apart(file: bytes) -> Parts:
    """Header and content; raises the kinds of PacketBroken but PacketMalformed."""
    _require_bounds(file)
    header, feed, rest = file.partition(b"\n")
    if not feed and len(header) <= _HEADER_BYTES and header.startswith(b'{"format":"mingce-packet/'):
        raise PacketTruncated("header line", "the file ends within it", "fetch the file again")
    found = _HEADER.fullmatch(header[:_HEADER_BYTES])
    if (version := _OF_SOME_VERSION.match(header)) and version.group(1) != FORMAT.encode():
        raise UnsupportedPacketFormat(
            say("format {version}", version=version.group(1).decode()),
            say("this program reads {format}", format=FORMAT),
            "use the version of mingce that made the packet, or a newer one",
        )
    if found is None or len(header) > _HEADER_BYTES:
        raise NotAPacket("header line", say("is not that of {format}", format=FORMAT), "give the file as it was made")
    if not rest.endswith(b"}\n"):
        raise PacketTruncated(
            "file",
            "does not end as a packet does: its end is missing, or more follows it",
            "fetch it again",
        )
    return Parts(signature=bytes.fromhex(found.group(2).decode()), content=rest[:-1])


def is_signed(parts: Parts, verifier: Verifier) -> bool:
    """Whether that key signed exactly this content as a packet of this format."""
    return verifier.verify(_signed(parts.content), parts.signature)


def contents_of(parts: Parts) -> Contents:
    """What the packet says, signed or not; raises PacketMalformed."""
    try:
        value = loads(parts.content, "packet", PACKET_BYTES)
        if canonical(value).encode() != parts.content:
            raise _malformed(say("content"), say("is not written in the one way a packet is (canonical JSON)"))
        return Contents.model_validate(value, strict=False)
    except MalformedMessage as error:
        raise _malformed(error.what, error.why) from None
    except UnicodeEncodeError:
        raise _malformed(say("content"), say("holds half a character")) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _malformed(say("field {where}", where=where[:120]), first["msg"][:120]) from None


def _signed(content: bytes) -> bytes:
    return tagged(Domain.PACKET, FORMAT.encode() + b"\n" + content)


def _require_bounds(file: bytes, more_bytes: int = 0, more_values: int = 0) -> None:
    """Before anything is parsed: bytes, and how many values a parser would make of them."""
    if len(file) + more_bytes > PACKET_BYTES:
        raise PacketTooLarge(
            "file",
            say("more than {most} bytes", most=PACKET_BYTES),
            "narrow the time that was asked about",
        )
    values = file.count(b",") + file.count(b"[") + file.count(b"{")
    if values + more_values > MOST_VALUES:
        raise PacketTooLarge(
            "file",
            say("more than {most} values", most=MOST_VALUES),
            "narrow the time that was asked about",
        )


def _malformed(what: str, why: str) -> PacketMalformed:
    return PacketMalformed(what, why, "fetch the file again; if it stays so, it was altered")
