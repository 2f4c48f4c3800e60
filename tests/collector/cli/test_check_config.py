"""mingce check-config."""

from pathlib import Path

import pytest

from collector.cli.check_config import check_config
from collector.cli.failures import CommandFailed, ExitCode

SHIPPED = Path(__file__).parents[3] / "packaging/collector/collector.toml"


def test_prints_every_setting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "collector.toml"
    path.write_text('names = ["collector.example"]\n[agents]\nport = 7001\n', encoding="utf-8")

    check_config(path)

    printed = capsys.readouterr().out.splitlines()
    assert 'names = ["collector.example"]' in printed
    assert "agents.port = 7001" in printed
    assert "operators.port = 8443" in printed


def test_names_line_key_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "collector.toml"
    path.write_text("[agents]\nport = 70000\n", encoding="utf-8")

    with pytest.raises(CommandFailed) as caught:
        check_config(path)

    assert caught.value.code is ExitCode.USAGE
    assert caught.value.what == f"{path}, line 2, agents.port"
    assert "70000" in caught.value.why


def test_shipped_file_is_right_and_so_is_each_of_its_comments(tmp_path: Path) -> None:
    check_config(SHIPPED)
    text = SHIPPED.read_text(encoding="utf-8")
    commented_in = "\n".join(
        line.removeprefix("#") if line.startswith("#") and not line.startswith("# ") else line
        for line in text.splitlines()
    )
    path = tmp_path / "collector.toml"
    path.write_text(commented_in, encoding="utf-8")
    check_config(path)
