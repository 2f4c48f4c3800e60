from pathlib import Path

import pytest

from agent.config import KEYS, load, parse, read_environment
from agent.errors import ConfigurationError

WRONG = [
    pytest.param("[spool]\nmost_days = 0\n", "line 2, spool.most_days: 0 is outside 1..3650", id="too small"),
    pytest.param("\n\n[timing]\nbeat_ms = '1'\n", "line 4, timing.beat_ms: '1' is not a whole number", id="type"),
    pytest.param("[log]\nlevel = 'loud'\n", "line 2, log.level: 'loud' is not one of debug", id="word"),
    pytest.param("log.level = 3\n", "line 1, log.level: 3 is not a text", id="dotted key"),
    pytest.param("colour = 1\n", "line 1, colour: is no setting of this agent", id="unknown"),
    pytest.param("[spool]\n\nmost_dayz = 3\n", "line 3, spool.most_dayz: is no setting", id="misspelt"),
    pytest.param("[collectors]\nx = 1\n", "line 1, collectors: is no setting", id="unknown table"),
    pytest.param("spool = 3\n", "line 1, spool: is no setting", id="table as value"),
    pytest.param("[listening]\nenabled = 1\n", "line 2, listening.enabled: 1 is not true or false", id="bool"),
    pytest.param("outside_probe = 'no'\n", "line 1, outside_probe: 'no' is not true or false", id="probe"),
    pytest.param(
        "[spool]\nmost_days = true\n", "line 2, spool.most_days: True is not a whole number", id="bool as int"
    ),
    pytest.param("state_directory = 'here'\n", "line 1, state_directory: 'here' is not an absolute path", id="path"),
    pytest.param("a = 1\nb = = 2\n", "line 2: is not TOML", id="syntax"),
    pytest.param("a = 1\na = 2\n", "line 2: is not TOML", id="twice"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_wrong_setting_is_named_with_line_key_and_reason(text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(text.encode(), "agent.toml")

    assert str(caught.value).startswith(f"agent.toml, {sentence}")


def test_line_of_bytes_that_are_no_text() -> None:
    with pytest.raises(ConfigurationError, match="line 2: is not UTF-8"):
        parse(b"# fine\n\xff\n", "agent.toml")


def test_empty_file_gives_the_defaults() -> None:
    config = parse(b"", "agent.toml")

    assert config.state_directory == Path("/var/lib/mingce-agent")
    assert config.spool.most_bytes == 64 * 1024 * 1024
    assert config.may_probe_outside, "a policy's word counts, and there is none"
    assert (config.before_policy.beat_interval_ms, config.before_policy.segments) == (60_000, ())


def test_settings_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    path.write_text("outside_probe = false\n[spool]\nmost_mebibytes = 2\n[timing]\nbeat_ms = 500\n", encoding="utf-8")
    config = load(path, tmp_path / "state")

    assert config.spool.most_bytes == 2 * 1024 * 1024
    assert config.before_policy.beat_interval_ms == 500
    assert not config.may_probe_outside
    assert config.state_directory == tmp_path / "state"


def test_missing_file_is_named_only_when_it_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        load(tmp_path / "none.toml")
    with pytest.raises(ConfigurationError, match="directory"):
        load(tmp_path)


def test_oversized_file_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="more than"):
        parse(b"#" * 70_000, "agent.toml")


@pytest.mark.parametrize("name", sorted(KEYS))
def test_every_setting_has_a_sentence_and_a_default_that_holds(name: str) -> None:
    key = KEYS[name]

    assert len(key.says) > 10
    assert not key.most or key.least <= key.default <= key.most
    assert not key.words or key.default in key.words


def test_environment_of_the_service_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/x")
    monkeypatch.setenv("WATCHDOG_USEC", "30000000")
    assert (read_environment().notify_socket, read_environment().watchdog_us) == ("/run/x", 30_000_000)
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert read_environment().watchdog_us == 0
