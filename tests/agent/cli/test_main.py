from pathlib import Path

import pytest

from tests.support.agent_command import mingce_agent
from tests.support.chinese import english_in, is_chinese

COMMANDS = ("run", "once", "status", "collected", "enrol", "check-config", "decode")


def test_help_names_every_command_and_exit_code_in_both_languages() -> None:
    english, chinese = mingce_agent("--help"), mingce_agent("--help", language="zh_CN.UTF-8")

    assert all(command in english.stdout for command in COMMANDS)
    assert "Exit codes: 0 done" in english.stdout
    assert "退出码" in chinese.stdout
    assert (english.returncode, chinese.returncode) == (0, 0)


@pytest.mark.parametrize("arguments", [(), ("paint",), ("decode",), ("enrol", "--code", "SECRET")])
def test_wrong_usage_is_two(arguments: tuple[str, ...]) -> None:
    assert mingce_agent(*arguments).returncode == 2


def test_error_is_one_sentence_with_its_id() -> None:
    done = mingce_agent("check-config", "--config", "/nowhere/agent.toml")

    assert done.returncode == 2
    assert done.stderr == (
        "mingce-agent: /nowhere/agent.toml: does not exist; check the path after --config [configuration-error]\n"
    )


SETTINGS = {
    "bad.toml": "log = \n",
    "unknown.toml": "colour = 1\n",
    "kind.toml": "state_directory = 1\n",
    "range.toml": "[timing]\nbeat_ms = 1\n",
}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check-config", "--config", "/nowhere/agent.toml"), 2),
        (("check-config", "--config", "bad.toml"), 2),
        (("check-config", "--config", "unknown.toml"), 2),
        (("check-config", "--config", "kind.toml"), 2),
        (("check-config", "--config", "range.toml"), 2),
        (("status", "--state", "empty"), 5),
        (("enrol", "--state", "empty"), 2),
        (("enrol", "--state", "empty", "--site", "/nowhere/site.json"), 2),
        (("enrol", "--state", "empty", "--site", "bad.toml"), 2),
        (("decode", "bad.toml"), 1),
        (("decode", "/nowhere/heard.pcap"), 1),
        (("run", "--state", "bad.toml"), 2),
        (("paint",), 2),
        (("decode",), 2),
        (("--config",), 2),
    ],
)
def test_failure_is_said_in_chinese_throughout(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    for name, text in SETTINGS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = [str(tmp_path / word) if word in SETTINGS or word == "empty" else word for word in arguments]

    done = mingce_agent(*words, language="zh_CN.UTF-8")

    assert english_in(done.stderr) == []
    assert is_chinese(done.stderr), done.stderr
    assert done.returncode == code, done.stderr
