"""mingce ledger import, export, imports, conflicts."""

import json
from pathlib import Path

import pytest

from collector.imports.sheets.reader import read
from tests.collector.cli.conftest import OTHER_UNIT, Site
from tests.support.messy_sheets import HEADINGS, sheet_of

ROW = {"单位名称": OTHER_UNIT, "科室": "综合窗口", "使用人": "王思远", "联系电话": "19900000003"}
ROW |= {"序列号": "LDG1", "IP地址": "", "MAC地址": "00-00-5E-00-53-A1"}
BAD = ROW | {"序列号": "LDG2", "MAC地址": "OO-00-5E-00-53-A2"}


def sheet(folder: Path, *rows: dict[str, str], name: str = "台账.xlsx") -> str:
    file = folder / name
    file.write_bytes(sheet_of(*rows, headings=(*HEADINGS, "购置年份")))
    return str(file)


def test_a_dry_run_is_told_in_both_languages(site: Site, tmp_path: Path) -> None:
    file = sheet(tmp_path, ROW, BAD)
    english = site.collector.run("ledger", "import", file, "--dry-run", home="zhao-admin")
    chinese = site.collector.run("ledger", "import", file, "--dry-run", home="zhao-admin", lang="zh")

    assert (english.code, chinese.code) == (1, 1)
    for text in ("Nothing was taken in", "I MAC地址 → MAC地址", "not taken: J 购置年份", "00-00-5E-00-53-A2"):
        assert text in english.out
    for text in ("未导入任何内容", "未采用: J 购置年份", "不是通行的写法"):
        assert text in chinese.out


def test_refused_rows_come_back_correctable(site: Site, tmp_path: Path) -> None:
    file = sheet(tmp_path, ROW | {"序列号": "LDG3", "MAC地址": "00-00-5E-00-53-A3"}, BAD)
    first = site.collector.run("ledger", "import", file, "--reason", "年度", "--json", home="zhao-admin")
    back = tmp_path / "台账.xlsx.refused.xlsx"
    rows = read(back.read_bytes()).sheets[0].rows

    assert (first.code, first.json["counts"]["added"], first.json["counts"]["refused"]) == (1, 1, 1)
    assert rows[0][0] == "错误原因"
    assert "00-00-5E-00-53-A2" in str(rows[1][0])
    assert rows[1][1] == OTHER_UNIT
    again = site.collector.run("ledger", "import", str(back), "--dry-run", "--json", home="zhao-admin")
    assert [item["suggestion"] for item in again.json["refused"][0]["findings"]] == ["00-00-5E-00-53-A2"]


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv", "out.json"])
def test_exports(site: Site, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    ran = site.collector.run("ledger", "export", str(file), "--reason", "核对", "--to", "省局", home="zhao-admin")

    assert ran.code == 0, ran.err
    assert "the hand-over is on record" in ran.out
    content = file.read_bytes()
    if name.endswith("json"):
        assert json.loads(content)[0]["macs"]
        return
    assert read(content).sheets[0].rows[0][:3] == ["登记编号", "单位名称", "统一社会信用代码"]
    again = site.collector.run("ledger", "import", str(file), "--json", home="zhao-admin")
    assert (again.json["counts"]["changed"], again.json["counts"]["added"], again.json["refused"]) == (0, 0, [])


def test_a_name_of_no_format(site: Site) -> None:
    ran = site.collector.run("ledger", "export", "out.doc", "--reason", "x", home="zhao-admin")

    assert (ran.code, ".xlsx, .csv, .json" in ran.err) == (2, True)


def test_imports_and_conflicts_are_listed(site: Site, tmp_path: Path) -> None:
    site.collector.run("ledger", "import", sheet(tmp_path, ROW, name="列表.xlsx"), home="zhao-admin")
    ran = site.collector.run("ledger", "imports", home="zhao-admin")
    conflicts = site.collector.run("ledger", "conflicts", "--json", home="wang-sec")

    assert "列表.xlsx" in ran.out
    assert conflicts.json == []


def test_a_file_that_is_not_there(site: Site) -> None:
    ran = site.collector.run("ledger", "import", "/nowhere/x.xlsx", home="zhao-admin")

    assert (ran.code, "/nowhere/x.xlsx" in ran.err) == (2, True)
