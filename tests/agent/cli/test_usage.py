import pytest

from agent.cli.usage import parser
from tests.support.agent_command import mingce_agent


def test_options_may_stand_before_and_after_the_command() -> None:
    before = parser(str).parse_args(["--state", "a", "status"])
    after = parser(str).parse_args(["status", "--state", "a", "--config", "b"])

    assert before.state == after.state == "a"
    assert (before.config, after.config) == (None, "b")


def test_no_command_ends_with_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser(str).parse_args([])

    assert "usage: mingce-agent" in capsys.readouterr().err


def test_the_version_is_said() -> None:
    assert mingce_agent("--version").stdout.startswith("mingce-agent ")
