"""Full-width characters, as Chinese input methods and spreadsheets produce them, to the ASCII they stand for."""

_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",  # ideographic space
    0x00A0: " ",  # no-break space
    0x3002: ".",  # ideographic full stop
    0xFF61: ".",  # half-width ideographic full stop
}


def to_ascii(text: str) -> str:
    """The text with full-width characters replaced, without spaces around it.

    NFKC is not used: it also turns a footnote mark into a digit (10.0.0.1² into 10.0.0.12).
    """
    return (text if text.isascii() else text.translate(_TO_ASCII)).strip()
