import pytest

from tests.support.agent_command import mingce_agent

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
