"""What falls due, and when: ends of registrations, loans and exemptions, confirmations, and what waits for somebody.

The moments are exact: what has run out has run out at its moment, whether or not anybody was told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from collector.ledger.life_cycle import VOUCHING, Status
from collector.presence.interval import DAY_US

DEFAULT_RECONFIRM_DAYS = 180
"""实名 is confirmed anew after so long (R03)."""
UNIT_CONFIRMS_US = 31 * DAY_US
"""A unit confirms its part of the ledger every month (R28)."""
_UNIT_TOLD_AHEAD_US = 3 * DAY_US
_REPORT_WITHIN_US = DAY_US
_LETTER_HOUR = 8
_CHINA = timezone(timedelta(hours=8))


class Kind(StrEnum):
    """What is due."""

    REGISTRATION_ENDS = "registration-ends"
    LOAN_ENDS = "loan-ends"
    EXEMPTION_ENDS = "exemption-ends"
    CONFIRMATION = "confirmation"
    UNIT_CONFIRMATION = "unit-confirmation"
    AWAITS_REPORT = "awaits-report"
    """待入网 for longer than a day."""
    AWAITS_DECISION = "awaits-decision"
    HOLDER_LEFT = "holder-left"
    """8.1.8.2: who uses it or answers for it is gone (待变更)."""


@dataclass(frozen=True, slots=True)
class Due:
    """`at_us`: when it falls, or fell, due; `subject` is its id, `name` what people call it by."""

    kind: Kind
    at_us: int
    unit_id: str | None
    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class TerminalDates:
    """`since_us`: since when the row is as it is; `held_us`: since when the present holder has it."""

    id: str
    reg_no: str
    unit_id: str
    status: Status
    since_us: int
    agent_expected: bool
    expires_us: int | None
    held_us: int | None
    confirmed_us: int | None
    lent_until_us: int | None
    holder_left: bool


def of_terminal(one: TerminalDates, until_us: int, reconfirm_us: int) -> Iterator[Due]:
    """What of it is due by `until_us`."""
    for kind, at_us in _moments(one, reconfirm_us):
        if at_us is not None and at_us <= until_us:
            yield Due(kind, at_us, one.unit_id, one.id, one.reg_no)


def _moments(one: TerminalDates, reconfirm_us: int) -> Iterator[tuple[Kind, int | None]]:
    if one.status is Status.APPROVED and one.agent_expected:
        yield Kind.AWAITS_REPORT, one.since_us + _REPORT_WITHIN_US
    if one.status is Status.CHANGING:
        yield Kind.AWAITS_DECISION, one.since_us
    if one.status not in VOUCHING:
        return
    yield Kind.REGISTRATION_ENDS, one.expires_us
    yield Kind.LOAN_ENDS, one.lent_until_us
    if one.holder_left:
        yield Kind.HOLDER_LEFT, one.since_us
    if one.held_us is not None:
        yield Kind.CONFIRMATION, max(one.held_us, one.confirmed_us or 0) + reconfirm_us


def of_unit(unit_id: str, name: str, confirmed_us: int, now_us: int) -> Iterator[Due]:
    """`confirmed_us`: when anything of its part was confirmed last, or first held."""
    at_us = confirmed_us + UNIT_CONFIRMS_US
    if at_us <= now_us + _UNIT_TOLD_AHEAD_US:
        yield Due(Kind.UNIT_CONFIRMATION, at_us, unit_id, unit_id, name)


def letter_day(now_us: int) -> str | None:
    """The day, as YYYYMMDD in China, whose letters are to go out by now; None before eight in the morning."""
    moment = datetime.fromtimestamp(now_us // 1_000_000, _CHINA)
    return f"{moment:%Y%m%d}" if moment.hour >= _LETTER_HOUR else None
