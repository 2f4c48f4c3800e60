import io
import zipfile

import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.package import inspect
from tests.support.messy_sheets import Formula, SheetMade, sheet_of, xlsx


def changed(content: bytes, **members: bytes) -> bytes:
    """The archive with some members replaced or added; __ stands for / and the last _ for the dot."""
    made = io.BytesIO()
    names = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): value
        for name, value in members.items()
    }
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            if item not in names:
                new.writestr(item, old.read(item))
        for name, value in names.items():
            new.writestr(name, value)
    return made.getvalue()


def test_what_the_library_does_not_tell() -> None:
    made = SheetMade([["a", Formula("=1/0", "#DIV/0!")], ["b", 1]], hidden_rows=[1])
    traits = inspect(xlsx(made, from_1904=True))
    sheet = traits.sheets[traits.names["Sheet1"]]

    assert (traits.from_1904, sheet.hidden_rows, sheet.flaws) == (True, {1}, {(0, 1): "#DIV/0!"})
    assert (sheet.last_row, sheet.last_column, sheet.filled_rows) == (1, 1, 2)


def test_macros_and_links_are_left_alone_and_told() -> None:
    content = changed(sheet_of({}), xl__vbaProject_bin=b"\xd0\xcf", xl__externalLinks__externalLink1_xml=b"<x/>")

    assert inspect(content).left_alone == ["macros", "external-links"]


def test_a_bomb_is_refused_by_its_ratio() -> None:
    with pytest.raises(InvalidValue, match="like a bomb"):
        inspect(changed(sheet_of({}), xl__media__x_xml=b"0" * 50_000_000))


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'

    with pytest.raises(InvalidValue, match="document type"):
        inspect(changed(sheet_of({}), xl__worksheets__sheet1_xml=bomb))


@pytest.mark.parametrize("cell", ["XFD1", "A1048576:x", "ZZ99999999", ""])
def test_cells_at_odd_places_never_break_it(cell: str) -> None:
    body = f'<worksheet><sheetData><row><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'.encode()
    content = changed(sheet_of({}), xl__worksheets__sheet1_xml=body)
    if cell == "XFD1":
        with pytest.raises(InvalidValue, match="columns"):
            inspect(content)
    else:
        assert inspect(content).sheets


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, sheet_of({})[:2000]])
def test_broken_archives(content: bytes) -> None:
    with pytest.raises(InvalidValue, match="no workbook"):
        inspect(content)


def test_broken_xml() -> None:
    with pytest.raises(InvalidValue, match="XML cannot be read"):
        inspect(changed(sheet_of({}), xl__worksheets__sheet1_xml=b"<worksheet><row>"))


def test_another_kind_of_archive() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(InvalidValue, match=r"no \.xlsx workbook"):
        inspect(made.getvalue())
