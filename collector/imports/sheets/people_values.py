"""Names and telephones as they stand in sheets (cases 14, 28, 32)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from collector.errors import InvalidValue
from collector.imports.sheets.said import NOTHING, Level, Said, Unusable, clean, code
from collector.ledger import fields
from protocol.notation import to_ascii
from protocol.phrases import say

_SHARED = re.compile(r"^[((【]?\s*(?:公用|共用|公共|多人使用?|集体|值班)\s*[))】]?")
_BETWEEN = re.compile(r"[\n\r/、,,;;|]+|\s{2,}")
_SCIENTIFIC = re.compile(r"[0-9]\.[0-9]+E\+?1[01]", re.IGNORECASE)
_MOBILE_DIGITS = 11
_MASK = re.compile(r"[**]")


@dataclass(frozen=True, slots=True)
class Masked:
    """A value of an export that did not show personal values: says nothing new."""


MASKED = Masked()


def user_name(said: Said) -> str | Masked | None:
    """The user's real name; None where several use it: (公用)值班室, 公用, —."""
    text = said.without_status_hint()
    if text in NOTHING or _SHARED.match(to_ascii(text)):
        return None
    return name(said)


def says_shared(text: str) -> bool:
    """Whether a cell for the user says in so many words that several use it."""
    return bool(_SHARED.match(to_ascii(clean(text))))


def name(said: Said) -> str | Masked | None:
    """A real name in normal form; raises InvalidValue for placeholders and two names in one cell."""
    text = said.without_status_hint()
    if text in NOTHING:
        return None
    if _MASK.search(to_ascii(text)):
        return MASKED
    names = [part for part in _BETWEEN.split(to_ascii(text)) if part.strip()]
    if len(names) > 1:
        raise Unusable("holds several names", "name the one who mainly uses or answers for it", names[0].strip())
    found = fields.real_name("name", re.sub(r"\s", "", text))
    if found != text and found.replace("·", "") != re.sub(r"[^\w]", "", text):
        said.tell(Level.NOTE, say("written in the usual form"))
    return found


@dataclass(frozen=True, slots=True)
class Telephones:
    """What a cell for telephones holds: a mobile number, an office number, or both."""

    mobile: str | None = None
    office: str | None = None


def telephones(said: Said) -> Telephones | Masked | None:
    """Numbers as text or as the spreadsheet's floats; raises InvalidValue for none, or two of a kind."""
    if said.text in NOTHING:
        return None
    if _MASK.search(to_ascii(said.text)):
        return MASKED
    mobiles: list[str] = []
    offices: list[str] = []
    for part in _BETWEEN.split(to_ascii(said.raw)):
        if text := _digits(part):
            _sort(text, mobiles, offices)
    if len(set(mobiles)) > 1 or len(set(offices)) > 1:
        raise Unusable("holds several numbers", "give the one that reaches the person", (mobiles or offices)[0])
    return Telephones(mobiles[0] if mobiles else None, offices[0] if offices else None)


def _sort(text: str, mobiles: list[str], offices: list[str]) -> None:
    try:
        mobiles.append(fields.mobile("mobile", text))
    except InvalidValue as error:
        try:
            offices.append(fields.office_phone("office phone", text))
        except InvalidValue:
            raise error from None


def _digits(part: str) -> str:
    """Without what a spreadsheet made of a number: 19900000001.0, 1.9900000001E10."""
    text = code(clean(part)).removeprefix("电话:").removeprefix("手机:").replace("(", "").replace(")", "-").strip("-")
    if _SCIENTIFIC.fullmatch(text):
        digits = text.upper().partition("E")[0].replace(".", "")
        # Fewer digits than the number has: the rest was rounded away and is not made up.
        return str(int(Decimal(text))) if len(digits) >= _MOBILE_DIGITS else text
    return re.sub(r"\.0+$", "", re.sub(r"^\+?86[-\s]?(?=1[3-9])", "", text))
