"""What the forms say of the unit and of the papers (申请, 审核, 审批, 开通; domain.md §3.1)."""

from datetime import datetime

from collector.imports.sheets import dates
from collector.imports.sheets.people_values import MASKED, Masked
from collector.imports.sheets.said import NOTHING, Said, Unusable, clean, code
from collector.ledger import fields
from collector.ledger.application import LONGEST_OPINION
from collector.ledger.credit_code import is_credit_code
from collector.ledger.unit import ACCESS_CLASSES

_MEANT = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"})


def credit_code(said: Said) -> str | None:
    """The code (GB 32100-2015); raises Unusable, with what may have been meant, when its check character is wrong."""
    if said.text in NOTHING:
        return None
    text = code(said.text).replace(" ", "")
    if is_credit_code(text):
        return text
    meant = text.upper().translate(_MEANT)
    raise Unusable(
        "is no unified social credit code", "18 characters of GB 32100", meant if is_credit_code(meant) else None
    )


def region(said: Said) -> str | None:
    """Six digits (GB/T 2260), also where the spreadsheet made a number of them; raises InvalidValue."""
    text = code(said.text).removesuffix(".0")
    return None if said.text in NOTHING else fields.region_code("region", text)


def access_class(said: Said) -> str | None:
    """A to F, also as A类; raises Unusable."""
    if said.text in NOTHING:
        return None
    letter = code(said.text).upper().removesuffix("类").strip()
    if len(letter) != 1 or letter not in ACCESS_CLASSES:
        raise Unusable("not one of A to F", "see DB34/T 3607-2020")
    return letter


def day(said: Said) -> str | None:
    """A day as YYYY-MM-DD; a time of day is left away."""
    found = dates.moment(said)
    if found is None:
        return None
    return (found.date() if isinstance(found, datetime) else found).isoformat()


def opinion(said: Said) -> str | Masked | None:
    """The approver's words."""
    text = clean(said.raw)
    if text in NOTHING:
        return None
    return MASKED if not text.strip("*") else fields.text("opinion", text, LONGEST_OPINION)
