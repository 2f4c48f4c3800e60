import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.book import Merge
from collector.imports.sheets.markup import looks_like, read_html


def test_spans_are_merges() -> None:
    sheet = read_html("<table><tr><td rowspan=2>a<td colspan=2>b</tr><tr><td>c<td>d</tr></table>").sheets[0]

    assert sheet.rows == [["a", "b", ""], ["", "c", "d"]]
    assert sheet.merges == (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2))


def test_scripts_are_not_text_and_breaks_are_lines() -> None:
    sheet = read_html("<table><tr><td>a<br>b<script>alert(1)</script></td></tr></table>").sheets[0]

    assert sheet.rows == [["a\nb"]]


@pytest.mark.parametrize("text", ["<html><body>nothing</body></html>", "<html>"])
def test_no_table(text: str) -> None:
    with pytest.raises(InvalidValue, match="without a table"):
        read_html(text)


def test_huge_spans_are_bounded() -> None:
    with pytest.raises(InvalidValue, match="columns"):
        read_html("<table><tr>" + "<td colspan=999999>x</td>" * 4 + "</tr></table>")


def test_what_looks_like_html() -> None:
    assert looks_like("\ufeff\n <!DOCTYPE html><table>")
    assert not looks_like("<单位>,使用人")
