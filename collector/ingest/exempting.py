"""Granting, extending and ending exemptions: what the ledger says and what it does to alerts, in one transaction."""

from collector.alerts import lifecycle
from collector.alerts.lifecycle import Alert, Approval
from collector.ledger.exemption import Exemption, require_end, require_later_end
from collector.ledger.version import Version
from collector.rules.finding import Finding, Severity
from collector.store import alerts, exemptions, outbox
from collector.store.alerts import ListedAlert
from collector.store.scope import CITY
from collector.store.transaction import Transaction


def grant(tx: Transaction, new: Exemption, actor: str, reason: str | None, longest_days: int) -> str:
    """Returns the exemption's id; alerts it covers fall silent at once. Raises InvalidValue."""
    require_end(new.expires_us, tx.now_us, longest_days)
    made = exemptions.add(tx, new, actor, reason)
    _silence(tx, exemptions.find(tx.connection, CITY, made), actor)
    return made


def extend(
    tx: Transaction, held: Version[Exemption], expires_us: int, approval_no: str, actor: str, reason: str, longest: int
) -> None:
    """A later end, under another approval; raises InvalidValue. `longest` in days from now."""
    require_later_end(held.value, expires_us, tx.now_us)
    require_end(expires_us, tx.now_us, longest)
    exemptions.change(tx, held.id, {"expires_us": expires_us, "approval_no": approval_no}, actor, reason)
    _silence(tx, exemptions.find(tx.connection, CITY, held.id), actor)


def of_finding(tx: Transaction, finding: Finding, severity: Severity) -> Approval | None:
    """What covers a finding now; `severity` is that of the alert it makes."""
    subjects = (finding.subject.id, finding.terminal_id, finding.subject.segment_id)
    held = exemptions.covering(tx.connection, finding.rule, subjects, finding.subject.part, severity, tx.now_us)
    return None if held is None else Approval(held.id, held.value.approval_no)


def of_alert(tx: Transaction, listed: ListedAlert) -> Approval | None:
    """What covers an alert now."""
    subjects = (listed.subject_id, listed.terminal_id, listed.segment_id)
    alert = listed.alert
    held = exemptions.covering(tx.connection, alert.rule, subjects, listed.part or "", alert.severity, tx.now_us)
    return None if held is None else Approval(held.id, held.value.approval_no)


def still_lasts(tx: Transaction, alert: Alert) -> bool:
    """Whether what covered the alert so far is in force, be the alert too grave for it now or not."""
    by = alert.exempted_by
    return by is not None and exemptions.is_in_force(tx.connection, by.exemption_id, tx.now_us)


def _silence(tx: Transaction, held: Version[Exemption], actor: str) -> list[Alert]:
    """Exempts the alerts that are there already and no graver than it covers; letters that still wait are withdrawn."""
    value = held.value
    found = alerts.coverable(tx.connection, value.rule, value.subject_id, value.part)
    steps = [
        lifecycle.exempt(one, Approval(held.id, value.approval_no)) for one in found if one.severity <= value.up_to
    ]
    saved = [alerts.save(tx, step, actor=actor) for step in steps if step is not None]
    for one in saved:
        outbox.withdraw(tx, one.id or "")
    return saved
