import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agent.reporting import Reporter, into_reports
from protocol.limits import OBSERVATIONS_PER_REPORT
from protocol.observations import AgentEvent, AgentEventKind
from protocol.report import ReportKind
from tests.support.clock import FakeClock
from tests.support.observed import adapter, holds
from tests.support.spools import open_spool, report_in

EVENT = AgentEvent(AgentEventKind.STARTED, "x" * 400, 1)


@given(st.lists(st.integers(1, 400), max_size=30))
def test_groups_stay_whole_in_order_and_every_report_fits(sizes: list[int]) -> None:
    groups = [(AgentEvent(EVENT.what, EVENT.detail, number),) * size for number, size in enumerate(sizes)]
    reports = into_reports(groups)

    assert [item for report in reports for item in report] == [item for group in groups for item in group]
    assert all(len(report) <= OBSERVATIONS_PER_REPORT for report in reports)
    assert all(sum(group[0] in report for report in reports) == 1 for group in groups)


def test_only_what_may_be_said_reaches_the_spool(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        reporter = Reporter(spool, FakeClock())
        assert reporter.say(ReportKind.INVENTORY, [(adapter(), holds("192.168.31.77"))], is_attached=False)
        assert not reporter.say(ReportKind.INVENTORY, [(holds("192.168.31.77"),)], is_attached=False)
        (row,) = spool.offer()

    assert report_in(row).observations == (adapter(),)


def test_while_the_disk_takes_nothing_reports_wait_and_arrive_in_order(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        reporter = Reporter(spool, FakeClock())
        blocker = sqlite3.connect(tmp_path / "spool.sqlite", isolation_level=None)
        spool._shelf._connection.execute("PRAGMA busy_timeout=1")
        blocker.execute("BEGIN EXCLUSIVE")
        for number in range(3):
            reporter.say(ReportKind.EVENT, [(AgentEvent(EVENT.what, "", number),)], is_attached=True)
        assert (reporter.owed, spool.waiting) == (3, 0)
        assert "locked" in reporter.trouble
        blocker.execute("ROLLBACK")
        blocker.close()

        assert reporter.retry()
        assert [report_in(row).observations[0] for row in spool.offer()] == [
            AgentEvent(EVENT.what, "", number) for number in range(3)
        ]
        assert reporter.trouble == ""
