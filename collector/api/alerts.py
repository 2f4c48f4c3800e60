"""Alerts: list, follow, acknowledge."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from collector.alerts.lifecycle import State
from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.operators.roles import Right
from collector.rules import ALL_RULES
from collector.store import alerts
from collector.store.alerts import ListedAlert

router = APIRouter(prefix="/alerts", tags=["alerts"])

_TITLES = {rule.id: (rule.title_zh, rule.title_en) for rule in ALL_RULES}
_NOT_CLOSED = (State.OPEN, State.QUIET)


class AlertOut(BaseModel):
    """Times in microseconds since 1970; `evidence` is what a person needs to act.

    `approval_no`: approved, told to nobody while the exemption lasts.
    """

    id: str
    rule: str
    title_zh: str
    title_en: str
    severity: str
    certainty: str
    state: State
    episode: int
    times: int
    subject_kind: str
    subject_id: str
    unit_id: str | None
    segment_id: str | None
    terminal_id: str | None
    part: str | None
    evidence: dict[str, Any]
    first_us: int
    opened_us: int
    confirmed_us: int | None
    renewed_us: int
    closed_us: int | None
    acknowledged_by: str | None
    acknowledged_us: int | None
    exemption_id: str | None
    approval_no: str | None
    told_us: int | None


class EventOut(BaseModel):  # noqa: D101
    at_us: int
    what: str
    actor: str
    detail: str | None


class AlertWhole(AlertOut):
    """With what happened to it."""

    events: list[EventOut]


class Acknowledgement(BaseModel):  # noqa: D101
    model_config = ConfigDict(extra="forbid")
    reason: str | None = Field(default=None, max_length=500)


@router.get("")
def list_alerts(
    asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))],
    services: Served,
    renewed_after_us: Annotated[
        int, Query(ge=0, le=2**53, description="to follow: the newest renewed_us already seen")
    ] = 0,
    closed: Annotated[bool, Query(description="closed ones, too")] = False,
    exempted: Annotated[bool | None, Query(description="only those an exemption covers, or none does")] = None,
    most: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> list[AlertOut]:
    """Alerts within the asker's scope, oldest renewal first."""
    found = services.read(
        lambda connection: alerts.list_all(
            connection,
            asker.scope,
            renewed_after_us=renewed_after_us,
            states=(*_NOT_CLOSED, State.CLOSED) if closed else _NOT_CLOSED,
            exempted=exempted,
            limit=most,
        )
    )
    return [shown_alert(item) for item in found]


@router.get("/{alert_id}")
def show_alert(
    alert_id: str, asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))], services: Served
) -> AlertWhole:
    """One alert with its history."""
    with services.store.reading() as connection:
        found = alerts.find(connection, asker.scope, alert_id)
        events = alerts.events(connection, alert_id)
    told = [EventOut(at_us=item.at_us, what=item.what, actor=item.actor, detail=item.detail) for item in events]
    return AlertWhole(**_values(found), events=told)


@router.post("/{alert_id}/acknowledge", status_code=204)
def acknowledge(
    alert_id: str,
    given: Acknowledgement,
    asker: Annotated[Asker, Depends(asking(Right.HANDLE_ALERTS))],
    services: Served,
) -> None:
    """Somebody has taken notice; goes into the journal."""
    services.write(lambda tx: alerts.acknowledge(tx, asker.scope, alert_id, asker.actor, given.reason))


def shown_alert(found: ListedAlert) -> AlertOut:
    """As this door shows it."""
    return AlertOut(**_values(found))


def _values(found: ListedAlert) -> dict[str, Any]:
    alert = found.alert
    title_zh, title_en = _TITLES.get(alert.rule, (alert.rule, alert.rule))
    own = {"title_zh", "title_en", "severity", "certainty", "id", "exemption_id", "approval_no"}
    values = {
        name: getattr(alert if hasattr(alert, name) else found, name)
        for name in AlertOut.model_fields
        if name not in own
    }
    return values | {
        "id": alert.id or "",
        "title_zh": title_zh,
        "title_en": title_en,
        "severity": alert.severity.word,
        "certainty": alert.certainty.value,
        "exemption_id": alert.exempted_by.exemption_id if alert.exempted_by else None,
        "approval_no": alert.exempted_by.number if alert.exempted_by else None,
    }
