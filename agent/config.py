"""The agent's settings: one TOML file, one frozen value. Every key has a default; a wrong one is named by line."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agent.delivery.spool import SpoolLimits
from agent.errors import ConfigurationError
from protocol.phrases import say
from protocol.policy import Policy
from protocol.reasons import not_toml, reason
from protocol.toml_lines import line_of, line_of_error

DEFAULT_CONFIG: Final = Path("/etc/mingce/agent.toml")
DEFAULT_SITE: Final = Path("/etc/mingce/site.json")
"""Where the site bundle lies that was delivered beside the package."""
DEFAULT_STATE: Final = Path("/var/lib/mingce-agent")
_MEBIBYTE: Final = 1024 * 1024
_KINDS = {bool: say("true or false"), int: say("a whole number"), str: say("a text in quotes")}
_LARGEST_FILE: Final = 64 * 1024
_LEVELS: Final = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: its default, its bounds (numbers) or words (texts), and a sentence for the documentation."""

    default: Any
    says: str
    least: int = 0
    most: int = 0
    words: tuple[str, ...] = ()


KEYS: Final[dict[str, Key]] = {
    "state_directory": Key(str(DEFAULT_STATE), "where key, identity, policy and spool are kept"),
    "spool.most_mebibytes": Key(64, "signed reports kept while the collector is away", 1, 65_536),
    "spool.most_days": Key(30, "days of the agent's life a report is kept", 1, 3_650),
    "log.level": Key("info", "least severity written to standard error", words=_LEVELS),
    "log.most_lines_a_minute": Key(120, "what is above is counted, not written", 1, 100_000),
    "outside_probe": Key(True, "connect to the outside targets a policy names; false: never, whatever a policy says"),
    "listening.enabled": Key(True, "listen on adapters attached to a declared segment"),
    "collector.timeout_seconds": Key(20, "how long to wait for the collector's answer", 1, 300),
    "timing.debounce_ms": Key(100, "wait until kernel events settle, at most three times this", 1, 300),
    "timing.beat_ms": Key(60_000, "sign of life, before a policy says otherwise", 100, 86_400_000),
    "timing.sightings_ms": Key(10_000, "folded sightings, before a policy says otherwise", 100, 86_400_000),
    "timing.sweep_ms": Key(600_000, "look for what events missed, before a policy says otherwise", 1_000, 86_400_000),
    "timing.inventory_ms": Key(86_400_000, "whole inventory, before a policy says otherwise", 1_000, 604_800_000),
}


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, checked."""

    state_directory: Path
    spool: SpoolLimits
    log_level: str
    most_lines_a_minute: int
    is_listening: bool
    may_probe_outside: bool
    timeout_seconds: int
    debounce_ms: int
    before_policy: Policy
    """In force until the collector's first policy: no segment, hence nothing but what may be said elsewhere."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the service manager passes (sd_notify(3), sd_watchdog_enabled(3)); `watchdog_us` 0: none."""

    notify_socket: str | None = None
    watchdog_us: int = 0


def read_environment() -> Environment:
    """The service manager's part of the process's environment."""
    interval = os.environ.get("WATCHDOG_USEC", "")
    is_ours = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    microseconds = int(interval) if is_ours and interval.isascii() and interval.isdigit() else 0
    return Environment(os.environ.get("NOTIFY_SOCKET"), microseconds)


def load(path: Path | None, state_directory: Path | None = None) -> Config:
    """The settings in a file; without a path, those of DEFAULT_CONFIG if it exists, else the defaults.

    Raises ConfigurationError naming file, line, key and reason. `state_directory` overrides the file.
    """
    values = values_in(path)
    if state_directory is not None:
        values["state_directory"] = str(state_directory.absolute())
    return _config(values)


def values_in(path: Path | None) -> dict[str, Any]:
    """Every setting by its dotted name, defaults filled in; raises ConfigurationError."""
    source = path or DEFAULT_CONFIG
    try:
        with source.open("rb") as file:
            return _values(file.read(_LARGEST_FILE + 1), str(source))
    except FileNotFoundError:
        if path is not None:
            raise ConfigurationError(str(path), "does not exist", "check the path after --config") from None
        return _values(b"", str(source))
    except OSError as error:
        raise ConfigurationError(str(source), reason(error)) from error


def parse(content: bytes, source: str) -> Config:
    """The settings in TOML text; raises ConfigurationError."""
    return _config(_values(content, source))


def _values(content: bytes, source: str) -> dict[str, Any]:
    if len(content) > _LARGEST_FILE:
        raise ConfigurationError(source, say("more than {most} bytes", most=_LARGEST_FILE))
    text = _text(content, source)
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = line_of_error(str(error), text)
        raise ConfigurationError(say("{source}, line {line}", source=source, line=line), not_toml(error)) from None
    values = {}
    for name, value in _flat(tables):
        _require(name, value, f"{source}, line {line_of(name, text)}, {name}")
        values[name] = value
    return {name: key.default for name, key in KEYS.items()} | values


def _text(content: bytes, source: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            say("{source}, line {line}", source=source, line=line), "is not UTF-8", "save the file as UTF-8"
        ) from None


def _flat(tables: dict[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    sections = {name.split(".")[0] for name in KEYS if "." in name}
    for name, value in tables.items():
        if isinstance(value, dict) and name in sections:
            found += [(f"{name}.{inner}", setting) for inner, setting in value.items()]
        else:
            found.append((name, value))
    return found


def _require(name: str, value: Any, where: str) -> None:
    key = KEYS.get(name)
    if key is None:
        raise ConfigurationError(where, "is no setting of this agent", say("known are {keys}", keys=", ".join(KEYS)))
    if type(value) is not type(key.default):
        wanted = _KINDS[type(key.default)]
        raise ConfigurationError(
            where,
            say("{value} is not {wanted}", value=repr(value), wanted=wanted),
            say("the default is {default}", default=repr(key.default)),
        )
    if key.words and value not in key.words:
        raise ConfigurationError(
            where, say("{value} is not one of {words}", value=repr(value), words=", ".join(key.words))
        )
    if key.most and not key.least <= value <= key.most:
        raise ConfigurationError(
            where,
            say("{value} is outside {least}..{most}", value=value, least=key.least, most=key.most),
            say("the default is {default}", default=key.default),
        )
    if name == "state_directory" and not str(value).startswith("/"):
        raise ConfigurationError(where, say("{value!r} is not an absolute path", value=value))


def _config(values: dict[str, Any]) -> Config:
    return Config(
        state_directory=Path(values["state_directory"]),
        spool=SpoolLimits(values["spool.most_mebibytes"] * _MEBIBYTE, values["spool.most_days"]),
        log_level=values["log.level"],
        most_lines_a_minute=values["log.most_lines_a_minute"],
        is_listening=values["listening.enabled"],
        may_probe_outside=values["outside_probe"],
        timeout_seconds=values["collector.timeout_seconds"],
        debounce_ms=values["timing.debounce_ms"],
        before_policy=Policy(
            version=0,
            audience="*",
            issued_at_us=0,
            expires_at_us=0,
            segments=(),
            beat_interval_ms=values["timing.beat_ms"],
            sightings_interval_ms=values["timing.sightings_ms"],
            sweep_interval_ms=values["timing.sweep_ms"],
            inventory_interval_ms=values["timing.inventory_ms"],
        ),
    )
