"""The messy cases of domain.md §3.4 that concern a whole file, each with its exact outcome; then all in one."""

from pathlib import Path
from typing import Any

import pytest

from collector.errors import InvalidValue
from collector.imports.sheets.columns import correction
from collector.imports.sheets.headings import Field
from collector.imports.sheets.network_values import written
from collector.imports.sheets.people_values import Telephones
from collector.imports.sheets.said import Level
from collector.ledger.life_cycle import Status
from tests.support.declared_sheets import left_out, problems, read
from tests.support.messy_sheets import (
    HEADINGS,
    UNIT,
    Formula,
    SheetMade,
    html_of,
    row_of,
    sheet_of,
    text_of,
    xlsx,
)

FIXTURES = Path("tests/fixtures/ledger")


def test_case_1_and_2_title_rows_and_the_unit_above_the_headings() -> None:
    headings = HEADINGS[1:]
    rows = [
        ["附件1 示例市财政局政务外网接入计算机登记表"],
        ["填报单位(盖章):示例市财政局  填报人:周敏  填报日期:2026年1月5日"],
    ]
    found = read(xlsx(SheetMade([*rows, list(headings), row_of(headings)], merges={(0, 0, 0, 7): "附件1 登记表"})))

    assert (found.sheets[0].unit, found.sheets[0].header.first) == (UNIT, 2)
    assert [row.values[Field.UNIT] for row in found.rows] == [UNIT]


def test_case_3_two_lines_of_merged_headings() -> None:
    upper = ["单位名称", "科室", "使用人", "联系电话", "房间号", "终端类型", "网络信息", "", "交换机", ""]
    lower = ["", "", "", "", "", "", "IP地址", "MAC地址", "名称", "端口"]
    row = [
        UNIT,
        "预算科",
        "李明轩",
        "19900000001",
        "0312",
        "台式机",
        "10.37.12.21",
        "0000-5e00-5301",
        "S5735",
        "GE0/0/13",
    ]
    merges = {(0, 6, 0, 7): "网络信息", (0, 8, 0, 9): "交换机", (0, 0, 1, 0): "单位名称"}
    found = read(xlsx(SheetMade([upper, lower, row], merges=merges)))

    assert (found.sheets[0].header.first, found.sheets[0].header.last) == (0, 1)
    said = found.rows[0].values
    assert (written(said[Field.MACS]), said[Field.SWITCH_NAME], said[Field.SWITCH_PORT]) == (  # type: ignore[arg-type]
        "00-00-5E-00-53-01",
        "S5735",
        "GE0/0/13",
    )


def test_case_4_and_5_synonyms_line_breaks_and_marks() -> None:
    headings = (
        "使用单位",
        "股室",
        "姓名*",
        "手机\n号码",
        "办公地点",
        "设备\u3000类型(必填)",
        "SN",
        "IP",
        "物理 地址\uff1a",
    )
    found = read(xlsx(SheetMade([list(headings), row_of()])))

    assert [column.field for column in found.sheets[0].header.columns] == [
        Field.UNIT,
        Field.DEPARTMENT,
        Field.USER,
        Field.MOBILE,
        Field.LOCATION,
        Field.TERMINAL_TYPE,
        Field.SERIAL_NO,
        Field.ADDRESSES,
        Field.MACS,
    ]


def test_a_column_is_corrected_by_a_person() -> None:
    headings = [*HEADINGS[:-1], "机器标识"]
    content = xlsx(SheetMade([headings, row_of()]))
    without, corrected = read(content), read(content, corrections=(correction("机器标识=macs"), correction("E=-")))

    assert Field.MACS not in without.rows[0].values
    assert written(corrected.rows[0].values[Field.MACS]) == "00-00-5E-00-53-01"  # type: ignore[arg-type]
    assert Field.ROOM not in corrected.rows[0].values


def test_case_6_filled_down_only_inside_a_merge() -> None:
    rows = [list(HEADINGS), row_of()]
    rows += [row_of(科室="", 序列号=f"FAKE{n}", IP地址="", MAC地址="") for n in range(3)]
    found = read(xlsx(SheetMade(rows, merges={(1, 1, 3, 1): "预算科"})))

    assert [row.values.get(Field.DEPARTMENT) for row in found.rows] == ["预算科", "预算科", "预算科", None]


def test_case_7_and_8_blank_rows_sums_footers_and_samples() -> None:
    rows: list[list[Any]] = [
        list(HEADINGS),
        ["例: 示例市财政局", "预算科", "张三"],
        row_of(),
        [],
        ["小计", "1台"],
        ["合计", "", 1],
    ]
    rows += [["填表人:周敏", "审核人:"], ["单位负责人(签字):"], ["填表说明:1. 一机一行"], list(HEADINGS)]
    content = xlsx(SheetMade(rows))

    assert len(read(content).rows) == 1
    assert left_out(content) == [
        (2, "sample-row"),
        (5, "subtotal"),
        (6, "subtotal"),
        (7, "footer"),
        (8, "footer"),
        (9, "footer"),
        (10, "heading-repeated"),
    ]


def test_case_9_full_width_and_invisible_characters() -> None:
    wide = {
        "联系电话": "\uff11\uff19\uff19\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff11",
        "IP地址": "10\u300237\u300212\u300221",
    }
    wide |= {"MAC地址": "\uff10\uff10\uff1a00:5E:00:53:01\u200b", "使用人": "李\u3000明轩\u00a0", "房间号": "'0312"}
    said = read(sheet_of(wide)).rows[0]

    assert said.is_good, said.findings
    assert (said.values[Field.USER], said.values[Field.ROOM]) == ("李明轩", "0312")
    assert said.values[Field.MOBILE] == Telephones("19900000001")
    assert written(said.values[Field.ADDRESSES]) == "10.37.12.21"  # type: ignore[arg-type]
    assert written(said.values[Field.MACS]) == "00-00-5E-00-53-01"  # type: ignore[arg-type]


def test_case_18_duplicates() -> None:
    second = {"序列号": "TF8FAKE02", "IP地址": "10.37.12.22", "MAC地址": "00-00-5E-00-53-02"}
    same_mac = {"使用人": "周敏", "序列号": "HWFAKE03", "IP地址": "10.37.12.23"}
    same_address = {"序列号": "HWFAKE04", "MAC地址": "00-00-5E-00-53-04", "IP地址": "10.37.12.22"}
    same_serial = {"序列号": "tf8fake02", "IP地址": "10.37.12.25", "MAC地址": "00-00-5E-00-53-05"}
    found = read(sheet_of({}, {}, second, same_mac, same_address, same_serial))

    assert [(item.row, item.reason.value) for item in found.left_out] == [(3, "exact-duplicate")]
    assert [(row.row, [(item.field, str(item.why)) for item in row.findings]) for row in found.rows] == [
        (2, [(Field.MACS, "stands in row 5, too")]),
        (4, [(Field.SERIAL_NO, "stands in row 7, too"), (Field.ADDRESSES, "stands in row 6, too")]),
        (5, [(Field.MACS, "stands in row 2, too")]),
        (6, [(Field.ADDRESSES, "stands in row 4, too")]),
        (7, [(Field.SERIAL_NO, "stands in row 4, too")]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_case_20_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    found = read(text_of(row_of(), delimiter=delimiter).encode(encoding))

    assert [row.values[Field.USER] for row in found.rows] == ["李明轩"]
    assert found.rows[0].values[Field.ROOM] == "0312"


def test_case_21_xls_and_what_is_only_called_so() -> None:
    biff = read((FIXTURES / "biff8.xls").read_bytes())
    html = read(html_of(row_of()).encode("gb18030"))

    assert (biff.kind.value, len(biff.rows), biff.rows[0].values[Field.MOBILE]) == ("xls", 2, Telephones("19900000001"))
    assert (html.kind.value, html.rows[0].values[Field.ROOM], html.rows[0].is_good) == ("html", "0312", True)


def test_case_22_several_and_hidden_sheets_and_rows() -> None:
    rows = [list(HEADINGS), row_of(科室=""), row_of(科室="", 序列号="TF8FAKE02", MAC地址="", IP地址="")]
    other = [list(HEADINGS), row_of(科室="", 序列号="HWFAKE03", MAC地址="", IP地址="")]
    content = xlsx(
        SheetMade(rows, "预算科", hidden_rows=[2]), SheetMade(other, "办公室"), SheetMade(other, "旧", is_hidden=True)
    )
    found = read(content, department_from_sheet=True)

    assert [row.values[Field.DEPARTMENT] for row in found.rows] == ["预算科", "办公室"]
    assert left_out(content) == [(3, "hidden-row"), (0, "hidden-sheet")]
    assert len(read(content, with_hidden=True).rows) == 3


def test_case_23_formulas_without_values_and_errors() -> None:
    content = sheet_of({"序列号": Formula("=NA()", "#N/A"), "房间号": Formula("=A1", "#REF!")})

    assert sorted(str(item[0]) for item in problems(content)) == ["room", "serial_no"]


def test_case_24_password() -> None:
    with pytest.raises(InvalidValue, match="protected by a password"):
        read((FIXTURES / "password.xlsx").read_bytes())


def test_case_25_a_million_blank_rows() -> None:
    rows = SheetMade([list(HEADINGS), row_of()], hidden_rows=[1_048_575])

    assert len(read(xlsx(rows)).rows) == 1


def test_case_26_a_stray_cell_far_away_is_refused_before_it_takes_memory() -> None:
    far = SheetMade([list(HEADINGS), row_of()], merges={(1_048_570, 200, 1_048_575, 201): "x"})

    with pytest.raises(InvalidValue, match="row 1048571"):
        read(xlsx(far))


def test_case_32_as_above() -> None:
    rows = [{}, {"科室": "同上", "使用人": "〃", "序列号": "S2X", "IP地址": "", "MAC地址": ""}]
    rows.append({"科室": "同上", "序列号": "S3X", "IP地址": "", "MAC地址": "同上"})
    found = read(sheet_of(*rows)).rows

    assert (found[1].values[Field.DEPARTMENT], found[1].values[Field.USER]) == ("预算科", "李明轩")
    assert found[2].values[Field.DEPARTMENT] == "预算科"
    assert [item.field for item in found[2].findings if item.level is Level.ERROR] == [Field.MACS]


def test_case_34_rows_that_are_no_terminals() -> None:
    assert left_out(sheet_of({}, {"终端类型": "办公桌", "序列号": "X1Y"})) == [(3, "not-a-terminal")]
    assert problems(sheet_of({"终端类型": "台式计算"}))[0][2] == "台式计算机"


def test_an_identity_card_goes_nowhere() -> None:
    content = sheet_of({"身份证号": "11010519491231002X", "MAC地址": "wrong"}, headings=(*HEADINGS, "身份证号"))

    assert "11010519491231002X" not in repr(read(content))


def test_the_evil_mixture() -> None:
    """All at once: a title, the unit above, two lines of headings, merges, samples, sums, hidden rows, each damage."""
    upper = ["科室", "使用人*", "手机\n号码", "房间号", "设备类型", "SN", "网络信息", "", "状态", "身份证号"]
    lower = ["", "", "", "", "", "", "IP", "MAC", "", ""]
    rows: list[list[Any]] = [["附件1"], ["填报单位:示例市财政局  填报人:周敏"], upper, lower]
    rows.append(["例: 预算科", "张三", "13800000000", "101", "台式机"])
    rows.append(
        ["预算科", "李明轩", 19900000001, "0312", "台式机", "PF3FAKE01", "10.37.12.21", "0000.5e00.5301", "在网", ""]
    )
    rows.append(
        [
            "",
            "阿卜杜•热合曼",
            "199 0000 0002",
            312,
            "笔记本",
            "TF8FAKE02",
            "010.37.12.22",
            "00:00:5E:00:53:02/00005e005303",
        ]
    )
    rows.append(["", "同上", "同上", "同上", "台式机(已报废)", "HWFAKE03", "DHCP", "O0-00-5E-00-53-04"])
    rows.append(["办公室", "(公用)值班室", "", "0101", "打印机", "CM9FAKE04", "00-00-5E-00-53-05", "10.37.12.24"])
    rows.append(["办公室", "周敏", "19900000003", "0101", "办公桌", "", "", "", "", "11010519491231002X"])
    rows.append(["办公室", "周敏", "19900000003", "0101", "台式机", "HID1", "", "", "", ""])
    rows.append(["小计", "5台"])
    rows.append(["填表人:", "审核人:"])
    made = SheetMade(rows, "预算", merges={(2, 6, 2, 7): "网络信息", (5, 0, 7, 0): "预算科"}, hidden_rows=[10])
    found = read(xlsx(made))

    assert [(row.row, row.is_good) for row in found.rows] == [(6, True), (7, True), (8, False), (9, False)]
    assert [(item.row, item.reason.value) for item in found.left_out] == [
        (5, "sample-row"),
        (11, "hidden-row"),
        (12, "subtotal"),
        (13, "footer"),
        (10, "not-a-terminal"),
    ]
    assert [row.values[Field.UNIT] for row in found.rows] == [UNIT] * 4
    assert [row.values[Field.DEPARTMENT] for row in found.rows] == ["预算科"] * 3 + ["办公室"]
    assert found.rows[0].values[Field.STATUS] is Status.ADMITTED
    assert written(found.rows[1].values[Field.MACS]) == "00-00-5E-00-53-02、00-00-5E-00-53-03"  # type: ignore[arg-type]
    assert [item.suggestion for item in found.rows[2].findings if item.field is Field.MACS] == ["00-00-5E-00-53-04"]
    assert found.rows[2].values[Field.USER] == "阿卜杜·热合曼"
    assert "11010519491231002X" not in repr(found)


def test_columns_without_a_field_go_into_the_remark_on_request() -> None:
    content = sheet_of({"购置年份": "2024"}, headings=(*HEADINGS, "购置年份"))

    assert Field.REMARK not in read(content).rows[0].values
    assert read(content, others_to_remark=True).rows[0].values[Field.REMARK] == "购置年份:2024"
