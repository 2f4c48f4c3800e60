"""The messy cases of domain.md §3.4 that concern single cells, each with its exact outcome."""

from datetime import date, datetime

import pytest

from collector.imports.sheets.dates import end_us
from collector.imports.sheets.headings import Field
from collector.imports.sheets.network_values import written
from collector.imports.sheets.people_values import Telephones
from collector.imports.sheets.said import Level
from collector.ledger.terminal import TerminalType
from tests.support.declared_sheets import problems, read, value
from tests.support.messy_sheets import (
    HEADINGS,
    OTHER_UNIT,
    UNIT,
    SheetMade,
    row_of,
    sheet_of,
    xlsx,
)


@pytest.mark.parametrize(
    "text",
    ["00-00-5E-00-53-01", "00:00:5e:00:53:01", "0000.5e00.5301", "0000-5e00-5301", "00005E005301", "00 00 5E 00 53 01"],
)
def test_case_10_six_notations(text: str) -> None:
    assert written(value(sheet_of({"MAC地址": text}), Field.MACS)) == "00-00-5E-00-53-01"  # type: ignore[arg-type]


@pytest.mark.parametrize("between", ["\n", "/", ";", "\uff1b", "、", ",", " / "])
def test_case_11_two_macs_in_a_cell(between: str) -> None:
    said = value(sheet_of({"MAC地址": f"有线:00-00-5E-00-53-01{between}无线:00-00-5E-00-53-02"}), Field.MACS)

    assert written(said) == "00-00-5E-00-53-01、00-00-5E-00-53-02"  # type: ignore[arg-type]


def test_a_mistyped_mac_is_a_suggestion_never_a_fix() -> None:
    assert problems(sheet_of({"MAC地址": "OO-00-5E-00-53-0l"})) == [
        (Field.MACS, "not one of the notations in use", "00-00-5E-00-53-01")
    ]


def test_a_mac_that_a_spreadsheet_made_a_number() -> None:
    lost = "was turned into a number by the spreadsheet: zeros before it and letters are lost"
    gone = "was turned into a number by the spreadsheet, its digits are lost"

    assert problems(sheet_of({"MAC地址": 5005301})) == [(Field.MACS, lost, "00-00-05-00-53-01")]
    assert problems(sheet_of({"MAC地址": "1.2E+15"})) == [(Field.MACS, gone, None)]


def test_case_12_ip_and_mac_in_each_others_column() -> None:
    content = sheet_of({"IP地址": "00-00-5E-00-53-01", "MAC地址": "10.37.12.21"})

    assert problems(content) == [(Field.MACS, "IP and MAC address stand in each other's column", None)]


@pytest.mark.parametrize(
    ("text", "why", "suggestion"),
    [
        ("10.1.1.5-8", "is a range", "10.1.1.5、10.1.1.6、10.1.1.7、10.1.1.8"),
        ("10.1.1.5/6", "is a range", "10.1.1.5、10.1.1.6"),
        ("10.1.1.50/24", "carries a prefix length", "10.1.1.50"),
        ("10,37,1,5", "has commas for dots", "10.37.1.5"),
    ],
)
def test_case_13_ranges_are_not_guessed(text: str, why: str, suggestion: str) -> None:
    assert problems(sheet_of({"IP地址": text})) == [(Field.ADDRESSES, why, suggestion)]


def test_case_13_lists_and_leading_zeros() -> None:
    content = sheet_of({"IP地址": "010.037.001.005、10.37.1.6"})

    assert written(value(content, Field.ADDRESSES)) == "10.37.1.5、10.37.1.6"  # type: ignore[arg-type]
    assert problems(content, level=Level.WARNING) == [
        (Field.ADDRESSES, "has leading zeros; read as decimal 10.37.1.5", None)
    ]


@pytest.mark.parametrize(
    "cell", [19900000001, 1.9900000001e10, "19900000001.0", "1.9900000001E10", "199 0000 0001", "+86-19900000001"]
)
def test_case_14_telephones(cell: object) -> None:
    assert value(sheet_of({"联系电话": cell}), Field.MOBILE) == Telephones("19900000001")


def test_case_14_rounded_telephone_is_refused() -> None:
    assert [item[0] for item in problems(sheet_of({"联系电话": "1.99E+10"}))] == [Field.MOBILE]


def test_case_15_a_room_that_lost_its_zero_is_told() -> None:
    content = sheet_of({"房间号": 312})

    assert value(content, Field.ROOM) == "312"
    assert problems(content, level=Level.WARNING)[0][0] is Field.ROOM


def test_case_16_vlan() -> None:
    headings = (*HEADINGS, "VLAN")
    cells: list[object] = [112.0, "112.0", "VLAN 112", "vlan112"]
    content = sheet_of(
        *({"VLAN": cell, "序列号": f"S{n}X", "MAC地址": "", "IP地址": ""} for n, cell in enumerate(cells)),
        headings=headings,
    )

    assert [row.values[Field.VLAN] for row in read(content).rows] == [112] * 4
    assert problems(sheet_of({"VLAN": 4095}, headings=headings))[0][0] is Field.VLAN


@pytest.mark.parametrize(
    ("cell", "from_1904"),
    [
        ("2026/1/5", False),
        ("2026-01-05", False),
        ("2026.1.5", False),
        ("20260105", False),
        ("2026年1月5日", False),
        ("26.1.5", False),
        (46027, False),
        (44565, True),
        (date(2026, 1, 5), True),
        (datetime(2026, 1, 5), False),  # noqa: DTZ001 - a workbook's cell
    ],
)
def test_case_17_dates(cell: object, from_1904: bool) -> None:
    headings = (*HEADINGS, "有效期至")
    content = xlsx(SheetMade([list(headings), row_of(headings, 有效期至=cell)]), from_1904=from_1904)

    assert value(content, Field.EXPIRES) == end_us(date(2026, 1, 5))


def test_case_17_no_day_and_no_end() -> None:
    headings = (*HEADINGS, "有效期至")

    assert problems(sheet_of({"有效期至": "2026年1月"}, headings=headings)) == [
        (Field.EXPIRES, "names no day", "2026-01-01")
    ]
    assert value(sheet_of({"有效期至": "长期"}, headings=headings), Field.EXPIRES) is None


def test_case_28_rare_and_minority_names() -> None:
    names = {"𠮷野": "𠮷野", "㛃阳": "㛃阳", "阿卜杜•热合曼": "阿卜杜·热合曼", "阿卜杜・热合曼": "阿卜杜·热合曼"}

    assert {typed: value(sheet_of({"使用人": typed}), Field.USER) for typed in names} == names


def test_case_30_traditional_headings() -> None:
    headings = ["單位名稱", "處室", "使用人", "聯繫電話", "房間號", "終端類型", "序列號", "IP地址", "MAC地址"]

    assert len(read(xlsx(SheetMade([headings, row_of()]))).rows[0].values) == 9


def test_case_31_yes_and_no() -> None:
    headings = (*HEADINGS, "是否公用")
    words = {"是": True, "√": True, "Y": True, "公用": True, "否": False, "×": False, "0": False, "私用": False}

    assert {word: value(sheet_of({"是否公用": word}, headings=headings), Field.IS_SHARED) for word in words} == words
    assert Field.IS_SHARED not in read(sheet_of({}, headings=headings)).rows[0].values


def test_case_33_operating_systems() -> None:
    headings = (*HEADINGS, "操作系统")
    usual = {
        "麒麟V10": "银河麒麟V10",
        "Kylin V10 SP1": "银河麒麟 V10 SP1",
        "win10": "Windows 10",
        "UOS V20": "统信UOS V20",
    }
    usual |= {"银河麒麟桌面V10 SP1": "银河麒麟桌面V10 SP1", "中标麒麟7.0": "中标麒麟7.0"}

    assert {text: value(sheet_of({"操作系统": text}, headings=headings), Field.OS_NAME) for text in usual} == usual


def test_case_35_a_remark_in_a_cell_hints_at_a_status() -> None:
    content = sheet_of({"终端类型": "台式机\uff08已报废\uff09"})

    assert value(content, Field.TERMINAL_TYPE) is TerminalType.DESKTOP
    assert problems(content, level=Level.WARNING)[0][1].startswith("says of the terminal: 已报废")


def test_case_36_credit_code() -> None:
    headings = (*HEADINGS, "统一社会信用代码")
    content = sheet_of({"统一社会信用代码": "11371499mb1OOOO10p"}, headings=headings)

    assert read(content).rows[0].is_good
    assert problems(content, level=Level.WARNING) == [
        (Field.USCC, "is no unified social credit code", "11371499MB1000010P")
    ]


def test_a_unit_is_given_for_rows_that_name_none() -> None:
    content = sheet_of({"单位名称": ""}, {"单位名称": OTHER_UNIT, "序列号": "S2X", "MAC地址": "", "IP地址": ""})

    assert [row.values[Field.UNIT] for row in read(content, unit=UNIT).rows] == [UNIT, OTHER_UNIT]
