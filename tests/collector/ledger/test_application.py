from datetime import date

import pytest

from collector.errors import InvalidValue
from collector.ledger.application import Application


def test_names_in_normal_form() -> None:
    papers = Application(applicant=" 阿卜杜•热合曼 ", opinion=" 同意 ", apply_no="SQ-1").checked()

    assert papers == Application(applicant="阿卜杜·热合曼", opinion="同意", apply_no="SQ-1")
    assert (papers.is_empty, Application().is_empty) == (False, True)


@pytest.mark.parametrize(
    ("papers", "why"),
    [
        (Application(applicant="李明轩", approver="李明轩"), "is the applicant"),
        (Application(approved_on="2026-01-07", online_on="2026-01-06"), "before the approval"),
        (Application(applied_on="2026-02-30"), "is no day"),
        (Application(applied_on="20260105"), "is no day"),
        (Application(approver="张三"), "placeholder"),
    ],
)
def test_papers_that_contradict_themselves(papers: Application, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        papers.checked()


def test_online_only_when_it_is() -> None:
    Application(online_on="2026-01-08").require_begun(date(2026, 1, 8))
    with pytest.raises(InvalidValue, match="future"):
        Application(online_on="2026-01-09").require_begun(date(2026, 1, 8))
