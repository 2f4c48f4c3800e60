import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.delivery.shelf import Row
from agent.delivery.spool import Spool
from agent.errors import SpoolError
from protocol.chain import ChainHead
from protocol.identity import Digest
from protocol.report import ReportKind, Taken
from tests.support.spools import AGENT, NOW, event, gap_in, open_spool, receipt, receive, report_in

KINDS = (ReportKind.SIGHTINGS, ReportKind.EVENT, ReportKind.INVENTORY)


def fill(spool: Spool, kinds: list[ReportKind]) -> None:
    for number, kind in enumerate(kinds):
        spool.append(kind, (event(f"{number} " + "x" * 300),), NOW)


def all_rows(spool: Spool) -> list[Row]:
    """Everything a collector would get, in deliveries of two reports."""
    rows: list[Row] = []
    while spool.waiting:
        offered = spool.offer(2)
        spool.acknowledge([(row.sequence, Digest(receipt(row)[1])) for row in offered])
        rows += offered
    return rows


def verify(rows: list[Row]) -> ChainHead:
    head = ChainHead.genesis(AGENT)
    for row in rows:
        head = receive(head, row)
    return head


def test_reports_are_numbered_and_chained(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        digests = [spool.append(ReportKind.EVENT, (event(),), NOW) for _ in range(5)]

        head = verify(all_rows(spool))

    assert head == ChainHead(5, digests[-1])


def test_what_was_appended_is_there_after_reopening(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        fill(spool, [ReportKind.EVENT] * 3)
    with open_spool(tmp_path) as spool:
        spool.append(ReportKind.EVENT, (event("after"),), NOW)
        rows = all_rows(spool)

    assert verify(rows).sequence == 4


def test_only_what_a_receipt_names_by_digest_is_forgotten(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        fill(spool, [ReportKind.EVENT] * 2)
        first, second = spool.offer()

        assert spool.acknowledge([(first.sequence, Digest("0" * 64)), (99, Digest(receipt(second)[1]))]) == 0
        assert spool.acknowledge([(second.sequence, Digest(receipt(second)[1]))]) == 1
        assert [row.sequence for row in spool.offer()] == [1]


def test_byte_cap_drops_oldest_sightings_first(tmp_path: Path) -> None:
    kinds = [ReportKind.INVENTORY, ReportKind.SIGHTINGS, ReportKind.EVENT, ReportKind.SIGHTINGS, ReportKind.EVENT]
    with open_spool(tmp_path / "unlimited") as spool:
        fill(spool, kinds)
        size = spool.size
    with open_spool(tmp_path / "limited", most_bytes=size - 1) as spool:
        fill(spool, kinds)
        rows = all_rows(spool)

    assert [row.kind for row in rows] == [ReportKind.INVENTORY, ReportKind.GAP, *kinds[2:]]
    assert verify(rows).sequence == 5
    gap = gap_in(rows[1])
    assert gap is not None
    assert (gap.first, gap.last, gap.why) == (2, 2, "byte-cap")
    assert [(count.kind, count.reports) for count in gap.counts] == [("sightings", 1)]


def test_adjacent_gaps_are_joined_and_say_what_was_dropped(tmp_path: Path) -> None:
    with open_spool(tmp_path, most_bytes=2_500) as spool:
        fill(spool, [ReportKind.SIGHTINGS, ReportKind.EVENT] * 10)
        rows = all_rows(spool)

    assert verify(rows).sequence == 20
    gaps = [gap for row in rows if (gap := gap_in(row))]
    assert len(gaps) == 1
    assert sum(count.reports for count in gaps[0].counts) == gaps[0].last - gaps[0].first + 1


def test_what_was_offered_is_never_dropped(tmp_path: Path) -> None:
    with open_spool(tmp_path, most_bytes=2_500) as spool:
        fill(spool, [ReportKind.SIGHTINGS] * 2)
        offered = spool.offer()
        fill(spool, [ReportKind.EVENT] * 10)

        assert [row.message for row in spool.offer()[:2]] == [row.message for row in offered]


def test_old_reports_are_dropped_by_age(tmp_path: Path) -> None:
    day = 86_400_000_000
    with open_spool(tmp_path, most_days=3) as spool:
        for number in range(8):
            spool.append(ReportKind.EVENT, (event(),), Taken(NOW.wall_us + number * day, number))
        rows = all_rows(spool)

    assert verify(rows).sequence == 8
    gap = gap_in(rows[0])
    assert gap is not None
    assert (gap.first, gap.last, gap.why) == (1, 4, "age")


def test_clock_set_ten_years_ahead_drops_nothing(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        fill(spool, [ReportKind.EVENT] * 3)
        spool.append(ReportKind.EVENT, (event(),), Taken(NOW.wall_us + 10 * 365 * 86_400_000_000, 1))

        assert [row.kind for row in spool.offer()] == [ReportKind.EVENT] * 4


def test_report_beyond_the_protocol_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        with pytest.raises(SpoolError, match="at most"):
            spool.append(ReportKind.EVENT, tuple(event("x" * 480) for _ in range(600)), NOW)
        spool.append(ReportKind.EVENT, (event(),), NOW)

        assert verify(all_rows(spool)).sequence == 1


def test_spool_that_cannot_be_read_is_put_aside_and_its_loss_is_in_the_chain(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        fill(spool, [ReportKind.EVENT] * 5)
        first = spool.offer(3)
        spool.acknowledge([(row.sequence, Digest(receipt(row)[1])) for row in first])
    for path in tmp_path.glob("spool.sqlite*"):
        path.write_bytes(b"not a database at all" * 300)

    with open_spool(tmp_path) as spool:
        fill(spool, [ReportKind.EVENT] * 2)
        rest = all_rows(spool)

    gap = gap_in(rest[0])
    assert gap is not None
    assert (gap.first, gap.why) == (4, "lost")
    assert verify(first + rest).sequence == 6
    assert (tmp_path / "spool.sqlite.unreadable").exists()


def test_collector_set_back_gets_a_gap_for_what_is_gone(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        fill(spool, [ReportKind.EVENT] * 6)
        sent = spool.offer(4)
        spool.acknowledge([(row.sequence, Digest(receipt(row)[1])) for row in sent])

        assert spool.oldest_first() == 5
        assert spool.bridge(3, NOW)
        rest = all_rows(spool)

    gap = gap_in(rest[0])
    assert gap is not None
    assert (gap.first, gap.last, gap.why) == (3, 4, "lost")
    assert verify(sent[:2] + rest).sequence == 6


def test_nothing_is_bridged_where_nothing_is_missing(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        fill(spool, [ReportKind.EVENT] * 2)

        assert not spool.bridge(1, NOW)
        assert not spool.bridge(7, NOW)


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.sampled_from(KINDS), st.integers(0, 700)),
        st.tuples(st.just("offer"), st.just(KINDS[0]), st.integers(1, 4)),
        st.tuples(st.just("lost-answer"), st.just(KINDS[0]), st.integers(1, 4)),
        st.tuples(st.just("reopen"), st.just(KINDS[0]), st.just(0)),
    ),
    max_size=40,
)


class Collector:
    """Takes deliveries as the contract says: a report it holds already is a duplicate."""

    def __init__(self) -> None:
        self.head = ChainHead.genesis(AGENT)
        self.held: dict[int, str] = {}

    def take(self, rows: list[Row]) -> list[tuple[int, Digest]]:
        for row in rows:
            number, digest = receipt(row)
            if self.held.get(number) != digest:
                self.head = receive(self.head, row)
                self.held[number] = digest
        return [(row.sequence, Digest(receipt(row)[1])) for row in rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_whatever_is_dropped_offered_and_lost_the_chain_verifies(
    tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, ReportKind, int]]
) -> None:
    folder = tmp_path_factory.mktemp("spool")
    collector, spool, appended, clock = Collector(), open_spool(folder, most_bytes=3_000), 0, NOW.wall_us
    for what, kind, size in operations:
        clock += 3_600_000_000
        if what == "append":
            spool.append(kind, (event("x" * min(size, 490)),), Taken(clock, appended))
            appended += 1
        elif what == "reopen":
            spool.close()
            spool = open_spool(folder, most_bytes=3_000)
        elif rows := spool.offer(size):
            receipts = collector.take(rows)
            if what == "offer":
                spool.acknowledge(receipts)
    while rows := spool.offer(3):
        spool.acknowledge(collector.take(rows))
    spool.close()

    assert collector.head.sequence == appended


APPENDER = """
import sys
from pathlib import Path
from protocol.report import ReportKind
from tests.support.spools import NOW, event, open_spool
with open_spool(Path(sys.argv[1])) as spool:
    while True:
        print(spool.append(ReportKind.EVENT, (event(),), NOW), flush=True)
"""


@pytest.mark.parametrize("returned", [1, 7, 40])
def test_nothing_that_append_returned_for_is_missing_after_kill(tmp_path: Path, returned: int) -> None:
    command = [sys.executable, "-c", APPENDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [process.stdout.readline().strip() for _ in range(returned)]
        process.send_signal(signal.SIGKILL)
        seen += [line.strip() for line in process.stdout if line.endswith("\n")]
    with open_spool(tmp_path) as spool:
        rows = all_rows(spool)

    assert [receipt(row)[1] for row in rows[: len(seen)]] == seen
    assert verify(rows).sequence == len(rows)
    assert len(rows) - len(seen) <= 1
    assert report_in(rows[0]).envelope.sequence == 1
