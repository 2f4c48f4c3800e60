from agent.delivery.gap_records import can_join, gap_in, reasons_of, tally
from agent.delivery.shelf import Row
from protocol.codec import encode_report
from protocol.identity import digest_of
from protocol.observations import Gap, KindCount
from protocol.report import PROTOCOL_VERSION, Envelope, Report, ReportKind
from tests.support.spools import NOW, author, event

LINK = digest_of(b"link")


def row(kind: ReportKind, sequence: int, gap: Gap | None = None, offered: bool = False) -> Row:
    who = author()
    envelope = Envelope(PROTOCOL_VERSION, who.agent, who.key.id, who.boot, sequence, LINK, NOW, kind)
    content = encode_report(Report(envelope, (gap,) if gap else (event(),)))
    return Row(sequence, gap.first if gap else sequence, kind, LINK, LINK, 0, 0, bytes(64) + content, offered)


GAP = Gap(3, 7, LINK, (KindCount("event", 2), KindCount("sightings", 3)), "byte-cap")


def test_counts_of_gaps_and_reports_add_up() -> None:
    run = [row(ReportKind.GAP, 7, GAP), row(ReportKind.EVENT, 8), row(ReportKind.INVENTORY, 9)]

    assert gap_in(run[0]) == GAP
    assert tally(run) == (KindCount("event", 3), KindCount("inventory", 1), KindCount("sightings", 3))


def test_every_reason_is_kept_once() -> None:
    run = [row(ReportKind.GAP, 7, GAP), row(ReportKind.EVENT, 8)]

    assert reasons_of(run, "age") == "age, byte-cap"
    assert reasons_of(run, "byte-cap") == "byte-cap"


def test_only_a_gap_that_nobody_was_offered_may_be_joined() -> None:
    assert can_join(row(ReportKind.GAP, 7, GAP))
    assert not can_join(row(ReportKind.GAP, 7, GAP, offered=True))
    assert not can_join(row(ReportKind.EVENT, 7))
