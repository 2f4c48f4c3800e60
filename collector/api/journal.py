"""The journal and its verification: the auditor's door."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from collector import verification
from collector.api.faults import Worded
from collector.api.identity import Asker, asking
from collector.api.services import Served
from collector.operators.roles import Right
from collector.store import journal
from protocol.phrases import worded

router = APIRouter(tags=["audit"])


class EntryOut(BaseModel):
    """One act; `content` as it was chained: canonical JSON, personal values only as commitments."""

    sequence: int
    at_us: int
    actor: str
    action: str
    subject_kind: str
    subject_id: str
    content: str
    reason: str | None
    previous: str
    digest: str


class BreakOut(BaseModel):  # noqa: D101
    where: str
    row: int | None
    what: str
    why: str
    worded: dict[str, Worded]


class GapOut(BaseModel):  # noqa: D101
    agent_id: str
    first: int
    last: int
    why: str


class CountsOut(BaseModel):  # noqa: D101
    journal: int
    reports: int
    agents: int
    checkpoints: int


class VerdictOut(BaseModel):
    """Integrity (`breaks`) and completeness (`gaps`) are separate verdicts."""

    intact: bool
    complete: bool
    breaks: list[BreakOut]
    gaps: list[GapOut]
    counts: CountsOut


@router.get("/journal")
def list_journal(
    _asker: Annotated[Asker, Depends(asking(Right.READ_JOURNAL))],
    services: Served,
    after: Annotated[int, Query(ge=0, le=2**53, description="entries after this sequence")] = 0,
    most: Annotated[int, Query(ge=1, le=10_000)] = 1000,
    subject: Annotated[str | None, Query(max_length=64, description="only entries about this id")] = None,
) -> list[EntryOut]:
    """Entries in order."""
    found = services.read(
        lambda connection: list(journal.entries(connection, after=after, most=most, subject_id=subject))
    )
    return [EntryOut(**{name: getattr(item, name) for name in EntryOut.model_fields}) for item in found]


@router.get("/verify")
def verify(_asker: Annotated[Asker, Depends(asking(Right.VERIFY))], services: Served) -> VerdictOut:
    """Looks at every link of every chain; may take a while."""
    return verdict_out(verification.verify(services.store))


def _break_out(item: verification.Break) -> BreakOut:
    said = {"what": item.what, "why": item.why}
    return BreakOut(where=item.where, row=item.row, **said, worded=worded(said))


def verdict_out(verdict: verification.Verdict) -> VerdictOut:
    return VerdictOut(
        intact=verdict.is_intact,
        complete=verdict.is_complete,
        breaks=[_break_out(item) for item in verdict.breaks],
        gaps=[GapOut(agent_id=item.agent_id, first=item.first, last=item.last, why=item.why) for item in verdict.gaps],
        counts=CountsOut(**{name: getattr(verdict.counts, name) for name in CountsOut.model_fields}),
    )
