"""The MAC address: parsed once at the edge, one normal form everywhere else."""

import re
from dataclasses import dataclass
from typing import Self

from protocol.errors import MalformedIdentity
from protocol.notation import to_ascii
from protocol.phrases import say

_LONGEST_NOTATION = 32
_NOTATIONS = re.compile(
    r"(?:[0-9a-f]{2}(?P<two>[-: ])(?:[0-9a-f]{2}(?P=two)){4}[0-9a-f]{2}"
    r"|[0-9a-f]{4}(?P<four>[-.])[0-9a-f]{4}(?P=four)[0-9a-f]{4}"
    r"|[0-9a-f]{12})\Z"
)
_NORMAL_FORM = re.compile(r"[0-9A-F]{2}(?:-[0-9A-F]{2}){5}\Z")
_NOTATION_HELP = say(
    "write it like 00-00-5E-00-53-01 (also 00:00:5e:00:53:01, 0000-5e00-5301, 0000.5e00.5301, 00005e005301)"
)


@dataclass(frozen=True, slots=True, order=True)
class MacAddress:
    """An EUI-48 (IEEE 802, RFC 7042 section 2.1); `octets` are its six bytes in transmission order."""

    octets: bytes

    def __post_init__(self) -> None:
        if len(self.octets) != 6:
            raise MalformedIdentity("MAC address", say("{length} octets instead of 6", length=len(self.octets)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads the six notations in use: hyphens, colons, spaces, Huawei/H3C 4-4-4, Cisco 4.4.4 and bare,
        in either case and in full-width characters.

        Raises MalformedIdentity; nothing is guessed (an O is never read as 0).
        """
        if len(text) > _LONGEST_NOTATION:
            raise MalformedIdentity("MAC address", say("{length} characters", length=len(text)), _NOTATION_HELP)
        plain = to_ascii(text).lower()
        if not _NOTATIONS.match(plain):
            raise MalformedIdentity(
                say("MAC address {text!r}", text=text), "not one of the notations in use", _NOTATION_HELP
            )
        return cls(bytes.fromhex(re.sub(r"[-:. ]", "", plain)))

    @classmethod
    def from_normal_form(cls, text: str) -> Self:
        """Reads only what `str()` writes: the one form allowed on the wire and in the store."""
        if not _NORMAL_FORM.match(text):
            raise MalformedIdentity(
                say("MAC address {text!r}", text=text),
                "not in normal form",
                say("expected {mac}", mac=cls.parse(text)),
            )
        return cls(bytes.fromhex(text.replace("-", "")))

    def __str__(self) -> str:
        return self.octets.hex("-").upper()

    @property
    def is_group(self) -> bool:
        """Broadcast or multicast: the I/G bit (IEEE 802-2014, 8.2). Never a terminal's own address."""
        return bool(self.octets[0] & 0x01)

    @property
    def is_locally_administered(self) -> bool:
        """The U/L bit: randomised, virtual or set by hand."""
        return bool(self.octets[0] & 0x02)

    @property
    def is_zero(self) -> bool:
        return self.octets == bytes(6)

    @property
    def can_be_a_terminal(self) -> bool:
        return not (self.is_group or self.is_zero)
