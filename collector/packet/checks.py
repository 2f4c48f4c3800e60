"""Whether a packet holds together: signature, head, chain, hand-over, and every piece of evidence the answer names.

Rule 1: no store, no network, no clock: the file's bytes and the collector's public key are all there is.
Rule 2: every check is made, also after one has failed: what else does not fit says where a file was changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from collector.errors import PacketMalformed, PacketTruncated
from collector.packet import evidence, form
from collector.packet.contents import Body, Contents, HandOver, Head, Report, Wanted
from collector.packet.failed import Failed
from collector.trust.chain_heads import Heads, SignedHeads, canonical, is_authentic, link
from collector.trust.keys import verifier
from protocol.identity import Digest, digest_of, key_id
from protocol.phrases import say
from protocol.signing import Verifier

MOST_FAILED = 50
ACTION = "packet-handed-over"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`failed` is empty for a packet that is genuine and whole; `contents` is None where it could not be read."""

    failed: tuple[Failed, ...]
    contents: Contents | None

    @property
    def is_genuine(self) -> bool:
        return not self.failed


def check(file: bytes, public_key: bytes, collector_id: str | None = None) -> Outcome:
    """Checks a packet's bytes against the collector's 32-byte public key, and its id where that is known.

    Raises NotAPacket, UnsupportedPacketFormat or PacketTooLarge for what cannot be judged at all, TrustError for a key
    that is none.
    """
    key = verifier(public_key)
    try:
        parts = form.take_apart(file)
    except PacketTruncated as error:
        return Outcome((Failed.of(error),), None)
    is_signed = form.is_signed(parts, key)
    try:
        contents = form.contents_of(parts)
    except PacketMalformed as error:
        unsigned = () if is_signed else (_not_signed(None, public_key),)
        return Outcome((*unsigned, Failed.of(error)), None)
    found = chain(
        [] if is_signed else [_not_signed(contents.head, public_key)],
        _of_head(contents.head, public_key, key, collector_id, is_signed=is_signed),
        _of_entry(contents.handover, contents.body, contents.head),
        evidence.of_answer(contents.body),
        _of_reports([item for item in contents.body.evidence if isinstance(item, Report)], contents.head),
    )
    # Bounded while it is made: a forger may name any number of reports.
    return Outcome(tuple(islice(found, MOST_FAILED)), contents)


def _not_signed(head: Head | None, public_key: bytes) -> Failed:
    mine = key_id(public_key)
    if head is not None and head.key != mine:
        why = say("the packet names key {named}, the key given is {given}", named=head.key, given=mine)
        return Failed("wrong-key", say("signature"), why)
    return Failed(
        "signature", say("signature"), say("is not that of key {given} over these bytes: they were changed", given=mine)
    )


def _of_head(
    head: Head, public_key: bytes, key: Verifier, collector_id: str | None, *, is_signed: bool
) -> Iterator[Failed]:
    """Of a packet that another key signed, nothing more can be said of its head."""
    if collector_id is not None and head.collector != collector_id:
        why = say("the packet is of {found}, the site bundle of {wanted}", found=head.collector, wanted=collector_id)
        yield Failed("wrong-collector", say("collector"), why)
    if head.key != key_id(public_key):
        if is_signed:
            yield Failed("head", say("journal head"), say("names another key than the one given"))
        return
    heads = Heads(head.journal_count, Digest(head.journal_digest), head.intake_count, Digest(head.intake_digest))
    if not is_authentic(SignedHeads(heads, bytes.fromhex(head.signature)), head.collector, key):
        yield Failed("head", say("journal head"), say("was not signed by this key as it stands"))


def committed(body: Body, wanted: Wanted) -> dict[str, str]:
    """What the journal's entry says of a packet: its body's digest, and the hand-over but for the reason."""
    digest = digest_of(form.body_text(body))
    said = {"asked_by": wanted.asked_by, "case_no": wanted.case_no, "approved_by": wanted.approved_by}
    return {"kind": body.kind, "body": digest, **said}


def _of_entry(handover: HandOver, body: Body, head: Head) -> Iterator[Failed]:
    """The hand-over against its journal entry, the entry against the head that ends with it."""
    entry = handover.entry
    where = say("journal entry {number}", number=entry.sequence)
    fields = entry.model_dump()
    digest = fields.pop("digest")
    if link(fields) != digest:
        yield Failed("chain", where, say("does not have the digest of its content"))
    if (entry.sequence, entry.digest) != (head.journal_count, head.journal_digest):
        yield Failed("chain", where, say("is not the link that the journal head names"))
    said = (entry.action, entry.at_us, entry.reason)
    if said != (ACTION, handover.at_us, handover.reason) or entry.content != canonical(committed(body, handover)):
        yield Failed("handover", say("hand-over"), say("is not what the journal entry says was handed over"))


def _of_reports(reports: list[Report], head: Head) -> Iterator[Failed]:
    """Each report by itself, then the links between neighbours, in the order of receipt and in each agent's chain."""
    for item in reports:
        yield from evidence.of_report(item)
    rows = sorted((item.row for item in reports), key=lambda row: row.intake)
    for row in rows:
        where = say("report {digest}…", digest=row.digest[:16])
        if row.intake > head.intake_count or (
            row.intake == head.intake_count and row.intake_digest != head.intake_digest
        ):
            yield Failed("chain", where, say("does not lie before the head of what came in"))
    for before, after in pairwise(rows):
        if after.intake == before.intake + 1 and after.previous_intake != before.intake_digest:
            where = say("report {digest}…", digest=after.digest[:16])
            yield Failed("chain", where, say("does not follow the report that came in before it"))
    chained = sorted(rows, key=lambda row: (row.agent_id, row.sequence))
    for before, after in pairwise(chained):
        follows = after.agent_id == before.agent_id and after.first_sequence == before.sequence + 1
        # What follows a gap names the last report that was dropped, which nobody has.
        if follows and before.kind != "gap" and after.previous != before.digest:
            where = say("report {digest}…", digest=after.digest[:16])
            yield Failed("chain", where, say("does not follow its agent's report before it"))
