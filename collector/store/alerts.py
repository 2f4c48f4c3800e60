"""Alerts, their history, and what people did with them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, exists, false, insert, literal, or_, select, true, update

from collector.alerts.lifecycle import Alert, Approval, State, Step, What
from collector.errors import NotFound
from collector.rules.finding import Certainty, Finding, Severity, Subject, SubjectKind, dedup_key
from collector.store import journal
from collector.store.scope import Scope, within
from collector.store.tables import alert, alert_event, claim, exemption
from collector.store.transaction import Transaction
from protocol.mac import MacAddress
from protocol.phrases import say

_MOST_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An alert as operators see it, with what it concerns and what was done."""

    alert: Alert
    subject_kind: str
    subject_id: str
    unit_id: str | None
    segment_id: str | None
    terminal_id: str | None
    part: str | None
    acknowledged_by: str | None
    acknowledged_us: int | None


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """One line of an alert's history."""

    at_us: int
    what: str
    actor: str
    detail: str | None


def newest(connection: Connection, dedup_key: str) -> Alert | None:
    """The newest episode of a dedup key."""
    query = select(alert).where(alert.c.dedup_key == dedup_key).order_by(alert.c.episode.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _alert(row)


def not_closed(connection: Connection, rule: str, subject: Subject) -> list[Alert]:
    """Open and quiet episodes of a rule about a subject, whatever the part."""
    query = select(alert).where(
        _about(rule, subject),
        alert.c.rule == rule,
        alert.c.subject_kind == subject.kind.value,
        alert.c.subject_id == subject.id,
        alert.c.state != State.CLOSED.value,
    )
    return [_alert(row) for row in connection.execute(query).mappings()]


def standing_of_claimed(
    connection: Connection, rule: str, agent_id: str, since_us: int
) -> list[tuple[MacAddress, str]]:
    """(MAC, segment) of what an agent vouched for since then, where an episode of the rule about it is not closed."""
    start = f"{rule}|{SubjectKind.MAC}|"
    key = literal(start) + claim.c.mac + "|" + claim.c.segment_id + "|"
    query = (
        select(claim.c.mac, claim.c.segment_id)
        .join(alert, and_(alert.c.dedup_key == key, alert.c.state != State.CLOSED.value))
        .where(claim.c.agent_id == agent_id, claim.c.last_us >= since_us)
        .distinct()
    )
    return [(MacAddress.from_normal_form(row.mac), row.segment_id) for row in connection.execute(query)]


def standing_of_rule(connection: Connection, rule: str, segment_id: str | None = None) -> list[ListedAlert]:
    """Open and quiet episodes of a rule, whatever they are about; only those on one segment, where it is given."""
    # By the beginning of the dedup key, as in _about.
    wanted = and_(alert.c.dedup_key >= f"{rule}|", alert.c.dedup_key < f"{rule}|\U0010ffff")
    if segment_id is not None:
        wanted = and_(wanted, alert.c.segment_id == segment_id)
    query = select(alert).where(wanted, alert.c.state != State.CLOSED.value).limit(_MOST_AT_ONCE)
    return [_listed(row) for row in connection.execute(query).mappings()]


def rules_standing(connection: Connection, rules: Iterable[str], subject: Subject) -> set[str]:
    """Those of these rules with an episode about the subject that is not closed: the others have nothing to end."""
    about = [_about(rule, subject) for rule in sorted(set(rules))]
    query = select(alert.c.rule).where(or_(false(), *about), alert.c.state != State.CLOSED.value).distinct()
    return set(connection.execute(query).scalars()) if about else set()


def _about(rule: str, subject: Subject) -> ColumnElement[bool]:
    """By the beginning of the dedup key, which is indexed; a city's history has a million rows."""
    start = dedup_key(rule, Subject(subject.kind, subject.id)).removesuffix("|")
    return and_(alert.c.dedup_key >= start, alert.c.dedup_key < start + "\U0010ffff")


def waiting_for_time(connection: Connection, renewed_before_us: int) -> list[Alert]:
    """Episodes that may go quiet or close because nothing renewed them since."""
    query = select(alert).where(alert.c.state != State.CLOSED.value, alert.c.renewed_us < renewed_before_us)
    return [_alert(row) for row in connection.execute(query.limit(_MOST_AT_ONCE)).mappings()]


def coverable(connection: Connection, rule: str, subject_id: str, part: str | None) -> list[Alert]:
    """Episodes not closed that an exemption of that rule for that subject, or part of it, is about."""
    about = or_(alert.c.subject_id == subject_id, alert.c.terminal_id == subject_id, alert.c.segment_id == subject_id)
    narrow = true() if part is None else alert.c.part == part
    query = select(alert).where(alert.c.rule == rule, about, narrow, alert.c.state != State.CLOSED.value)
    return [_alert(row) for row in connection.execute(query.order_by(alert.c.id).limit(_MOST_AT_ONCE)).mappings()]


def no_longer_exempted(connection: Connection, now_us: int) -> list[ListedAlert]:
    """Episodes not closed whose exemption ran out or was ended."""
    held = exemption.c
    in_force = and_(held.id == alert.c.exemption_id, held.to_us.is_(None), held.expires_us > now_us)
    query = select(alert).where(
        alert.c.exemption_id.is_not(None), alert.c.state != State.CLOSED.value, ~exists().where(in_force)
    )
    return [_listed(row) for row in connection.execute(query.order_by(alert.c.id).limit(_MOST_AT_ONCE)).mappings()]


def known_parts(connection: Connection, scope: Scope, rule: str, subject_id: str) -> dict[str, set[str]]:
    """The parts that alerts of a rule about a subject ever named, with the names people know each by."""
    about = or_(alert.c.subject_id == subject_id, alert.c.terminal_id == subject_id, alert.c.segment_id == subject_id)
    query = select(alert.c.part, alert.c.evidence).where(
        alert.c.rule == rule, about, alert.c.part.is_not(None), within(scope, alert.c.unit_id)
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(query.limit(_MOST_AT_ONCE)):
        evidence = json.loads(row.evidence)
        names = {str(evidence[name]) for name in ("interface", "device") if evidence.get(name)}
        found.setdefault(row.part, set()).update(names)
    return found


def save(tx: Transaction, step: Step, finding: Finding | None = None, actor: str = "collector") -> Alert:
    """Stores a step; `finding` is what opened the episode, for a new one; `actor` is who made it happen."""
    number = step.alert.id or uuid4().hex
    columns = _columns(step.alert)
    if step.alert.id is not None:
        tx.connection.execute(update(alert).where(alert.c.id == number).values(**columns))
    elif finding is not None:
        about = {
            "subject_kind": finding.subject.kind.value,
            "subject_id": finding.subject.id[:128],
            "unit_id": finding.unit_id,
            "segment_id": finding.subject.segment_id,
            "terminal_id": finding.terminal_id,
            "part": finding.subject.part[:128] or None,
        }
        tx.connection.execute(insert(alert).values(id=number, **columns, **about))
    for what in step.what:
        # Renewals are counted in the row; a line for each would bury the rest.
        if what is not What.RENEWED:
            approval = step.alert.exempted_by if what is What.EXEMPTED else None
            add_event(tx, number, what.value, actor, approval.number if approval else step.detail or None)
    return Alert(number, *[getattr(step.alert, name) for name in Alert.__slots__[1:]])


def add_event(tx: Transaction, alert_id: str, what: str, actor: str, detail: str | None = None) -> None:
    values = {"alert_id": alert_id, "at_us": tx.now_us, "what": what, "actor": actor}
    tx.connection.execute(insert(alert_event).values(**values, detail=None if detail is None else detail[:500]))


def list_all(
    connection: Connection,
    scope: Scope,
    *,
    renewed_after_us: int = 0,
    states: tuple[State, ...] = (State.OPEN, State.QUIET),
    exempted: bool | None = None,
    exemption_id: str | None = None,
    limit: int = 500,
) -> list[ListedAlert]:
    """Alerts renewed after that moment, oldest renewal first: pass the newest `renewed_us` again to follow.

    `exempted`: only those an exemption covers, or none does; `exemption_id`: only those this one covers.
    """
    wanted = and_(
        alert.c.renewed_us > renewed_after_us,
        alert.c.state.in_([state.value for state in states]),
        _covered(exempted, exemption_id),
    )
    query = select(alert).where(within(scope, alert.c.unit_id), wanted).order_by(alert.c.renewed_us, alert.c.id)
    return [_listed(row) for row in connection.execute(query.limit(limit)).mappings()]


def _covered(exempted: bool | None, exemption_id: str | None) -> ColumnElement[bool]:
    if exemption_id is not None:
        return alert.c.exemption_id == exemption_id
    if exempted is None:
        return true()
    return alert.c.exemption_id.is_not(None) if exempted else alert.c.exemption_id.is_(None)


def find(connection: Connection, scope: Scope, alert_id: str) -> ListedAlert:
    """Raises NotFound, also outside the scope."""
    query = select(alert).where(alert.c.id == alert_id, within(scope, alert.c.unit_id))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(say("alert {alert!r}", alert=alert_id[:40]), "there is none", "list the alerts")
    return _listed(row)


def events(connection: Connection, alert_id: str) -> list[AlertEvent]:
    query = select(alert_event).where(alert_event.c.alert_id == alert_id).order_by(alert_event.c.id)
    return [AlertEvent(row.at_us, row.what, row.actor, row.detail) for row in connection.execute(query)]


def acknowledge(tx: Transaction, scope: Scope, alert_id: str, actor: str, reason: str | None = None) -> None:
    """Somebody has taken notice; journalled. Raises NotFound."""
    held = find(tx.connection, scope, alert_id)
    values = {"acknowledged_by": actor, "acknowledged_us": tx.now_us}
    tx.connection.execute(update(alert).where(alert.c.id == alert_id).values(**values))
    add_event(tx, alert_id, "acknowledged", actor, reason)
    journal.append(
        tx,
        actor=actor,
        action="alert-acknowledged",
        subject_kind="alert",
        subject_id=alert_id,
        content={"rule": held.alert.rule},
        reason=reason,
    )


def _columns(value: Alert) -> dict[str, Any]:
    return {
        "rule": value.rule,
        "dedup_key": value.dedup_key,
        "severity": value.severity.word,
        "certainty": value.certainty.value,
        "state": value.state.value,
        "evidence": json.dumps(value.evidence, ensure_ascii=False, sort_keys=True),
        "first_us": value.first_us,
        "opened_us": value.opened_us,
        "confirmed_us": value.confirmed_us,
        "renewed_us": value.renewed_us,
        "closed_us": value.closed_us,
        "times": value.times,
        "episode": value.episode,
        "exemption_id": value.exempted_by.exemption_id if value.exempted_by else None,
        "approval_no": value.exempted_by.number if value.exempted_by else None,
        "told_us": value.told_us,
    }


def _alert(row: Any) -> Alert:
    return Alert(
        id=row["id"],
        rule=row["rule"],
        dedup_key=row["dedup_key"],
        severity=Severity[row["severity"].upper()],
        certainty=Certainty(row["certainty"]),
        state=State(row["state"]),
        evidence=json.loads(row["evidence"]),
        first_us=row["first_us"],
        opened_us=row["opened_us"],
        renewed_us=row["renewed_us"],
        confirmed_us=row["confirmed_us"],
        closed_us=row["closed_us"],
        times=row["times"],
        episode=row["episode"],
        exempted_by=Approval(row["exemption_id"], row["approval_no"]) if row["exemption_id"] else None,
        told_us=row["told_us"],
    )


def _listed(row: Any) -> ListedAlert:
    names = ("subject_kind", "subject_id", "unit_id", "segment_id", "terminal_id", "part")
    told = [row[name] for name in (*names, "acknowledged_by", "acknowledged_us")]
    return ListedAlert(_alert(row), *told)
