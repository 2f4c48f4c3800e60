"""The printable form: every field of the register under its heading, as text, and nothing from elsewhere."""

import re

from hypothesis import given
from hypothesis import strategies as st

from collector.forms.registration import GROUPS, Printed, rendered
from collector.imports.sheets.headings import HEADINGS, Field

PRINTED = Printed("zhao", "2026-01-08 09:30", "签字存档", "财政局办公室", masked=True)
ROW = {Field.REG_NO: "3714992026000001", Field.UNIT: "示例市财政局", Field.USER: "李**", Field.ROOM: "0312"}


def test_every_field_of_an_export_has_its_place_once() -> None:
    placed = [name for _title, names in GROUPS for name in names]
    elsewhere = {Field.REG_NO, Field.STATUS, Field.AGENT_ID, Field.AGENT_EXPECTED, Field.OWNER_STAFF_NO}

    assert len(placed) == len(set(placed))
    assert set(HEADINGS) - set(placed) == elsewhere


def test_page_says_headings_values_signatures_and_who_printed_it() -> None:
    page = rendered(ROW, PRINTED)

    for text in ("登记编号：3714992026000001", "使用人", "李**", "0312", "公章", "打印人：zhao", "签字存档", "已脱敏"):
        assert text in page
    assert "2026-01-08" in page


def test_loads_nothing() -> None:
    page = rendered(ROW, PRINTED)

    assert not re.search(r"<(script|link|img|iframe|object)|(src|href)=|url\(|@import|https?:", page)
    assert "default-src 'none'" in page


@given(st.text(min_size=1, max_size=40))
def test_what_people_wrote_is_text(text: str) -> None:
    page = rendered(ROW | {Field.REMARK: f"<script>{text}</script>"}, PRINTED)

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
