"""Whether anything was altered: the file, the journal, every report with its agent's chain, signed heads, the ledger.

Integrity (breaks) and completeness (gaps) are separate verdicts: what an agent had to drop, and said so, is no break.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from collector.errors import CollectorError, StoreError
from collector.store import care, chains, checkpoints, journal, replay, reports
from collector.store.chains import Heads
from collector.store.database import Store
from collector.store.reports import StoredReport
from collector.trust.keys import PublicKey, verifier
from protocol.chain import ChainHead, follow
from protocol.codec import decode_envelope, decode_observations
from protocol.errors import ProtocolError
from protocol.identity import AgentId, Digest, digest_of, key_id
from protocol.observations import Gap
from protocol.phrases import Phrase, say
from protocol.report import ReportKind
from protocol.signing import Domain, is_signed_by, split

MOST_BREAKS = 100


@dataclass(frozen=True, slots=True)
class Break:
    """`where`: file, journal, report, head, checkpoint, ledger; `row`: journal sequence, intake number, line."""

    where: str
    row: int | None
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}{'' if self.row is None else f' {self.row}'}: {self.what}: {self.why}"


@dataclass(frozen=True, slots=True)
class LostReports:
    """Reports an agent made and could not keep: the gap record it signed says so."""

    agent_id: AgentId
    first: int
    last: int
    why: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was looked at."""

    journal: int
    reports: int
    agents: int
    checkpoints: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`breaks` in the order journal, reports, heads, checkpoints, ledger; at most MOST_BREAKS of them."""

    breaks: tuple[Break, ...]
    gaps: tuple[LostReports, ...]
    counts: Counts

    @property
    def is_intact(self) -> bool:
        return not self.breaks

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    @property
    def first_break(self) -> Break | None:
        return self.breaks[0] if self.breaks else None


def verify(store: Store) -> Verdict:
    """Reads everything once; needs the collector's keys, no network, and never writes."""
    torn = [Break("file", None, say("SQLite's own check"), problem) for problem in care.integrity_problems(store.path)]
    try:
        inquiry = _Inquiry(store, store.collector_id, breaks=torn[:MOST_BREAKS])
        inquiry.run()
    except StoreError as error:
        return Verdict((*torn, Break("file", None, error.what, error.why)), (), Counts(0, 0, 0, 0))
    counts = Counts(inquiry.ends.journal_count, inquiry.ends.intake_count, len(inquiry.agents), inquiry.checkpoints)
    return Verdict(tuple(inquiry.breaks), tuple(inquiry.gaps), counts)


@dataclass(slots=True)
class _Inquiry:
    store: Store
    collector_id: str
    breaks: list[Break] = field(default_factory=list)
    gaps: list[LostReports] = field(default_factory=list)
    agents: dict[AgentId, ChainHead | None] = field(default_factory=dict)
    checkpoints: int = 0
    # Where the rows end; digests at the counts that signed heads name.
    ends: Heads = field(init=False)
    journal_digests: dict[int, Digest] = field(default_factory=dict)
    intake_digests: dict[int, Digest] = field(default_factory=dict)
    signed_heads: list[tuple[str, int | None, Heads]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ends = chains.genesis(self.collector_id)

    def run(self) -> None:
        head_breaks = list(self.read_signed_heads())
        for part in (self.follow_journal, self.follow_reports):
            try:
                part()
            except StoreError as error:
                self.found("file", None, say("rows cannot be read"), error.sentence)
        for item in head_breaks:
            self.found(item.where, item.row, item.what, item.why)
        self.compare_heads()
        self.replay_ledger()

    def found(self, where: str, row: int | None, what: str, why: str) -> None:
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(Break(where, row, what, why))

    def read_signed_heads(self) -> Iterator[Break]:
        receipt_key = verifier(self.store.keys.receipt.public)
        with self.store.reading() as connection:
            head = chains.stored(connection)
        if head is None:
            yield Break("head", None, say("chain head"), say("the row is missing"))
        elif not chains.is_authentic(head, self.collector_id, receipt_key):
            yield Break("head", None, say("chain head"), say("was not signed by this collector"))
        else:
            self.signed_heads.append(("head", None, head.heads))
        try:
            for line, point in enumerate(checkpoints.read(self.store.path), start=1):
                self.checkpoints = line
                if point.collector_id != self.collector_id or not chains.is_authentic(
                    point.head, self.collector_id, receipt_key
                ):
                    yield Break("checkpoint", line, say("signed head"), say("was not signed by this collector"))
                else:
                    self.signed_heads.append(("checkpoint", line, point.head.heads))
        except CollectorError as error:
            yield Break("checkpoint", self.checkpoints + 1, error.what, error.why)

    def follow_journal(self) -> None:
        wanted = {heads.journal_count for _, _, heads in self.signed_heads}
        count, digest = self.ends.journal_count, self.ends.journal_digest
        with self.store.reading() as connection:
            for entry in journal.entries(connection):
                if entry.sequence != count + 1:
                    self.found(
                        "journal", count + 1, say("entry {number}", number=count + 1), _jump(entry.sequence, count)
                    )
                elif entry.previous != digest:
                    self.found(
                        "journal", entry.sequence, say("link"), say("does not name the digest of the entry before")
                    )
                if entry.digest != _expected(entry.expected_digest):
                    self.found(
                        "journal", entry.sequence, say("content"), say("does not match its digest: it was edited")
                    )
                count, digest = entry.sequence, entry.digest
                if count in wanted:
                    self.journal_digests[count] = digest
        self.ends = Heads(count, digest, self.ends.intake_count, self.ends.intake_digest)

    def follow_reports(self) -> None:
        wanted = {heads.intake_count for _, _, heads in self.signed_heads}
        count, digest = self.ends.intake_count, self.ends.intake_digest
        with self.store.reading() as connection:
            keys = reports.public_keys(connection)
            for row, sealed in reports.stored_in_order(connection):
                if row.intake != count + 1:
                    self.found("report", count + 1, say("report {number}", number=count + 1), _jump(row.intake, count))
                elif row.intake_digest != _expected(partial(row.expected_intake_digest, digest)):
                    self.found(
                        "report", row.intake, say("intake link"), say("does not match its row and the link before")
                    )
                self.examine(row, sealed, keys.get(row.agent_id))
                count, digest = row.intake, row.intake_digest
                if count in wanted:
                    self.intake_digests[count] = digest
        self.ends = Heads(self.ends.journal_count, self.ends.journal_digest, count, digest)

    def examine(self, row: StoredReport, sealed: bytes, public_key: bytes | None) -> None:
        """One report: seal, signature, digest, envelope, and its place in the agent's chain."""
        try:
            if public_key is None:
                raise StoreError(say("agent {agent}", agent=row.agent_id), "there is no such agent")
            content = _authentic_content(row, self.store.sealer.open(sealed), verifier(public_key), public_key)
            self.agents[row.agent_id] = self.place(row, content)
        except (CollectorError, ProtocolError) as error:
            self.found("report", row.intake, _of_agent(error.what, row.agent_id), error.why)
            self.agents[row.agent_id] = ChainHead(row.sequence, row.digest) if row.kind is not ReportKind.GAP else None

    def place(self, row: StoredReport, content: bytes) -> ChainHead | None:
        envelope = decode_envelope(content)
        gap = _gap_of(content) if row.kind is ReportKind.GAP else None
        if row.kind is ReportKind.GAP and gap is None:
            # Stored as refused: unreadable, so the next report says where the chain goes on.
            self.gaps.append(LostReports(row.agent_id, row.first_sequence, row.sequence, say("unreadable gap record")))
            return None
        if gap is not None:
            self.gaps.append(LostReports(row.agent_id, gap.first, gap.last, gap.why))
        head = self.agents.get(row.agent_id, ChainHead.genesis(row.agent_id))
        return follow(head or ChainHead(row.first_sequence - 1, row.previous), envelope, row.digest, gap)

    def compare_heads(self) -> None:
        """Signed heads against the rows: what was cut off leaves rows short of them."""
        for where, row, heads in self.signed_heads:
            self.compare(where, row, "journal", heads.journal_count, heads.journal_digest)
            self.compare(where, row, "report", heads.intake_count, heads.intake_digest)
            if where == "head" and (
                heads.journal_count < self.ends.journal_count or heads.intake_count < self.ends.intake_count
            ):
                self.found(
                    "head", None, say("chain head"), say("rows stand after the signed end: another hand added them")
                )

    def replay_ledger(self) -> None:
        """Rows against the journal: a chain cannot show what was changed beside it."""
        try:
            with self.store.reading() as connection:
                for item in replay.disagreements(connection):
                    self.found("ledger", None, say("{kind} {row}", kind=Phrase(item.kind), row=item.row_id), item.why)
        except StoreError as error:
            self.found("ledger", None, error.what, error.why)

    def compare(self, where: str, row: int | None, chain: str, count: int, digest: Digest) -> None:
        end = self.ends.journal_count if chain == "journal" else self.ends.intake_count
        found = (self.journal_digests if chain == "journal" else self.intake_digests).get(count)
        if count > end:
            self.found(
                chain,
                end + 1,
                _row(chain, end + 1),
                say("is missing: the signed {where} counts {count}", where=Phrase(where), count=count),
            )
        elif count and found != digest:
            self.found(where, row, _row(chain, count), say("is not the one that was signed"))


def _row(kind: str, number: int) -> Phrase:
    return say("{kind} {row}", kind=Phrase(kind), row=number)


def _jump(found: int, before: int) -> Phrase:
    return say("is missing: {found} follows {before}", found=found, before=before)


def _of_agent(what: str, agent_id: AgentId) -> Phrase:
    return say("{what} of agent {agent}…", what=Phrase(what), agent=agent_id[:8])


def _expected(digest: Callable[[], Digest]) -> Digest | None:
    """The digest a row must have; None when a column holds what it can never hold."""
    try:
        return digest()
    except (TypeError, ValueError):
        return None


def _authentic_content(row: StoredReport, message: bytes, key: PublicKey, public_key: bytes) -> bytes:
    if not is_signed_by(Domain.REPORT, message, key):
        raise StoreError("signature", "is not the agent's over these bytes")
    content = split(message)[1]
    if digest_of(content) != row.digest:
        raise StoreError("digest", "is not that of the stored bytes")
    envelope = decode_envelope(content)
    said = (envelope.agent, envelope.key, envelope.sequence, envelope.kind, envelope.boot, envelope.previous)
    stored = (row.agent_id, key_id(public_key), row.sequence, row.kind, row.boot_id, row.previous)
    if said != stored or (envelope.taken.wall_us, envelope.taken.boot_us) != (row.taken_wall_us, row.taken_boot_us):
        raise StoreError("row", "does not say what the signed report says")
    return content


def _gap_of(content: bytes) -> Gap | None:
    try:
        observations = decode_observations(content)
    except ProtocolError:
        return None
    return observations[0] if len(observations) == 1 and isinstance(observations[0], Gap) else None
