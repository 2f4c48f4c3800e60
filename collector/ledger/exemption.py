"""An approved exception to a rule, for one subject, until a moment."""

from dataclasses import dataclass, replace
from typing import Self

from collector.ledger import fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """`rule` is a rule's id; `subject_kind` and `subject_id` name what it is about (terminal, mac, segment …)."""

    rule: str
    subject_kind: str
    subject_id: str
    approval_no: str
    expires_us: int
    reason: str

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        return replace(
            self,
            rule=fields.text("rule", self.rule, 64),
            subject_kind=fields.text("subject kind", self.subject_kind, 16),
            subject_id=fields.text("subject", self.subject_id, 64),
            approval_no=fields.text("approval number", self.approval_no, 64),
            reason=fields.text("reason", self.reason, 256),
        )
