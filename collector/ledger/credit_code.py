"""The unified social credit code (统一社会信用代码, GB 32100-2015)."""

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def is_credit_code(text: str) -> bool:
    """Whether the eighteen characters and the check character fit (GB 32100-2015 section 5)."""
    if len(text) != 18 or any(letter not in _ALPHABET for letter in text):
        return False
    total = sum(_ALPHABET.index(letter) * weight for letter, weight in zip(text, _WEIGHTS, strict=False))
    return text[17] == _ALPHABET[(31 - total % 31) % 31]
