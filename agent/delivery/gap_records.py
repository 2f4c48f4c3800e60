"""What a gap record says of the reports it stands for. Pure: rows in, counts and reasons out."""

from collections import Counter

from agent.delivery.shelf import Row
from protocol.codec import decode_observations
from protocol.observations import Gap, KindCount
from protocol.report import ReportKind
from protocol.signing import split


def can_join(row: Row) -> bool:
    """Whether a gap may be made part of another: nobody was offered it yet."""
    return row.kind is ReportKind.GAP and not row.offered


def gap_in(row: Row) -> Gap:
    """The gap of a gap report."""
    return next(item for item in decode_observations(split(row.message)[1]) if isinstance(item, Gap))


def tally(run: list[Row]) -> tuple[KindCount, ...]:
    counts: Counter[str] = Counter()
    for row in run:
        if row.kind is ReportKind.GAP:
            counts.update({count.kind: count.reports for count in gap_in(row).counts})
        else:
            counts[row.kind.value] += 1
    return tuple(KindCount(kind, reports) for kind, reports in sorted(counts.items()))


def reasons_of(run: list[Row], why: str) -> str:
    found = {why}.union(*(gap_in(row).why.split(", ") for row in run if row.kind is ReportKind.GAP))
    return ", ".join(sorted(found))
