"""Exemptions: granted by the security administrator, under an approval number, for a time; seen by whose they are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from collector.api.alerts import AlertOut, shown_alert
from collector.api.exemptible import About, subject_of, up_to
from collector.api.identity import Asker, asking
from collector.api.rows import AsOf, Form, Row, shown
from collector.api.services import Served
from collector.errors import InvalidValue
from collector.ingest import exempting
from collector.ledger.exemption import DAY_US, Exemption
from collector.ledger.version import Version
from collector.operators.roles import Right
from collector.store import alerts, exemptions
from collector.store.transaction import Transaction

router = APIRouter(prefix="/exemptions", tags=["alerts"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
Granter = Annotated[Asker, Depends(asking(Right.EXEMPT))]


class ExemptionForm(Form):
    """`rule` and one subject: a terminal (any of its names), a MAC, a segment, or an alert, which names all of it.

    `part` is the part an alert named, or the interface or device in its evidence; `up_to` is the gravest severity that
    is covered: as now, and never critical, when left out. Microseconds since 1970.
    """

    rule: str | None = Field(default=None, max_length=64)
    terminal: str | None = Field(default=None, max_length=128)
    mac: str | None = Field(default=None, max_length=64)
    segment: str | None = Field(default=None, max_length=128)
    alert: str | None = Field(default=None, max_length=64)
    part: str | None = Field(default=None, max_length=128)
    up_to: str | None = Field(default=None, max_length=16)
    approval_no: str = Field(max_length=64)
    expires_us: int = Field(ge=0, le=2**53)
    reason: str = Field(min_length=1, max_length=256)


class Extension(BaseModel):
    """A later end, under an approval of its own."""

    model_config = ConfigDict(extra="forbid")
    approval_no: str = Field(max_length=64)
    expires_us: int = Field(ge=0, le=2**53)
    reason: str = Field(min_length=1, max_length=256)


class Ending(BaseModel):  # noqa: D101
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=256)


class ExemptionOut(Row):
    """`subject` is what people call it by: a registration number, a segment's name, a MAC; the id where it is gone."""

    rule: str
    subject_kind: str
    subject_id: str
    subject: str
    part: str | None
    up_to: str
    approval_no: str
    expires_us: int
    reason: str
    unit_id: str | None


class ExemptionWhole(ExemptionOut):
    """With the alerts it silences now, and every version of it, oldest first."""

    alerts: list[AlertOut]
    versions: list[ExemptionOut]


@router.get("")
def list_exemptions(
    asker: Reader,
    services: Served,
    as_of_us: AsOf = None,
    rule: Annotated[str | None, Query(max_length=64)] = None,
    expiring_days: Annotated[
        int | None, Query(ge=0, le=3660, description="only those that run out within so many days")
    ] = None,
    expired: Annotated[bool, Query(description="those that ran out and were not ended, too")] = False,
) -> list[ExemptionOut]:
    """What is exempted within the asker's scope, what runs out first before the rest."""
    at_us = asker.now_us if as_of_us is None else as_of_us
    with services.store.reading() as connection:
        found = exemptions.list_all(
            connection,
            asker.scope,
            as_of_us,
            rule=rule,
            expires_after_us=None if expired else at_us,
            expires_before_us=None if expiring_days is None else at_us + expiring_days * DAY_US,
        )
        names = exemptions.subject_names(connection, found)
    return [_out(item, names) for item in found]


@router.get("/{exemption_id}")
def show_exemption(exemption_id: str, asker: Reader, services: Served, as_of_us: AsOf = None) -> ExemptionWhole:
    """One exemption with what it silences and how it came about."""
    with services.store.reading() as connection:
        found = exemptions.find(connection, asker.scope, exemption_id, as_of_us)
        versions = exemptions.history(connection, found.id)
        names = exemptions.subject_names(connection, versions)
        covered = alerts.list_all(connection, asker.scope, exemption_id=found.id)
    return ExemptionWhole(
        **_out(found, names).model_dump(),
        alerts=[shown_alert(item) for item in covered],
        versions=[_out(item, names) for item in versions],
    )


@router.post("", status_code=201)
def grant(form: ExemptionForm, asker: Granter, services: Served) -> ExemptionWhole:
    """Exempts at once: alerts it covers are shown, and nobody is told of them."""

    def work(tx: Transaction) -> str:
        given = About(form.rule, form.terminal, form.mac, form.segment, form.alert, form.part)
        about = subject_of(tx.connection, asker.scope, given)
        new = Exemption(
            rule=about.rule,
            subject_kind=about.kind,
            subject_id=about.id,
            part=about.part,
            unit_id=about.unit_id,
            approval_no=form.approval_no,
            expires_us=form.expires_us,
            reason=form.reason,
            up_to=up_to(tx.connection, about, form.up_to),
        )
        return exempting.grant(tx, new, asker.actor, form.reason, services.longest_exemption_days)

    return show_exemption(services.write(work), asker, services)


@router.post("/{exemption_id}/extend")
def extend(exemption_id: str, given: Extension, asker: Granter, services: Served) -> ExemptionWhole:
    """Moves the end, under another approval."""

    def work(tx: Transaction) -> None:
        held = exemptions.find(tx.connection, asker.scope, exemption_id)
        if held.value.approval_no == given.approval_no.strip():
            raise InvalidValue("approval number", "is the one it was granted under", "an extension has its own")
        days = services.longest_exemption_days
        exempting.extend(tx, held, given.expires_us, given.approval_no, asker.actor, given.reason, days)

    services.write(work)
    return show_exemption(exemption_id, asker, services)


@router.post("/{exemption_id}/end", status_code=204)
def end(exemption_id: str, given: Ending, asker: Granter, services: Served) -> None:
    """Over from now on: what is still so is told within a second."""

    def work(tx: Transaction) -> None:
        held = exemptions.find(tx.connection, asker.scope, exemption_id)
        exemptions.end(tx, held.id, asker.actor, given.reason)

    services.write(work)


def _out(item: Version[Exemption], names: dict[str, str]) -> ExemptionOut:
    subject = names.get(item.value.subject_id, item.value.subject_id)
    return shown(ExemptionOut, item, subject=subject, up_to=item.value.up_to.word)
