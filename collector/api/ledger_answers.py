"""What the ledger's door answers: how a file was understood, what it would change, what was refused and why."""

from collections.abc import Sequence

from pydantic import BaseModel

from collector.api import masking
from collector.api.faults import Worded
from collector.imports.sheets.declaration import SheetHeadings
from collector.imports.sheets.headings import Field
from collector.imports.sheets.plan import Change, Difference, Plan
from collector.imports.sheets.row import Declared
from collector.imports.sheets.said import Finding, as_text
from protocol.phrases import worded

MOST_TOLD = 1000


class ColumnOut(BaseModel):
    """`field` null: not taken; `extra`: an earlier column is that field; `by_person`: corrected."""

    letter: str
    heading: str
    field: str | None
    extra: bool
    by_person: bool


class SheetOut(BaseModel):
    """`rows`: where the headings stand, counted from 1; `unit` as the lines above them say."""

    sheet: str
    rows: list[int]
    unit: str | None
    columns: list[ColumnOut]


class FindingOut(BaseModel):
    """`level`: error, warning or note. `suggestion` was not written anywhere."""

    level: str
    field: str | None
    value: str
    why: str
    next_step: str
    suggestion: str | None
    worded: dict[str, Worded]


class RowOut(BaseModel):
    """A row of the file; `cells` only where it was refused, as it stood there but for identity cards."""

    sheet: str
    row: int
    cells: list[str]
    findings: list[FindingOut]


class DifferenceOut(BaseModel):
    """`before` is masked where it is personal."""

    field: str
    before: str
    after: str


class ChangeOut(BaseModel):  # noqa: D101
    sheet: str
    row: int
    reg_no: str
    differences: list[DifferenceOut]


class LeftOutOut(BaseModel):
    """`row` 0 is the whole sheet."""

    sheet: str
    row: int
    reason: str
    text: str


class CountsOut(BaseModel):
    """Of rows."""

    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    left_out: int
    conflicts: int


class ImportOut(BaseModel):
    """`import_id` null: nothing was done. `held_back`: all or nothing was asked for, and a row was refused.

    Of `changes`, `told` and `left_out` the first are here; `refused` are all. `told`: good rows with findings.
    """

    import_id: int | None
    held_back: bool
    name: str
    digest: str
    kind: str
    sheets: list[SheetOut]
    counts: CountsOut
    changes: list[ChangeOut]
    told: list[RowOut]
    refused: list[RowOut]
    left_out: list[LeftOutOut]
    left_alone: list[str]


def import_out(
    plan: Plan,
    refused: Sequence[Declared],
    *,
    import_id: int | None,
    held_back: bool,
    name: str,
    digest: str,
    counts: CountsOut,
) -> ImportOut:
    """`refused`: those of the plan, and those that no longer fitted."""
    said = plan.declaration
    good = [*(item.row for item in plan.additions), *(item.row for item in plan.changes), *plan.unchanged]
    return ImportOut(
        import_id=import_id,
        held_back=held_back,
        name=name,
        digest=digest,
        kind=said.kind.value,
        sheets=[_sheet(item) for item in said.sheets],
        counts=counts,
        changes=[_change(item) for item in plan.changes[:MOST_TOLD]],
        told=[_row(row) for row in good if row.findings][:MOST_TOLD],
        refused=[_row(row, with_cells=True) for row in refused],
        left_out=[
            LeftOutOut(sheet=item.sheet, row=item.row, reason=item.reason.value, text=item.text)
            for item in said.left_out[:MOST_TOLD]
        ],
        left_alone=list(said.left_alone),
    )


def _sheet(item: SheetHeadings) -> SheetOut:
    columns = [
        ColumnOut(
            letter=column.letter,
            heading=column.heading,
            field=column.field.value if column.field is not None else None,
            extra=column.is_extra,
            by_person=column.by_person,
        )
        for column in item.header.columns
    ]
    rows = list(range(item.header.first + 1, item.header.last + 2))
    return SheetOut(sheet=item.sheet, rows=rows, unit=item.unit, columns=columns)


def _row(row: Declared, *, with_cells: bool = False) -> RowOut:
    cells = [as_text(cell) for cell in row.cells] if with_cells else []
    return RowOut(sheet=row.sheet, row=row.row, cells=cells, findings=[_finding(item) for item in row.findings])


def _finding(item: Finding) -> FindingOut:
    said = {"why": item.why, "next_step": item.next_step}
    return FindingOut(
        level=item.level.value,
        field=item.field.value if item.field is not None else None,
        value=item.value,
        suggestion=item.suggestion,
        **said,
        worded=worded(said),
    )


def _change(item: Change) -> ChangeOut:
    return ChangeOut(
        sheet=item.row.sheet,
        row=item.row.row,
        reg_no=item.held.terminal.reg_no,
        differences=[
            DifferenceOut(field=one.field.value, before=_before(one), after=one.after) for one in item.differences
        ],
    )


def _before(one: Difference) -> str:
    if one.field is Field.OPINION:
        return masking.words(one.before)
    if one.field in (Field.USER, Field.OWNER, Field.APPLICANT, Field.REVIEWER, Field.APPROVER):
        return masking.name(one.before)
    if one.field is Field.MOBILE:
        return (masking.mobile(one.before) or "") if one.before else ""
    if one.field is Field.OFFICE_PHONE:
        return (masking.office_phone(one.before) or "") if one.before else ""
    return one.before
