from pathlib import Path

from tests.support.agent_command import mingce_agent


def test_good_settings_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text("[spool]\nmost_days = 7\n", encoding="utf-8")
    done = mingce_agent("check-config", "--config", str(path))

    assert done.returncode == 0
    assert "spool.most_days            7 " in done.stdout


def test_wrong_setting_is_named(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text("[spool]\nmost_days = 0\n", encoding="utf-8")
    done = mingce_agent("--config", str(path), "check-config")

    assert done.returncode == 2
    assert f"{path}, line 2, spool.most_days: 0 is outside 1..3650" in done.stderr
