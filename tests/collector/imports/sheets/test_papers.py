from dataclasses import replace

from collector.imports.sheets.headings import Field
from collector.ledger.application import Application
from tests.support.ledger_rows import held, planned, reasons, view

ROW = {"申请人": "李明轩", "申请日期": "2026/1/5", "审批人": "孙立", "审批日期": "2026年1月7日", "开通日期": 46030}
EXTRA = tuple(ROW)
PAPERS = Application(
    applicant="李明轩", applied_on="2026-01-05", approver="孙立", approved_on="2026-01-07", online_on="2026-01-08"
)


def test_a_row_s_papers() -> None:
    assert planned(ROW, register=view(), extra=EXTRA).additions[0].application == PAPERS


def test_who_applies_does_not_approve() -> None:
    made = planned(ROW | {"审批人": "李明轩"}, register=view(), extra=EXTRA)

    assert reasons(made) == [(2, ["is the applicant"])]
    assert made.refused[0].findings[-1].field is Field.APPROVER


def test_nothing_goes_online_before_it_is_approved_or_tomorrow() -> None:
    early = planned(ROW | {"开通日期": "2026-01-06"}, register=view(), extra=EXTRA)
    late = planned(ROW | {"开通日期": "2026-03-02"}, register=view(), extra=EXTRA)

    assert reasons(early) == [(2, ["lies before the approval of 2026-01-07"])]
    assert reasons(late) == [(2, ["lies in the future"])]


def test_a_row_changes_what_it_says_and_masked_names_say_nothing() -> None:
    known = view(replace(held(), application=PAPERS))
    row = {"申请人": "李**", "审批意见": "同意", "审批日期": ""}
    made = planned(row, register=known, extra=tuple(row))

    assert made.changes[0].application == replace(PAPERS, opinion="同意")
    assert [(item.field, item.before, item.after) for item in made.changes[0].differences] == [
        (Field.OPINION, "", "同意")
    ]
    assert len(planned(ROW, register=known, extra=EXTRA).unchanged) == 1
