"""What a packet says: the answer as it was given, its evidence, who it was handed to, and where the journal stood.

Shapes only; `collector.packet.checks` says whether they hold together.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt

Hex16 = Annotated[str, Field(pattern=r"\A[0-9a-f]{16}\z")]
Hex32 = Annotated[str, Field(pattern=r"\A[0-9a-f]{32}\z")]
Digest = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]
Signature = Annotated[str, Field(pattern=r"\A[0-9a-f]{128}\z")]
Count = Annotated[StrictInt, Field(ge=0, le=2**53)]
Moment = Annotated[StrictInt, Field(ge=-(2**53), le=2**53)]
Text = Annotated[str, Field(max_length=500)]


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a line feed or another character that cannot be printed")
    return text


Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_one_line)]
"""What somebody typed and a verifier prints beside others: it must not be able to draw a line of its own."""

MOST_EVIDENCE = 1000


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReportRow(_Shape):
    """A report's place among all that came in (collector.store.reports.StoredReport), and the link before it."""

    intake: Count
    agent_id: Hex32
    first_sequence: Count
    sequence: Count
    kind: Text
    boot_id: Text
    taken_wall_us: Moment
    taken_boot_us: Moment
    received_us: Moment
    verdict: Text
    reason: Text | None
    previous: Digest
    digest: Digest
    intake_digest: Digest
    previous_intake: Digest


class Report(_Shape):
    """An agent's report: `message` is signature and content exactly as they came, in base64; `public_key` in hex."""

    kind: Literal["report"] = "report"
    digest: Digest
    public_key: Digest
    row: ReportRow
    message: Annotated[str, Field(max_length=400_000)]


class Beat(_Shape):
    """The beat kept of a stretch in which an agent claimed the address; `message` and `public_key` as a report's."""

    kind: Literal["beat"] = "beat"
    digest: Digest
    agent_id: Hex32
    public_key: Digest
    message: Annotated[str, Field(max_length=50_000)]


class Withheld(_Shape):
    """Evidence the answer names that does not travel: its digest does, so that the store's copy can be compared.

    `why`: masked (it names people or their PCs), scope (it speaks of units the asker may not see), size, or not-kept.
    """

    kind: Literal["withheld"] = "withheld"
    digest: Digest
    of: Literal["report", "beat", "switch-table"]
    why: Literal["masked", "scope", "size", "not-kept"]


Evidence = Annotated[Report | Beat | Withheld, Field(discriminator="kind")]


class Body(_Shape):
    """`answer` as the collector gave it: of /trace (kind trace) or of /trace/person (kind person)."""

    kind: Literal["trace", "person"]
    answer: dict[str, Any]
    evidence: Annotated[list[Evidence], Field(max_length=MOST_EVIDENCE)]


class Entry(_Shape):
    """The hand-over's own entry in the collector's journal (collector.store.journal.Entry)."""

    sequence: Count
    at_us: Moment
    actor: Text
    action: Text
    subject_kind: Text
    subject_id: Text
    content: Annotated[str, Field(max_length=8000)]
    reason: Text | None
    previous: Digest
    digest: Digest


class Wanted(_Shape):
    """交接: who asked, why, under which number, and who approved that it is handed out (R25)."""

    asked_by: Line
    reason: Line
    case_no: Line
    approved_by: Line


class HandOver(Wanted):
    """`made_by` is the account's name that made the packet, at `at_us`."""

    at_us: Moment
    made_by: Line
    entry: Entry


class Head(_Shape):
    """Where both chains of that collector ended with this hand-over, under the collector's own signature over that."""

    collector: Hex32
    key: Hex16
    journal_count: Count
    journal_digest: Digest
    intake_count: Count
    intake_digest: Digest
    signature: Signature


class Contents(_Shape):
    """The line that is signed."""

    body: Body
    handover: HandOver
    head: Head
