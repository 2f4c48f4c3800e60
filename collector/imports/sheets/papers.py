"""A row's papers beside those the register has: a row changes what it says, and nothing else."""

from dataclasses import replace

from collector.imports.sheets.headings import Field
from collector.imports.sheets.matching import Matched, error
from collector.imports.sheets.plan import Difference, Refused
from collector.ledger.application import Application
from protocol.failure import Failure

COLUMNS: dict[Field, str] = {
    Field.APPLICANT: "applicant",
    Field.APPLY_DATE: "applied_on",
    Field.APPLY_NO: "apply_no",
    Field.REVIEWER: "reviewer",
    Field.REVIEW_DATE: "reviewed_on",
    Field.APPROVER: "approver",
    Field.APPROVE_DATE: "approved_on",
    Field.OPINION: "opinion",
    Field.ONLINE_DATE: "online_on",
}
_BLAMED = {"approver": Field.APPROVER, "online date": Field.ONLINE_DATE}


def papers(found: Matched) -> Application | None:
    """The papers as they are with the row; None where that changes nothing. Raises Refused."""
    before = (found.held.application if found.held is not None else None) or Application()
    said = {column: found.row.values[name] for name, column in COLUMNS.items() if name in found.row.values}
    try:
        after = replace(before, **said).checked()  # type: ignore[arg-type]  # each reader gives text or None
    except Failure as failure:
        name = next((field for start, field in _BLAMED.items() if failure.what.startswith(start)), None)
        raise Refused(error(name, failure.what, failure.why, failure.next_step)) from None
    return None if after == before else after


def papers_differences(before: Application | None, after: Application | None) -> list[Difference]:
    """Field by field; nothing where the papers stay."""
    if after is None:
        return []
    old = before or Application()
    return [
        Difference(name, getattr(old, column) or "", getattr(after, column) or "")
        for name, column in COLUMNS.items()
        if getattr(old, column) != getattr(after, column)
    ]
