"""The command's refusals; tests/agent/privileged/test_helper.py talks to it over a socket."""

from tests.support.agent_command import mingce_agent


def test_a_person_is_told_how_it_is_started() -> None:
    english, chinese = mingce_agent("helper"), mingce_agent("helper", "--lang", "zh_CN")

    assert english.returncode == 2
    assert "systemctl enable --now mingce-agent-helper.socket" in english.stderr
    assert chinese.returncode == 2


def test_it_takes_no_argument() -> None:
    assert "unrecognized arguments: accounts" in mingce_agent("helper", "accounts").stderr
