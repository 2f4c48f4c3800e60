"""账实核对 at the operators' door: what the ledger says beside what was observed, and taking an observed value over."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from collector.api.drift_answers import DriftsOut, FieldOut, Listing, field_out
from collector.api.identity import Asker, asking
from collector.api.rows import unit_id_of
from collector.api.services import Served
from collector.ledger.drift import DriftField, DriftKind, Terms
from collector.operators.roles import Right
from collector.store import drift, drift_acceptance, strangers, units, views

router = APIRouter(prefix="/drift", tags=["ledger"])

_USUAL = Terms()


class Acceptance(BaseModel):
    """`token` as the list shows it."""

    model_config = ConfigDict(extra="forbid")
    terminal: str = Field(max_length=128)
    field: DriftField
    token: str = Field(min_length=16, max_length=16)
    reason: str = Field(min_length=1, max_length=500)


Days = Annotated[int, Query(ge=1, le=3650)]


@router.get("")
def list_drift(
    asker: Annotated[Asker, Depends(asking(Right.READ_BUSINESS))],
    services: Served,
    unit: Annotated[str | None, Query(max_length=128, description="only of this unit and those below")] = None,
    kind: Annotated[list[DriftKind] | None, Query(description="only of these kinds")] = None,
    terminal: Annotated[str | None, Query(max_length=128, description="all fields of this terminal alone")] = None,
    not_seen: Days = _USUAL.not_seen,
    long_offline: Days = _USUAL.long_offline,
    zombie: Days = _USUAL.zombie,
    confirmed: Days = _USUAL.confirmed,
) -> DriftsOut:
    """What differs within the asker's scope, with figures by unit; every row tells where one field is another's."""
    now_us = services.clock.now_us()
    terms = Terms(not_seen, long_offline, zombie, confirmed)
    with services.store.reading() as connection:
        below = units.subtree(connection, unit_id_of(connection, asker, unit)) if unit is not None else None
        own = drift.terminal_id_of(connection, asker.scope, terminal) if terminal is not None else None
        listing = Listing(now_us, terms, is_whole=own is not None)
        for pair in drift.pairs(connection, asker.scope, now_us, unit_ids=below, terminal_id=own):
            listing.take(pair)
        is_cut = False
        if own is None:
            segments = views.segment_views(connection)
            since_us = services.context.listening_us
            found = strangers.strangers(connection, asker.scope, segments, now_us, since_us, below)
            listing.take_strangers(found.heard, segments)
            listing.take_pending(found.pending)
            is_cut = found.is_cut
    return listing.shown(kind, is_cut=is_cut)


@router.post("/acceptances", status_code=201)
def accept(
    given: Acceptance, asker: Annotated[Asker, Depends(asking(Right.WRITE_LEDGER))], services: Served
) -> FieldOut:
    """Takes the observed value of one field over into the ledger."""
    taken = services.write(
        lambda tx: drift_acceptance.accept(
            tx, asker.scope, given.terminal, given.field, given.token, asker.actor, given.reason
        )
    )
    return field_out(taken)
