"""The unified social credit code (GB 32100-2015): looked at, since units copy it wrongly; the register keeps none."""

from collector.imports.sheets.said import NOTHING, Said, Unusable, code
from collector.ledger.credit_code import is_credit_code

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
