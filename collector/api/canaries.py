"""Canaries: marked strangers that measure the way from a frame to its alert."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from collector.api.identity import Asker, asking
from collector.api.rows import Form
from collector.api.services import Served
from collector.errors import NotFound
from collector.ingest import canarying
from collector.operators.roles import Right
from collector.store import Connection, canaries, segments, views
from collector.store.canaries import Canary
from collector.store.transaction import Transaction
from protocol.phrases import say

router = APIRouter(prefix="/segments", tags=["presence"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
SegmentWriter = Annotated[Asker, Depends(asking(Right.WRITE_SEGMENTS))]


class CanaryForm(Form):
    """`agent`: the id of the sensor's agent; chosen when left out."""

    agent: str | None = Field(default=None, max_length=32)


class CanaryOut(BaseModel):
    """Times in microseconds since 1970: ordered, sent as a frame, heard by an agent, stored as an alert.

    `over_the_wire` false: handed to the sensor's own listening, the wire was not measured. `outcome`: alerted, unheard
    or refused; null while it is under way.
    """

    id: str
    segment_id: str
    agent_id: str
    mac: str
    address: str
    over_the_wire: bool
    actor: str
    reason: str | None
    made_us: int
    sent_us: int | None
    heard_us: int | None
    stored_us: int | None
    ended_us: int | None
    outcome: str | None
    why: str | None


@router.post("/{key}/canaries", status_code=201)
def make_canary(key: str, form: CanaryForm, asker: SegmentWriter, services: Served) -> CanaryOut:
    """Has an agent of the segment be a stranger once; its alert is told to nobody."""

    def work(tx: Transaction) -> tuple[str, str]:
        segment = views.segment_views(tx.connection)[segments.find(tx.connection, asker.scope, key).id]
        made = canarying.begin(tx, services.context, segment, asker.actor, form.reason, form.agent)
        return segment.id, made

    where, made = services.write(work)
    return _told(services.read(lambda connection: _find(connection, where, made)))


@router.get("/{key}/canaries")
def list_canaries(
    key: str, asker: Reader, services: Served, most: Annotated[int, Query(ge=1, le=500)] = 20
) -> list[CanaryOut]:
    """A segment's, newest first."""

    def question(connection: Connection) -> list[Canary]:
        return canaries.of_segment(connection, segments.find(connection, asker.scope, key).id, most)

    return [_told(one) for one in services.read(question)]


@router.get("/{key}/canaries/{canary_id}")
def show_canary(key: str, canary_id: str, asker: Reader, services: Served) -> CanaryOut:
    """One, and how far it got."""

    def question(connection: Connection) -> Canary:
        return _find(connection, segments.find(connection, asker.scope, key).id, canary_id)

    return _told(services.read(question))


def _find(connection: Connection, segment_id: str, canary_id: str) -> Canary:
    found = canaries.find(connection, segment_id, canary_id)
    if found is None:
        raise NotFound(say("canary {canary!r}", canary=canary_id[:40]), "there is none", "list the segment's canaries")
    return found


def _told(one: Canary) -> CanaryOut:
    return CanaryOut(**{name: getattr(one, name) for name in CanaryOut.model_fields})
