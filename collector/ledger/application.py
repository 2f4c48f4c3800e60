"""The papers of a terminal (申请, 部门审核, 审批, 开通), as the form says them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from collector.errors import InvalidValue
from collector.ledger import fields
from protocol.phrases import Phrase, say

LONGEST_OPINION = 256
PERSONAL = ("applicant", "reviewer", "approver", "opinion")
"""Sealed at rest; None after erasure."""
DAYS = ("applied_on", "reviewed_on", "approved_on", "online_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Days are YYYY-MM-DD in China; names are of people who need not be in the register; None: the form is silent."""

    apply_no: str | None = None
    applied_on: str | None = None
    reviewed_on: str | None = None
    approved_on: str | None = None
    online_on: str | None = None
    applicant: str | None = None
    reviewer: str | None = None
    approver: str | None = None
    opinion: str | None = None

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, name) is None for name in self.__slots__)

    def checked(self) -> Self:
        """In normal form; raises InvalidValue: who applies does not approve, nothing goes online before approval."""
        for name in DAYS:
            if (text := getattr(self, name)) is not None:
                _require_day(name, text)
        names = {
            name: None if (said := getattr(self, name)) is None else fields.real_name(name, said)
            for name in ("applicant", "reviewer", "approver")
        }
        if names["applicant"] is not None and names["applicant"] == names["approver"]:
            raise InvalidValue("approver", "is the applicant", "another person approves (审批人≠申请人)")
        if self.online_on is not None and self.approved_on is not None and self.online_on < self.approved_on:
            raise InvalidValue(
                say("online date {day}", day=self.online_on),
                say("lies before the approval of {day}", day=self.approved_on),
                "correct the wrong one of them",
            )
        return replace(
            self,
            apply_no=fields.optional_text("application number", self.apply_no, 64),
            opinion=fields.optional_text("opinion", self.opinion, LONGEST_OPINION),
            **names,
        )

    def require_begun(self, today: date) -> None:
        """Raises InvalidValue where it is to go online only later than `today`."""
        if self.online_on is not None and self.online_on > today.isoformat():
            raise InvalidValue(
                say("online date {day}", day=self.online_on), "lies in the future", "give the day it went online"
            )


def _require_day(name: str, text: str) -> None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise InvalidValue(
            say("{field} {text!r}", field=Phrase(name.replace("_", " ")), text=text[:20]),
            "is no day",
            "write it like 2026-01-05",
        )
