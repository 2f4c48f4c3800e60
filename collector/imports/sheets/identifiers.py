"""The unified social credit code (GB 32100-2015): looked at, since units copy it wrongly; the register keeps none."""

from collector.imports.sheets.said import NOTHING, Said, Unusable, code

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_MEANT = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"})


def credit_code(said: Said) -> str | None:
    """The code; raises Unusable, with what may have been meant, when its check character is wrong."""
    if said.text in NOTHING:
        return None
    text = code(said.text).replace(" ", "")
    if is_credit_code(text):
        return text
    meant = text.upper().translate(_MEANT)
    raise Unusable(
        "is no unified social credit code", "18 characters of GB 32100", meant if is_credit_code(meant) else None
    )


def is_credit_code(text: str) -> bool:
    """Whether the eighteen characters and the check character fit (GB 32100-2015 section 5)."""
    if len(text) != 18 or any(letter not in _ALPHABET for letter in text):
        return False
    total = sum(_ALPHABET.index(letter) * weight for letter, weight in zip(text, _WEIGHTS, strict=False))
    return text[17] == _ALPHABET[(31 - total % 31) % 31]
