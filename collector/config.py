"""The collector's configuration: one frozen value from a TOML file, overridden by the command line. Read once, here."""

import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from collector.declared_networks import read_outside_probe, read_zones
from collector.errors import ConfigurationError
from collector.ledger.due import DEFAULT_RECONFIRM_DAYS
from collector.ledger.exemption import DEFAULT_LONGEST_DAYS
from protocol.phrases import say
from protocol.policy import OutsideProbe
from protocol.reasons import not_toml, reason
from protocol.toml_lines import line_of
from protocol.zones import ZonePrefix

DEFAULT_STATE = Path("/var/lib/mingce-collector")
DEFAULT_FILE = Path("/etc/mingce/collector.toml")
_MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Door:
    """Where a door listens: an address of this machine and a TCP port, 0 for any free one."""

    host: str = "0.0.0.0"  # noqa: S104 - a collector is there to be reached
    port: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """What agents are told of time, in milliseconds (protocol.policy.Policy)."""

    beat_interval_ms: int = 60_000
    sightings_interval_ms: int = 10_000
    sweep_interval_ms: int = 600_000
    inventory_interval_ms: int = 86_400_000


@dataclass(frozen=True, slots=True)
class SyslogTarget:
    """Where alerts go in RFC 5424: `udp`, `tcp` or `unix`; host and port, or a socket's path."""

    transport: Literal["udp", "tcp", "unix"] = "udp"
    host: str = ""
    port: int = 514
    path: str = "/dev/log"


@dataclass(frozen=True, slots=True)
class Config:
    """Every key of collector.toml; tables become the classes above."""

    state: Path = DEFAULT_STATE
    agents: Door = field(default_factory=lambda: Door(port=7443))
    operators: Door = field(default_factory=lambda: Door(port=8443))
    # Names and addresses the server's certificate is for; the first one is what agents are told to call.
    names: tuple[str, ...] = ()
    # Path of the operators' UNIX socket; empty: operators.sock in the state directory.
    socket: str = ""
    log_level: str = "info"
    # No exemption is granted for longer, in days.
    longest_exemption_days: int = DEFAULT_LONGEST_DAYS
    # After so many days it is to be confirmed anew who has a terminal.
    reconfirm_days: int = DEFAULT_RECONFIRM_DAYS
    # Table of vendor names; empty: vendors.sqlite in the state directory if it is there, else the one shipped.
    vendor_names: str = ""
    pace: Pace = field(default_factory=Pace)
    syslog: SyslogTarget | None = None
    # Prefixes added to the zone table (protocol/zones.py).
    zones: tuple[ZonePrefix, ...] = ()
    # What agents may connect to, to learn whether an outside network answers; None: agents probe nothing.
    outside_probe: OutsideProbe | None = None

    @property
    def socket_path(self) -> Path:
        return Path(self.socket) if self.socket else self.state / "operators.sock"

    @property
    def server_names(self) -> tuple[str, ...]:
        """The names asked for; without any, the one address listened on and those this machine knows of itself."""
        if self.names:
            return self.names
        own = [self.agents.host] if self.agents.host not in ("0.0.0.0", "::") else []  # noqa: S104
        own += [name for name in (socket.getfqdn(), socket.gethostname()) if name and " " not in name]
        return tuple(dict.fromkeys([*own, "localhost", "127.0.0.1", "::1"]))


def load(path: Path | None) -> Config:
    """The configuration in a TOML file; of the default file when None, or the defaults when that is not there.

    Raises ConfigurationError naming the file, the line, the key, the value and what is allowed.
    """
    if path is None:
        if not DEFAULT_FILE.exists():
            return Config()
        path = DEFAULT_FILE
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ConfigurationError(
                str(path), say("longer than {most} bytes", most=_MOST_BYTES), "is it the right file?"
            )
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(
            str(path), say("cannot be read: {reason}", reason=reason(error)), "check its name and mode"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), not_toml(error), "correct that line") from error
    try:
        return check(_table(Config(), values, f"{path}"))
    except ConfigurationError as error:
        raise _located(error, path, text) from None


def _located(error: ConfigurationError, path: Path, text: str) -> ConfigurationError:
    """The same, with file, line and key in its first words."""
    key = str(error.what).removeprefix(f"{path}: ").replace(": ", ".")
    where = say("{source}, line {line}, {key}", source=path, line=line_of(key, text), key=key)
    return ConfigurationError(where, error.why, error.next_step)


def check(config: Config) -> Config:
    """The configuration if its values can be used; raises ConfigurationError."""
    for name, door in (("agents.port", config.agents), ("operators.port", config.operators)):
        if not 0 <= door.port <= 65535:
            raise ConfigurationError(
                name, say("{port} is no TCP port", port=door.port), "0 to 65535; 0 takes any free one"
            )
    if config.log_level not in ("debug", "info", "warning", "error"):
        raise ConfigurationError(
            "log_level", say("{log_level!r} is none", log_level=config.log_level), "debug, info, warning or error"
        )
    if not 1 <= config.longest_exemption_days <= 3660:
        raise ConfigurationError(
            "longest_exemption_days", say("{days} days", days=config.longest_exemption_days), "1 to 3660 days"
        )
    if not 1 <= config.reconfirm_days <= 3660:
        raise ConfigurationError("reconfirm_days", say("{days} days", days=config.reconfirm_days), "1 to 3660 days")
    for item in fields(Pace):
        value = getattr(config.pace, item.name)
        if not 100 <= value <= 604_800_000:
            raise ConfigurationError(".".join(("pace", item.name)), say("{value} ms", value=value), "100 ms to 7 days")
    if config.syslog is not None and config.syslog.transport not in ("udp", "tcp", "unix"):
        raise ConfigurationError(
            "syslog.transport", say("{transport!r} is none", transport=config.syslog.transport), "udp, tcp or unix"
        )
    if config.syslog is not None and config.syslog.transport != "unix" and not config.syslog.host:
        raise ConfigurationError("syslog.host", "is missing", "name the host that listens")
    return config


def overridden(config: Config, **values: Any) -> Config:
    """The configuration with those values of the command line that were given (not None), checked again."""
    given = {name: value for name, value in values.items() if value is not None}
    ports = {
        name.removesuffix("_port"): replace(getattr(config, name.removesuffix("_port")), port=given.pop(name))
        for name in ("agents_port", "operators_port")
        if name in given
    }
    hosts = given.pop("host", None)
    config = replace(config, **given, **ports)
    if hosts is not None:
        config = replace(
            config, agents=replace(config.agents, host=hosts), operators=replace(config.operators, host=hosts)
        )
    return check(config)


_WANTED = {int: say("a whole number"), str: say("a text in quotes")}
_KINDS: dict[str, type[Any]] = {"agents": Door, "operators": Door, "pace": Pace, "syslog": SyslogTarget}


def _table(base: Any, values: Mapping[str, Any], where: str) -> Any:
    """`base` with these values: a key left out of a table keeps its default, which differs from door to door."""
    kind = type(base)
    known = {item.name: item for item in fields(kind)}
    if unknown := sorted(set(values) - set(known)):
        raise ConfigurationError(
            f"{where}: {unknown[0]}",
            "there is no such key",
            say("known: {known}", known=", ".join(sorted(known))),
        )
    return replace(base, **{name: _value(kind, name, value, where) for name, value in values.items()})


def _value(kind: type[Any], name: str, value: Any, where: str) -> Any:
    if kind is Config and name in _KINDS:
        if not isinstance(value, dict):
            raise ConfigurationError(
                f"{where}: {name}",
                "is not a table",
                say("write [{name}] on a line of its own", name=name),
            )
        return _table(getattr(Config(), name) or _KINDS[name](), value, f"{where}: {name}")
    if name == "zones":
        return read_zones(value, f"{where}: {name}")
    if name == "outside_probe":
        return read_outside_probe(value, f"{where}: {name}")
    if name == "names":
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise ConfigurationError(f"{where}: {name}", "is not a list of names", 'like ["collector.example"]')
        return tuple(value)
    wanted = int if name == "port" or name.endswith(("_ms", "_days")) else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise ConfigurationError(
            f"{where}: {name}",
            say("{value} is not {wanted}", value=repr(value), wanted=_WANTED[wanted]),
            "correct it",
        )
    return Path(str(value)) if name == "state" else value
