"""Evidence packets: the answer of a trace, signed, with its evidence and a record of its hand-over (R25)."""

from typing import Annotated, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from collector.api import person_trace, trace
from collector.api.identity import Asker, asking
from collector.api.services import Served, Services
from collector.errors import InvalidValue, PacketTooLarge
from collector.operators.roles import Right
from collector.packet import checks, form
from collector.packet.contents import Body, Contents, HandOver, Head, Wanted
from collector.store import packet_evidence, packets
from collector.store.transaction import Transaction
from protocol.identity import digest_of
from protocol.phrases import say

router = APIRouter(prefix="/trace/packets", tags=["trace"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]
Moment = Annotated[int | None, Field(ge=0, le=2**53)]
Said = Annotated[str, Field(default="", max_length=128)]


class PacketForm(BaseModel):
    """The question of /trace, or with kind `person` that of /trace/person; and who is given the answer, and why.

    `unmask`: personal values as they are, for that same reason.
    """

    model_config = ConfigDict(extra="forbid")
    kind: Literal["trace", "person"] = "trace"
    question: str = Field(min_length=1, max_length=128)
    at_us: Moment = None
    from_us: Moment = None
    to_us: Moment = None
    segment: str | None = Field(default=None, max_length=64)
    unit: str | None = Field(default=None, max_length=128)
    unmask: bool = False
    reason: str = Field(default="", max_length=500)
    asked_by: Said
    case_no: str = Field(default="", max_length=64)
    approved_by: Said


class PacketOut(BaseModel):
    """`file` is the packet as it must be written, UTF-8; `digest` its SHA-256; `entry` its number in the journal."""

    file: str
    digest: str
    entry: int
    answer: trace.TraceOut | person_trace.PersonTraceOut


class HandedOut(BaseModel):
    """One packet that was made: the journal's entry."""

    id: str
    entry: int
    at_us: int
    actor: str
    kind: str
    asked_by: str
    case_no: str
    approved_by: str
    reason: str
    body: str


@router.post("", status_code=201)
def make_packet(asked: PacketForm, asker: Reader, services: Served) -> PacketOut:
    """Answers, puts the hand-over on record, then signs; what the asker may not see does not travel."""
    wanted = _wanted(asked)
    answer = _answer(asked, wanted, asker, services)
    plain = answer.model_dump(mode="json")
    evidence = []
    if isinstance(answer, trace.TraceOut):
        evidence = services.read(
            lambda connection: packet_evidence.of_answer(connection, asker.scope, plain, masked=answer.masked)
        )
    body = Body(kind=asked.kind, answer=plain, evidence=evidence)
    said = _committed(body, wanted)

    def work(tx: Transaction) -> tuple[HandOver, Head]:
        key, name = services.keys.receipt, asker.operator.name
        return packets.hand_over(tx, said, wanted, packet_id=uuid4().hex, actor=asker.actor, made_by=name, key=key)

    handover, head = services.write(work)
    # Written after the commit: it may be megabytes, and the writer's thread serves every agent.
    file = form.write(Contents(body=body, handover=handover, head=head), services.keys.receipt)
    return PacketOut(file=file.decode(), digest=digest_of(file), entry=handover.entry.sequence, answer=answer)


@router.get("")
def list_packets(asker: Reader, services: Served) -> list[HandedOut]:
    """The newest first: one's own; all of them for who serves the whole city."""
    whose = asker.actor if asker.scope.unit_ids is not None else None
    found = services.read(lambda connection: packets.handed_over(connection, whose))
    return [
        HandedOut(
            id=item.subject_id,
            entry=item.sequence,
            at_us=item.at_us,
            actor=item.actor,
            reason=item.reason or "",
            **item.values,
        )
        for item in found
    ]


def _wanted(asked: PacketForm) -> Wanted:
    """Raises InvalidValue naming what is missing."""
    said = {name: getattr(asked, name).strip() for name in Wanted.model_fields}
    for name, text in said.items():
        where = say("field {name!r}", name=name)
        if not text:
            raise InvalidValue(where, "is empty", "a packet says who asked, why, case number, who approved")
        if not text.isprintable():
            raise InvalidValue(where, "holds what cannot be printed", "write it on one line")
    return Wanted(**said)


def _answer(
    asked: PacketForm, wanted: Wanted, asker: Asker, services: Services
) -> trace.TraceOut | person_trace.PersonTraceOut:
    times = {"at_us": asked.at_us, "from_us": asked.from_us, "to_us": asked.to_us}
    if asked.kind == "person":
        search = person_trace.PersonSearch(person=asked.question, reason=wanted.reason, unmask=asked.unmask, **times)
        return person_trace.search(search, asker, services)
    unmask = wanted.reason if asked.unmask else None
    return trace.trace_holder(
        asked.question, asker, services, segment=asked.segment, unit=asked.unit, unmask=unmask, **times
    )


def _committed(body: Body, wanted: Wanted) -> dict[str, str]:
    try:
        return checks.committed(body, wanted)
    except PacketTooLarge as error:
        raise InvalidValue(error.what, error.why, error.next_step) from error
