"""Exit codes are a promise to scripts."""

import pytest

from collector.cli.failures import ExitCode
from tests.collector.cli.conftest import Site
from tests.support.chinese import english_in, is_chinese


def test_numbers_never_change() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FINDING": 1,
        "USAGE": 2,
        "UNREACHABLE": 3,
        "REFUSED": 4,
        "NOT_FOUND": 5,
    }


COMMANDS: list[tuple[str, tuple[str, ...], ExitCode]] = [
    ("zhao-admin", ("unit", "show", "nowhere"), ExitCode.NOT_FOUND),
    ("zhao-admin", ("unit", "add", "示例市财政局", "--region", "371499"), ExitCode.REFUSED),
    ("zhao-admin", ("unit", "add", "示例市档案局", "--region", "37"), ExitCode.USAGE),
    ("zhao-admin", ("unit", "add", "示例市档案局"), ExitCode.USAGE),
    ("zhao-admin", ("person", "add", "张三", "--unit", "示例市财政局", "--mobile", "1"), ExitCode.USAGE),
    ("zhao-admin", ("person", "add", "钱文博", "--unit", "示例市财政局", "--department", "科"), ExitCode.USAGE),
    ("zhao-admin", ("terminal", "show", "CZJ-YSK-02"), ExitCode.NOT_FOUND),
    ("zhao-admin", ("trace", "10.37.12.300"), ExitCode.NOT_FOUND),
    ("zhao-admin", ("trace", "10.37.12.21", "--at", "gestern"), ExitCode.USAGE),
    ("zhao-admin", ("operator", "add", "qian-wen", "--display-name", "钱文博", "--password-stdin"), ExitCode.REFUSED),
    ("zhao-admin", ("journal",), ExitCode.REFUSED),
    ("sun-approver", ("unit", "add", "示例市档案局", "--region", "371499"), ExitCode.REFUSED),
    ("wang-sec", ("segment", "add", "X", "--unit", "示例市财政局", "--prefix", "10.37.12.1/24"), ExitCode.USAGE),
    (
        "wang-sec",
        ("segment", "add", "X", "--unit", "示例市财政局", "--prefix", "10.1.0.0/24", "--vlan", "x"),
        ExitCode.USAGE,
    ),
    ("wang-sys", ("operator", "add", "admin", "周敏", "--password-stdin"), ExitCode.USAGE),
    ("nobody", ("unit", "list"), ExitCode.USAGE),
    ("nobody", ("--collector", "URL", "--ca", "CA", "unit", "list"), ExitCode.REFUSED),
    ("nobody", ("--collector", "unix:/nowhere/x.sock", "unit", "list"), ExitCode.UNREACHABLE),
    ("nobody", ("verify", "--state", "/nowhere"), ExitCode.NOT_FOUND),
    ("nobody", ("authority", "activate", "7", "--state", "/nowhere"), ExitCode.REFUSED),
    ("nobody", ("serve", "--config", "/nowhere/collector.toml"), ExitCode.USAGE),
    ("nobody", ("units",), ExitCode.USAGE),
]


@pytest.mark.parametrize(("home", "arguments", "code"), COMMANDS)
def test_failure_is_said_in_chinese_throughout(
    site: Site, home: str, arguments: tuple[str, ...], code: ExitCode
) -> None:
    places = {"URL": site.collector.operators_url, "CA": site.collector.ca}
    words = [places.get(word, word) for word in arguments]

    ran = site.collector.run(*words, home=home, lang="zh", stdin="zhou\n")

    assert "Traceback" not in ran.err
    assert english_in(ran.err) == []
    assert is_chinese(ran.err), ran.err
    assert ran.code == code, ran.err


def test_kind_of_a_row_is_said_in_chinese(site: Site) -> None:
    assert "未找到:单位 'nowhere'" in site.collector.run("unit", "show", "nowhere", home="zhao-admin", lang="zh").err


def test_english_is_noticed() -> None:
    assert english_in("mingce: 单位 'x':there is none") == ["there is none"]
    assert english_in("mingce: 单位 'there is none':不存在,可用 `mingce unit list` 列出") == []
