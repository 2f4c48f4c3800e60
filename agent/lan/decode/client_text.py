"""Names and classes that DHCP clients give: bytes of strangers, made safe to send and to show."""

LONGEST_IDENTIFIER = 128
"""Octets of a client identifier that are kept; a DUID has at most 130 (RFC 8415 section 11.1)."""
MOST_PARAMETERS = 64
"""Options a client asks for that are kept."""
_LONGEST = 255
_LONGEST_LABEL = 63


def plain_text(octets: bytes) -> str | None:
    """The text of an option, at most 255 characters, without control characters; None when nothing is left.

    UTF-8, else GB 18030: Windows sends a Chinese computer name in the code page of its system.
    """
    octets = octets.rstrip(b"\0")[:_LONGEST]
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        text = octets.decode("gb18030", "replace")
    return printable(text)


def printable(text: str) -> str | None:
    """What does not print becomes U+FFFD: it would be refused on the way to the collector, and fool a terminal."""
    safe = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return safe.strip()[:_LONGEST] or None


def domain_name(octets: bytes) -> str | None:
    """A name in DNS wire format (RFC 1035 section 3.1), perhaps without its root label; None when it is none.

    Compression pointers are refused, as RFC 4702 section 3.1 and RFC 8415 section 10 demand.
    """
    octets = octets[:_LONGEST]
    labels, offset = [], 0
    while offset < len(octets) and (length := octets[offset]):
        label = octets[offset + 1 : offset + 1 + length]
        if length > _LONGEST_LABEL or len(label) < length:
            return None
        labels.append(label.decode("utf-8", "replace"))
        offset += 1 + length
    return printable(".".join(labels))
