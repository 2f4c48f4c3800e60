"""What typer says of wrong usage, said in Chinese."""

from collections.abc import Iterator

import pytest

from collector.cli import texts, usage


@pytest.fixture
def chinese() -> Iterator[None]:
    texts.choose("zh")
    yield
    texts.choose("en")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("No such option: --att", "没有选项 --att"),
        ("No such option: --att (Possible options: --at, --to)", "没有选项 --att;相近的有 --at, --to"),
        ("没有命令 'trac'。. Did you mean 'trace'?", "没有命令 'trac';是否指 'trace'?"),
        ("Missing argument 'name'.", "缺少参数 'name'。"),
        ("Missing option '--region'.", "缺少选项 '--region'。"),
        ("Got unexpected extra argument(s) (a b)", "多余的参数:a b"),
        ("Option '--region' requires an argument.", "选项 '--region' 需要取值。"),
        (
            "Invalid value for '--vlan': Input should be a valid integer, unable to parse string as an integer",
            "'--vlan' 的取值无效:不是整数",
        ),
        ("Invalid value for '--vlan': 'x' is not a valid integer.", "'--vlan' 的取值无效:不是整数"),
        ("nobody foresaw this", "nobody foresaw this"),
        ("\x1b[2Jcleared", "\\x1b[2Jcleared"),
    ],
)
@pytest.mark.usefixtures("chinese")
def test_sentence(message: str, expected: str) -> None:
    assert usage.said(message) == expected


def test_english_stays_what_it_means() -> None:
    texts.choose("en")

    assert usage.said("Missing option '--region'.") == "Missing option '--region'."


@pytest.mark.usefixtures("chinese")
def test_depth_is_bounded() -> None:
    message = "Invalid value: " * 500 + "end"

    assert usage.said(message).count("取值无效") == 3
