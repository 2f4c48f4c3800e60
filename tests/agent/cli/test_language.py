import pytest

from agent.cli.language import catalogue, choose
from tests.support.agent_command import mingce_agent


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "C", "LC_MESSAGES": "zh_CN"}, "zh_CN"),
        (["once", "--lang", "zh_CN"], {"LANG": "C"}, "zh_CN"),
        (["--lang=en"], {"LANG": "zh_CN"}, "en"),
        (["--lang"], {"LANG": "zh_CN"}, "zh_CN"),
    ],
)
def test_choice(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert choose(arguments, environment) == language


def test_usage_is_said_in_the_language_chosen() -> None:
    english = mingce_agent("--lang", "en", "decode", language="zh_CN.UTF-8").stderr
    chinese = mingce_agent("--lang", "zh_CN", "decode").stderr

    assert english.startswith("usage: ")
    assert "the following arguments are required: CAPTURE" in english
    assert chinese.startswith("用法:")
    assert "缺少参数:CAPTURE" in chinese


def test_catalogues() -> None:
    assert catalogue("zh_CN").gettext("wireless devices") == "无线设备"
    assert catalogue("en").gettext("wireless devices") == "wireless devices"
