from collector.imports.sheets.book import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Sheet


def test_the_largest_ledger_fits_within_the_bounds() -> None:
    assert MOST_ROWS * 40 <= MOST_CELLS
    assert MOST_COLUMNS >= 64


def test_a_sheet_is_visible_and_without_merges_unless_said() -> None:
    sheet = Sheet("x", [["a"]])

    assert (sheet.is_hidden, sheet.merges, sheet.hidden_rows, sheet.flaws) == (False, (), frozenset(), {})
