"""How an import is told to a person, and the workbook of refused rows."""

from typing import Any

from collector.cli import output
from collector.cli.texts import N_, _, told
from collector.imports.sheets.headings import HEADINGS, Field
from protocol.phrases import reworded

_MOST = 20
WHY = "错误原因"
"""Heading of the column of refused rows that says why; importing the workbook again ignores it."""

LEFT_OUT = {
    "blank-row": N_("blank row"),
    "subtotal": N_("sum"),
    "footer": N_("signatures or notes"),
    "sample-row": N_("sample row"),
    "heading-repeated": N_("headings again"),
    "hidden-row": N_("hidden row; --hidden takes it"),
    "hidden-sheet": N_("hidden sheet; --hidden takes it"),
    "no-headings-found": N_("no headings found; name columns by --map"),
    "empty-sheet": N_("empty sheet"),
    "exact-duplicate": N_("the same as a row before"),
    "not-a-terminal": N_("no terminal"),
}
LEVELS = {"error": N_("error"), "warning": N_("look at it"), "note": N_("note")}
KINDS = {"mac": "MAC", "serial": N_("serial number"), "number": N_("registration number"), "address": N_("IP address")}
LEFT_ALONE = {
    "macros": N_("The workbook holds macros; nothing ran them."),
    "external-links": N_("The workbook links to other files; nothing opened them."),
}


def conflict_kind(kind: str) -> str:
    return _(KINDS.get(kind, kind))


def told_import(found: dict[str, Any], place: str) -> str:
    """The whole answer: how columns were understood, what changes, what was refused."""
    parts = [_headline(found), *(_(LEFT_ALONE[item]) for item in found["left_alone"] if item in LEFT_ALONE)]
    parts += [_columns(sheet) for sheet in found["sheets"]]
    parts.append(output.details(_counts(found)))
    parts += _listed(
        _("Changes:"),
        _changes(found),
        {
            "row": _("row"),
            "reg_no": _("registration number"),
            "field": _("field"),
            "before": _("before"),
            "after": _("after"),
        },
    )
    parts += _listed(_("Refused:"), _findings(found["refused"], "error"), _finding_columns())
    parts += _listed(_("Taken, but look at these:"), _findings(found["told"], "warning", "note"), _finding_columns())
    parts += _listed(_("Left out:"), _left_out(found), {"row": _("row"), "why": _("why"), "text": _("text")})
    if place:
        parts.append(_("The refused rows are in {path}: correct them there and import it.").format(path=place))
    return "\n\n".join(parts)


def _headline(found: dict[str, Any]) -> str:
    if found["held_back"]:
        return _("Nothing was taken in: a row was refused, and all or nothing was asked for.")
    if found["import_id"] is None:
        return _("Nothing was taken in: this only says what would be.")
    return _("Taken in as import {number}.").format(number=found["import_id"])


def _columns(sheet: dict[str, Any]) -> str:
    taken = [
        f"{item['letter']} {_flat(item['heading'])} → {field_name(item['field'])}"
        for item in sheet["columns"]
        if item["field"]
    ]
    lost = [f"{item['letter']} {_flat(item['heading'])}" for item in sheet["columns"] if not item["field"]]
    rows = "、".join(str(row) for row in sheet["rows"])
    lines = [_("Sheet {sheet}, headings in row {rows}:").format(sheet=sheet["sheet"] or "—", rows=rows)]
    lines += ["  " + "  ".join(taken[begin : begin + 4]) for begin in range(0, len(taken), 4)]
    if sheet["unit"]:
        lines.append("  " + _("unit of all rows: {unit}").format(unit=sheet["unit"]))
    if lost:
        lines.append("  " + _("not taken: {columns}").format(columns="  ".join(lost)))
    return "\n".join(lines)


def _flat(heading: str) -> str:
    return " ".join(heading.split())


def field_name(name: str | None) -> str:
    """The heading of a field as an export has it."""
    return "" if name is None else HEADINGS.get(Field(name), name)


def _counts(found: dict[str, Any]) -> list[tuple[str, Any]]:
    counts = found["counts"]
    pairs = [
        ("SHA-256", found["digest"]),
        (_("rows"), counts["rows"]),
        (_("added"), counts["added"]),
        (_("changed"), counts["changed"]),
        (_("unchanged"), counts["unchanged"]),
        (_("refused"), counts["refused"]),
        (_("left out"), counts["left_out"]),
    ]
    return [*pairs, (_("conflicts told to the bureau"), counts["conflicts"])] if counts["conflicts"] else pairs


def _listed(title: str, rows: list[dict[str, Any]], columns: dict[str, str]) -> list[str]:
    """A table of the first rows under its title; nothing where there are none."""
    if not rows:
        return []
    more = [_("… and {count} more").format(count=len(rows) - _MOST)] if len(rows) > _MOST else []
    return ["\n".join([title, output.rendered(rows[:_MOST], columns), *more])]


def _place(row: dict[str, Any]) -> str:
    return f"{row['sheet']}!{row['row']}" if row["sheet"] else str(row["row"])


def _changes(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"row": _place(change), "reg_no": change["reg_no"]} | one | {"field": field_name(one["field"])}
        for change in found["changes"]
        for one in change["differences"]
    ]


def _finding_columns() -> dict[str, str]:
    return {"row": _("row"), "field": _("field"), "value": _("value"), "why": _("why"), "suggestion": _("perhaps")}


def _findings(rows: list[dict[str, Any]], *levels: str) -> list[dict[str, Any]]:
    return [
        {
            "row": _place(row),
            "field": field_name(item["field"]),
            "value": _flat(item["value"]),
            "why": told(reworded(item, "why")),
            "suggestion": item["suggestion"],
        }
        for row in rows
        for item in row["findings"]
        if item["level"] in levels
    ]


def _left_out(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"row": _place(item), "why": _(LEFT_OUT.get(item["reason"], item["reason"])), "text": item["text"]}
        for item in found["left_out"]
    ]


def refused_sheets(found: dict[str, Any]) -> list[tuple[str, list[list[str]]]]:
    """The refused rows by sheet, as they stood there, each with why in front: to correct and import again."""
    sheets = []
    for sheet in found["sheets"]:
        rows = [row for row in found["refused"] if row["sheet"] == sheet["sheet"]]
        if rows:
            sheets.append(
                (sheet["sheet"] or "Sheet1", [_heading_row(sheet), *(_refused_row(sheet, row) for row in rows)])
            )
    return sheets


def _heading_row(sheet: dict[str, Any]) -> list[str]:
    row = [WHY, *(item["heading"] for item in sheet["columns"])]
    return [*row, HEADINGS[Field.UNIT]] if sheet["unit"] else row


def _refused_row(sheet: dict[str, Any], row: dict[str, Any]) -> list[str]:
    told_row = [_reasons(row), *(_cell(row["cells"], item["letter"]) for item in sheet["columns"])]
    return [*told_row, sheet["unit"]] if sheet["unit"] else told_row


def _cell(cells: list[str], letters: str) -> str:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return cells[place - 1] if place <= len(cells) else ""


def _reasons(row: dict[str, Any]) -> str:
    lines = []
    for item in row["findings"]:
        if item["level"] == "error":
            perhaps = _("perhaps {suggestion}").format(suggestion=item["suggestion"]) if item["suggestion"] else ""
            said = [told(reworded(item, "why")), told(reworded(item, "next_step")), perhaps]
            lines.append(f"{field_name(item['field'])}: " + "; ".join(text for text in said if text))
    return "\n".join(lines)
