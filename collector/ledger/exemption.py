"""An approved exception to a rule, for one subject or one part of it, until a moment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from collector.errors import InvalidValue, NotAllowed
from collector.ledger import fields
from collector.rules.finding import Severity
from protocol.phrases import Phrase, say

DEFAULT_LONGEST_DAYS = 366
DAY_US = 86_400_000_000

NEVER: dict[str, Phrase] = {
    "agent-fork": say("two machines sign with one key, and no approval makes them one"),
    "enrolment-code-reused": say("somebody else holds the code, and no approval gives it back"),
    "mac-clone": say("two machines use one MAC: whose traffic it is could no longer be told"),
    "own-mac-heard": say("two machines use one MAC: whose traffic it is could no longer be told"),
    "not-admitted": say("the ledger decides who is admitted, and an approver decides in the ledger"),
}
"""Rules nothing is exempted from, with the reason: what they find has another remedy, or none."""

GRANTABLE = {one.word: one for one in (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)}
"""What an exemption may reach up to, by its word; what is info is told to nobody anyway."""
UNASKED = Severity.HIGH
"""The gravest that is exempted without being asked for by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """`rule` is a rule's id; `subject_kind` and `subject_id` name what it is about (terminal, mac, segment …).

    `part` narrows it to one device, tunnel or gateway of the subject. `unit_id` says whose it is where the subject
    (a MAC) does not. What is graver than `up_to` it does not cover.
    """

    rule: str
    subject_kind: str
    subject_id: str
    approval_no: str
    expires_us: int
    reason: str
    up_to: Severity
    part: str | None = None
    unit_id: str | None = None

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        if self.up_to not in GRANTABLE.values():
            raise _no_severity(str(self.up_to))
        return replace(
            self,
            rule=fields.text("rule", self.rule, 64),
            subject_kind=fields.text("subject kind", self.subject_kind, 16),
            subject_id=fields.text("subject", self.subject_id, 64),
            approval_no=fields.text("approval number", self.approval_no, 64),
            reason=fields.text("reason", self.reason, 256),
            part=fields.optional_text("part", self.part, 128),
        )


def require_exemptible(rule: str) -> None:
    """Raises NotAllowed for a rule nothing is exempted from."""
    if (why := NEVER.get(rule)) is not None:
        raise NotAllowed(say("rule {rule}", rule=rule), why, "nobody may grant it")


def severity_called(word: str) -> Severity:
    """The severity of that word; raises InvalidValue for info, which tells nobody, and for anything else."""
    if word not in GRANTABLE:
        raise _no_severity(word)
    return GRANTABLE[word]


def up_to_of_alert(severity: Severity) -> Severity:
    """How far an exemption of such an alert reaches unasked; raises InvalidValue for a critical one."""
    if severity > UNASKED:
        raise InvalidValue("alert", "it is critical", "ask for it by name (up to critical), if that is meant")
    return max(severity, Severity.LOW)


def up_to_unasked(open_alerts: Iterable[Severity], of_rule: Severity) -> Severity:
    """As grave as the gravest that people would be told of, else as what the rule can find; never critical."""
    told = [one for one in open_alerts if one > Severity.INFO]
    return min(max(told, default=max(of_rule, Severity.LOW)), UNASKED)


def _no_severity(word: str) -> InvalidValue:
    return InvalidValue(
        say("severity {word!r}", word=word[:20]),
        "nothing is exempted up to that",
        say("one of {known}", known=", ".join(GRANTABLE)),
    )


def require_end(expires_us: int, now_us: int, longest_days: int) -> None:
    """Raises InvalidValue unless the end lies ahead, and no farther than that."""
    if expires_us <= now_us:
        raise InvalidValue("end of the exemption", "lies in the past", "give a moment that is still to come")
    if expires_us - now_us > longest_days * DAY_US:
        raise InvalidValue(
            "end of the exemption",
            say("lies more than {days} days ahead", days=longest_days),
            "give an earlier one; it can be extended under a new approval",
        )


def require_later_end(held: Exemption, expires_us: int, now_us: int) -> None:
    """Raises InvalidValue for one that ran out already, or that an extension would make shorter."""
    if held.expires_us <= now_us:
        raise InvalidValue("exemption", "has run out", "grant another one")
    if expires_us <= held.expires_us:
        raise InvalidValue("end of the exemption", "is no later than it was", "to make it shorter, end it")
