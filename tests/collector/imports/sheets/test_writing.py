import csv
import io
import zipfile

from collector.imports.sheets.reader import read
from collector.imports.sheets.writing import delimited, workbook


def test_no_cell_is_ever_a_formula_or_a_link() -> None:
    content = workbook([("x", [["a"], ["=1+1"], ["http://example.test/"], ["0301"]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert read(content).sheets[0].rows == [["a"], ["=1+1"], ["http://example.test/"], ["0301"]]


def test_delimited_text_disarms_formulas_and_has_a_mark() -> None:
    content = delimited([["=1", "+1", "-1", "@x", "\tx", "'x", "x"]])

    assert content.startswith(b"\xef\xbb\xbf")
    assert next(csv.reader([content.decode("utf-8-sig").strip("\r\n")])) == [
        "'=1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "''x",
        "x",
    ]


def test_names_of_sheets_that_no_workbook_may_have() -> None:
    assert [sheet.name for sheet in read(workbook([("a/b[c]", [["x"]]), ("", [["y"]])])).sheets] == ["a_b_c_", "Sheet2"]
